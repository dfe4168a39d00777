/**
 * The pure machine between a host and a strategy's code: inputs in, intents out.
 *
 * A host in another process delivers JSON (`deliver`); a backtest binds columns and delivers rows, which allocates
 * nothing. Both ways give the same decisions and the same digest.
 */

import type { Instrument, InstrumentId } from '../instrument.ts'
import type { JsonValue } from '../strategy/json.ts'
import type { Timeframe } from '../strategy/time.ts'
import type { BarColumns, QuoteColumns, TradeColumns } from './columns.ts'
import type { AccountInput, StrategyInput } from './input.ts'
import type { StrategyIntent, TimerSchedule } from './intent.ts'
import type { SessionSnapshot } from './snapshot.ts'

export interface SessionOptions {
  /** Parameters by name, as values or as texts; what is left out takes its default. */
  readonly params?: Readonly<Record<string, unknown>>
  /** Every instrument that the strategy subscribes to or trades. */
  readonly instruments: readonly Instrument[]
  /** Begins every client order id: letters, digits, `-`, `_`, `.`; at most 40 characters. Unique for each deployment and run of it. */
  readonly orderIdPrefix: string
  /** Seed of `context.random`: a whole number from 0 to 2^32 - 1; 0 when left out. */
  readonly seed?: number
  /** The account at the start, as an `account` input would tell it. Without it, cash is 0 in USD. */
  readonly account?: Omit<AccountInput, 'type' | 'at'>
  /** State that an earlier session of this strategy left behind; migrated when its version is older. */
  readonly state?: PersistedState
  /** Log lines per minute of session time before lines are dropped; 600 when left out. */
  readonly logLinesPerMinute?: number
  /** Continues an earlier session exactly where its snapshot was taken. */
  readonly resume?: SessionSnapshot
}

/** The author's state as it is kept between sessions. Plain JSON. */
export interface PersistedState {
  readonly version: number
  readonly value: JsonValue
}

/** A series or stream that the host has to deliver, in the order of the subscriptions. */
export type Feed =
  | {
      readonly kind: 'BARS'
      readonly instrumentId: InstrumentId
      readonly timeframe: Timeframe
      readonly history: number
    }
  | { readonly kind: 'QUOTES' | 'TRADES'; readonly instrumentId: InstrumentId }

export type SessionStatus = 'CREATED' | 'RUNNING' | 'STOPPED' | 'FAILED'

/**
 * A running strategy.
 *
 * Each delivery returns the intents it caused, in order, in ONE array that the next delivery empties; it is empty in the
 * usual case. A callback that throws makes the delivery throw a `StrategyFault`; the session is then FAILED and takes no
 * more inputs, and its state, orders, timers and counters are as before that callback.
 *
 * After `stop`, fills, order updates and accounts are still taken: they are booked and brackets are kept in step, and no callback
 * is called.
 */
export interface StrategySession {
  readonly status: SessionStatus
  /** What to deliver; a feed's index is the `feed` argument below. */
  readonly feeds: readonly Feed[]
  /** Inputs taken so far, warm-up included. */
  readonly position: number
  /** Decisions made so far: callbacks that produced an intent other than a log line. */
  readonly decisions: number

  /** Takes one input as JSON. */
  deliver(input: StrategyInput): readonly StrategyIntent[]

  /** Hands over the columns of a BARS feed; rows must then be delivered in order, without a gap, from `firstRow` (0 when left out). */
  bindBars(feed: number, columns: BarColumns, firstRow?: number): void
  /** Delivers the next bar of a bound feed: `row` is one past the last. The same as a `bar` input, without allocating. */
  bar(feed: number, row: number, at: number): readonly StrategyIntent[]
  /** As `bar`, but as history before the start: fills the window and feeds indicators, calls no callback. */
  warmupBar(feed: number, row: number, at: number): void
  bindQuotes(feed: number, columns: QuoteColumns, firstRow?: number): void
  quote(feed: number, row: number, at: number): readonly StrategyIntent[]
  bindTrades(feed: number, columns: TradeColumns, firstRow?: number): void
  trade(feed: number, row: number, at: number): readonly StrategyIntent[]

  /** The timers that the host is to keep, by name: after a resume it sets them again. */
  timers(): readonly (readonly [string, TimerSchedule])[]
  /** The state to persist when it changed since the last call; null when it did not. */
  takeState(): PersistedState | null
  /** The digest of the decision stream so far: 32 hexadecimal digits. What it covers: docs/strategies.md. */
  digest(): string
  /** Everything needed to continue elsewhere. Plain JSON. */
  snapshot(): SessionSnapshot
}
