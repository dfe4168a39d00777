/** How a session says that the strategy's own code failed. */

import type { Micros } from '../strategy/time.ts'

export const CALLBACKS = [
  'subscribe',
  'prepare',
  'state',
  'feed',
  'onStart',
  'onBar',
  'onQuote',
  'onTrade',
  'onFill',
  'onOrderUpdate',
  'onTimer',
  'onStop',
] as const
export type Callback = (typeof CALLBACKS)[number]

/** The facts of a failure, as plain JSON. */
export interface StrategyFaultReport {
  readonly strategy: string
  readonly callback: Callback
  /** The input at which it failed, counted from 1; 0: before the first. */
  readonly position: number
  readonly at: Micros
  /** What was delivered, in words: the series and the bar's time, the order, the timer. */
  readonly input: string
  readonly error: { readonly name: string; readonly message: string; readonly stack: string | null }
}

/** Thrown by a delivery whose callback threw. */
export class StrategyFault extends Error {
  override readonly name = 'StrategyFault'
  readonly report: StrategyFaultReport

  constructor(report: StrategyFaultReport, cause: unknown) {
    super(
      `${report.strategy}: ${report.callback} failed at input ${report.position} (${report.input}): ${report.error.message}`,
      { cause },
    )
    this.report = report
  }
}
