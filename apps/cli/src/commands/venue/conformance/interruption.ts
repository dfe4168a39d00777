/** What ends a run early: an interruption, the end of the terminal, or the word of whoever supervises the process. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Who tells of signals: the process. */
export type SignalSource = Pick<NodeJS.EventEmitter, 'once' | 'off'>

export interface Interruption {
  /** Aborted by the first of them; the next one of its kind ends the process as always. */
  readonly signal: AbortSignal
  /** Leaves signals to themselves again. */
  close(): void
}

export function openInterruption(source: SignalSource): Interruption {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  for (const name of SIGNALS) source.once(name, stop)
  return {
    signal: controller.signal,
    close() {
      for (const name of SIGNALS) source.off(name, stop)
    },
  }
}
