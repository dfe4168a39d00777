/** What a strategy asks to be told: declared from its parameters before the run, so that the host can plan the data. */

import type { InstrumentId } from '../instrument.ts'
import type { Timeframe } from './time.ts'

/** Bars a window holds when its subscription does not say. */
export const HISTORY_DEFAULT = 256

/** Bars a window may hold at most. */
export const HISTORY_MAX = 1_048_576

/** Subscriptions a strategy may have at most. */
export const SUBSCRIPTIONS_MAX = 4_096

export interface BarSubscription {
  readonly kind: 'BARS'
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  /** Bars that its window keeps, the newest included; 1 to 1,048,576, HISTORY_DEFAULT when left out. */
  readonly history?: number
}

export interface QuoteSubscription {
  readonly kind: 'QUOTES'
  readonly instrument: InstrumentId
}

export interface TradeSubscription {
  readonly kind: 'TRADES'
  readonly instrument: InstrumentId
}

export type Subscription = BarSubscription | QuoteSubscription | TradeSubscription
