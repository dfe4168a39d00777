/**
 * What a host tells a session: plain JSON, one message an input. Version 1 of the strategy side of the wire.
 *
 * `at` is the session's clock for that input, in microseconds; it never runs backwards. Ticks and lots are whole
 * numbers, money is an exact decimal. Instruments must be among those the session was created with.
 */

import type { Decimal } from '../decimal.ts'
import type { InstrumentId } from '../instrument.ts'
import type { Liquidity, OrderStatus, Side } from '../vocabulary.ts'
import type { Micros, Timeframe } from '../strategy/time.ts'

/** Version of the inputs, intents and snapshots below. A change that an old host or runner cannot read raises it. */
export const WIRE_VERSION = 1

/** The first input: calls `onStart`. */
export interface StartInput {
  readonly type: 'start'
  readonly at: Micros
}

/** The last input: calls `onStop`. */
export interface StopInput {
  readonly type: 'stop'
  readonly at: Micros
  readonly reason: string
}

/** A closed bar of a subscribed series. */
export interface BarInput {
  readonly type: 'bar'
  readonly at: Micros
  readonly instrumentId: InstrumentId
  readonly timeframe: Timeframe
  /** When the bar opened. */
  readonly time: Micros
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  /** true: history before the start. Fills windows and feeds indicators, calls no callback. */
  readonly warmup?: true
}

/** A quote of a subscribed instrument; null: nobody quotes that side. */
export interface QuoteInput {
  readonly type: 'quote'
  readonly at: Micros
  readonly instrumentId: InstrumentId
  readonly time: Micros
  readonly bid: number | null
  readonly ask: number | null
  readonly bidSize: number | null
  readonly askSize: number | null
}

export interface TradeInput {
  readonly type: 'trade'
  readonly at: Micros
  readonly instrumentId: InstrumentId
  readonly time: Micros
  readonly price: number
  readonly size: number
  readonly aggressor: 'BUY' | 'SELL' | null
}

/** A fill of one of the session's orders. A repeated `execId` is absorbed. */
export interface FillInput {
  readonly type: 'fill'
  readonly at: Micros
  readonly execId: string
  readonly clientOrderId: string
  readonly instrumentId: InstrumentId
  readonly side: Side
  readonly quantityLots: number
  readonly priceTicks: number
  /** In the instrument's currency; negative: a rebate. */
  readonly fee: Decimal
  readonly liquidity: Liquidity | null
  readonly time: Micros
}

/** Where an order stands. What it filled is told by `fill` alone, so fills may come before or after it. */
export interface OrderUpdateInput {
  readonly type: 'orderUpdate'
  readonly at: Micros
  readonly clientOrderId: string
  readonly status: OrderStatus
  /** The terms in force, after a replace. */
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  readonly reason: string | null
}

export interface TimerInput {
  readonly type: 'timer'
  readonly at: Micros
  readonly name: string
  readonly due: Micros
}

/**
 * The account as its ledger has it: replaces what the session booked by itself. It is also how a session learns of a fill that
 * the venue took back or corrected, of deposits and of settlements.
 */
export interface AccountInput {
  readonly type: 'account'
  readonly at: Micros
  readonly currency: string
  readonly cash: readonly { readonly currency: string; readonly amount: Decimal }[]
  readonly positions: readonly AccountPosition[]
  /** What one unit of `currency` is worth in the base currency. The base currency itself needs none. */
  readonly rates?: readonly { readonly currency: string; readonly rate: number }[]
}

export interface AccountPosition {
  readonly instrumentId: InstrumentId
  /** Signed. */
  readonly quantityLots: number
  readonly averagePrice: Decimal
  readonly realizedPnl: Decimal
}

/**
 * The ex-date of a split or dividend of an instrument that the session trades has come. A split counts what was delivered of its bars,
 * attached indicators, marks, open brackets and the orders that it names in new shares; columns that are bound are the host's to
 * restate before. Position and cash are told by `account` before it, orders that the venue canceled by `orderUpdate` after it.
 */
export interface CorporateActionInput {
  readonly type: 'corporateAction'
  readonly at: Micros
  readonly instrumentId: InstrumentId
  readonly action:
    | {
        readonly kind: 'SPLIT'
        /** So many new shares for every `denominator` old ones. */
        readonly numerator: number
        readonly denominator: number
        /** Working orders as the venue counts them now. */
        readonly orders: readonly RestatedOrder[]
      }
    | { readonly kind: 'CASH_DIVIDEND'; readonly perUnit: Decimal }
}

/** Terms of an order in new shares; what was filled stays as it was filled. */
export interface RestatedOrder {
  readonly clientOrderId: string
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

export type StrategyInput =
  | StartInput
  | StopInput
  | BarInput
  | QuoteInput
  | TradeInput
  | FillInput
  | OrderUpdateInput
  | TimerInput
  | AccountInput
  | CorporateActionInput
