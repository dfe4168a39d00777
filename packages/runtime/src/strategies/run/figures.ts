/** What a run has done so far, as people look at it. */
export interface RunFigures {
  inputs: number
  decisions: number
  digest: string | null
  /** Orders, replacements and cancels that were asked for. */
  ordersSent: number
  /** Those that the gate blocked, or the book refused. */
  ordersRefused: number
  logLinesDropped: number
  /** Time that its callbacks took, milliseconds. */
  callbackMs: number
}

export function noFigures(): RunFigures {
  return {
    inputs: 0,
    decisions: 0,
    digest: null,
    ordersSent: 0,
    ordersRefused: 0,
    logLinesDropped: 0,
    callbackMs: 0,
  }
}
