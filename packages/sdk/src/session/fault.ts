/** How a session says that the strategy's own code failed. */

import type { Micros } from '../strategy/time.ts'
import type { StrategyIntent } from './intent.ts'

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
  'onCorporateAction',
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

const TEXT_LENGTH_MAX = 4_000

/**
 * Thrown by a delivery whose callback threw. What the callback wished is gone; `intents` are those that the session itself
 * had made for the same input before (exits of a bracket), still to be carried out.
 */
export class StrategyFault extends Error {
  override readonly name = 'StrategyFault'
  readonly report: StrategyFaultReport
  readonly intents: readonly StrategyIntent[]

  constructor(
    facts: Omit<StrategyFaultReport, 'error'> & { readonly error: unknown },
    intents: readonly StrategyIntent[],
  ) {
    const error = described(facts.error)
    super(
      `${facts.strategy}: ${facts.callback} failed at input ${facts.position} (${facts.input}): ${error.message}`,
      { cause: facts.error },
    )
    this.report = { ...facts, error }
    this.intents = intents
  }
}

/** What was thrown, in bounded words; an author may throw anything, things that throw when they are read included. */
function described(thrown: unknown): StrategyFaultReport['error'] {
  try {
    if (thrown instanceof Error) {
      const { name, message, stack } = thrown
      return { name: cut(name), message: cut(message), stack: stack === undefined ? null : cut(stack) }
    }
    return { name: typeof thrown, message: cut(thrown), stack: null }
  } catch (error) {
    return { name: 'unreadable', message: `what was thrown cannot be read (${typeof error})`, stack: null }
  }
}

function cut(text: unknown): string {
  return String(text).slice(0, TEXT_LENGTH_MAX)
}
