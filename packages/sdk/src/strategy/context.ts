/**
 * What a strategy can see and do inside a callback.
 *
 * Everything answers at once from what the session was told: there is no clock, chance or data but what the host
 * delivered, so the same inputs give the same decisions in a backtest, on paper and live.
 */

import type { Decimal } from '../decimal.ts'
import type { InstrumentId } from '../instrument.ts'
import type { Liquidity, OrderStatus, OrderType, Side, TimeInForce } from '../vocabulary.ts'
import type { Bar, BarWindow } from './market.ts'
import type { Micros, Timeframe } from './time.ts'

/** The session's time. */
export interface Clock {
  /** The instant of the input being handled. */
  readonly now: Micros
  /** An instant as ISO 8601 with Z and six digits after the second; `now` when left out. */
  iso(instant?: Micros): string
}

/** Chance from the session's seed: the same draws in every run. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
}

/** What is held in one instrument. */
export interface Position {
  readonly instrument: InstrumentId
  /** Signed: negative is short. In units, not lots. */
  readonly quantity: number
  /** Signed and exact, in lots. */
  readonly lots: number
  /** Average entry price of what is held; 0 when flat. */
  readonly averagePrice: number
  /** Last known price: last trade or bar close, else the middle of the quote; NaN before any. */
  readonly mark: number
  /** In the instrument's currency, before fees. */
  readonly realizedPnl: number
  /** In the instrument's currency at `mark`; 0 when flat. */
  readonly unrealizedPnl: number
  /** Fees paid, in the instrument's currency. */
  readonly fees: number
}

/** Money and positions as the session books them from fills and account snapshots. For arithmetic; the ledger is the record. */
export interface Portfolio {
  /** Base currency of the account. */
  readonly currency: string
  /** Cash in a currency; in the base currency when left out. */
  cash(currency?: string): number
  /** Cash and positions at their marks, in the base currency. NaN when a needed mark or rate is unknown. */
  readonly equity: number
  position(instrument: InstrumentId): Position
  /** The positions that are not flat, in the order in which the instruments were declared. */
  positions(): readonly Position[]
}

/** A quantity or price: a number or an exact decimal string. It must be a multiple of the instrument's increment. */
export type Amount = number | Decimal

interface OrderTerms {
  readonly instrument: InstrumentId
  readonly side: Side
  readonly quantity: Amount
  /** DAY when left out, except IOC for a market order. */
  readonly timeInForce?: TimeInForce
  /** A word of yours that comes back on the order and its fills, for attribution in reports; at most 64 characters. */
  readonly tag?: string
}

export interface MarketOrder extends OrderTerms {
  readonly type: 'MARKET'
}

export interface LimitOrder extends OrderTerms {
  readonly type: 'LIMIT'
  readonly limitPrice: Amount
}

export interface StopOrder extends OrderTerms {
  readonly type: 'STOP'
  readonly stopPrice: Amount
}

export interface StopLimitOrder extends OrderTerms {
  readonly type: 'STOP_LIMIT'
  readonly stopPrice: Amount
  readonly limitPrice: Amount
}

export type OrderRequest = MarketOrder | LimitOrder | StopOrder | StopLimitOrder

/** An order of this session, from `submit` until it is final. A live view: it shows what is known now. */
export interface StrategyOrder {
  readonly clientOrderId: string
  readonly instrument: InstrumentId
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly status: OrderStatus
  /** In units, as ordered and as filled so far. */
  readonly quantity: number
  readonly filledQuantity: number
  /** What can still fill: counts confirmed fills only. */
  readonly openQuantity: number
  /** null where the type has none. */
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly tag: string | null
  /** Whether nothing can happen to it any more. */
  readonly isFinal: boolean
}

/** New terms; what is left out stays. `quantity` is the new total, fills included. */
export interface ReplaceRequest {
  readonly quantity?: Amount
  readonly limitPrice?: Amount
  readonly stopPrice?: Amount
}

/**
 * An entry with its exits: when the entry fills, a take-profit (LIMIT) and a stop-loss (STOP) for the filled quantity are
 * sent; what one of them fills is taken off the other, and the last one is withdrawn. At least one exit is given.
 */
export interface BracketRequest {
  readonly entry: OrderRequest
  readonly takeProfit?: Amount
  readonly stopLoss?: Amount
  /** Of the exits; GTC when left out. */
  readonly timeInForce?: TimeInForce
}

/** A bracket from its submission to its end. A live view. */
export interface Bracket {
  readonly id: string
  readonly entry: StrategyOrder
  /** null until the entry fills, or where none was asked for. */
  readonly takeProfit: StrategyOrder | null
  readonly stopLoss: StrategyOrder | null
  readonly isDone: boolean
  /** What the exits filled beyond the entry: both filled before a withdrawal arrived. 0 in the usual case; it is yours to close. */
  readonly excessQuantity: number
  /** Withdraws the entry and the exits. The position stays as it is. */
  cancel(): void
}

/** How to reach a target position: at the market when left out, otherwise by a limit order. */
export interface TargetOptions {
  readonly limitPrice?: Amount
  readonly timeInForce?: TimeInForce
  readonly tag?: string
}

/** Everything a strategy orders. Each call checks its terms at once and throws an `OrderTermsError` that names the field. */
export interface Orders {
  submit(request: OrderRequest): StrategyOrder
  /** Asks for new terms of an order. Returns false, and asks nothing, when it is final or being withdrawn. */
  replace(order: StrategyOrder | string, request: ReplaceRequest): boolean
  /** Asks to withdraw an order; nothing happens when it is final or a cancel is under way. */
  cancel(order: StrategyOrder | string): void
  /** Asks to withdraw every working order, or those of one instrument. */
  cancelAll(instrument?: InstrumentId): void
  bracket(request: BracketRequest): Bracket
  /**
   * Brings position plus working orders to `quantity` (signed, in units). Working orders that lead away from it are
   * withdrawn first; what is then missing is ordered. Returns the new order, or null when none is needed.
   */
  targetPosition(instrument: InstrumentId, quantity: Amount, options?: TargetOptions): StrategyOrder | null
  /** Orders that are not final, oldest first; of one instrument when given. */
  working(instrument?: InstrumentId): readonly StrategyOrder[]
  /** The order of that client order id, as long as the session keeps it; undefined when unknown. */
  get(clientOrderId: string): StrategyOrder | undefined
  /** The nearest multiple of the price increment (or the one below or above), as an exact decimal. */
  roundToTick(instrument: InstrumentId, price: number, direction?: RoundingDirection): Decimal
  /** The largest multiple of the quantity increment that is not beyond `quantity`, as an exact decimal. */
  roundToLot(instrument: InstrumentId, quantity: number, direction?: RoundingDirection): Decimal
}

export type RoundingDirection = 'NEAREST' | 'DOWN' | 'UP'

/** Calls by time. A timer is known by its name; setting one again replaces it. */
export interface Timers {
  /** Once, at an instant that is not before now. */
  at(name: string, instant: Micros): void
  /** Again and again: first one interval from now (or at `from`), until it is cancelled. */
  every(name: string, interval: Micros | Timeframe, from?: Micros): void
  /** At each opening or close of a trading calendar's sessions, shifted by `offset` (negative: before). */
  onSession(name: string, schedule: SessionSchedule): void
  cancel(name: string): void
}

export interface SessionSchedule {
  /** Name of a trading calendar, for example `XNYS`. */
  readonly calendar: string
  readonly at: 'OPEN' | 'CLOSE'
  readonly offset?: Micros
}

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The strategy's log. Lines past the session's budget are dropped and counted; one line says so. */
export interface Log {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

/** What can be attached to a series: every indicator of the SDK, and yours if it can save itself as JSON. */
export interface Attachable<Input> {
  update(input: Input): unknown
  snapshot(): unknown
  restore(snapshot: unknown): void
}

/** What a strategy prepares before its first input; see `StrategyDefinition.prepare`. */
export interface Setup<Params> {
  readonly params: Params
  /** The window of a subscribed series; throws when it was not subscribed. */
  bars(instrument: InstrumentId, timeframe: Timeframe): BarWindow
  /**
   * Updates an indicator with each bar of the series before `onBar`, warm-up bars included, and returns it. `input` picks
   * what it is fed with. Its state is part of the session's snapshot, so that a resume continues it to the last bit.
   *
   * @example
   * const fast = attach('SIM:BTC-USD', '1m', new Sma(10), (bar) => bar.close)
   */
  attach<Input, Attached extends Attachable<Input>>(
    instrument: InstrumentId,
    timeframe: Timeframe,
    indicator: Attached & Attachable<Input>,
    input: (bar: Bar) => Input,
  ): Attached
  /**
   * Calls `update` with each bar of the series before `onBar`, warm-up bars included. For your own calculations: after a
   * resume they are fed again with the bars that the window holds, and with nothing older.
   */
  feed(instrument: InstrumentId, timeframe: Timeframe, update: (bar: Bar) => void): void
}

/** What each callback is given. One object for the life of the session. */
export interface StrategyContext<Params, State, Locals> {
  readonly params: Params
  /** What `prepare` returned: indicators and scratch values. Not persisted. */
  readonly locals: Locals
  /** The persisted state, deeply frozen; `setState` replaces it. */
  readonly state: State
  /** Replaces the persisted state. It must be plain JSON; throws a `StateError` that names the path otherwise. */
  setState(next: State): void
  readonly clock: Clock
  readonly random: Random
  readonly portfolio: Portfolio
  readonly orders: Orders
  readonly timers: Timers
  readonly log: Log
  /** The window of a subscribed series; throws when it was not subscribed. */
  bars(instrument: InstrumentId, timeframe: Timeframe): BarWindow
}

/** A fill of one of this session's orders. */
export interface StrategyFill {
  readonly execId: string
  readonly order: StrategyOrder
  readonly instrument: InstrumentId
  readonly side: Side
  readonly quantity: number
  readonly price: number
  readonly fee: number
  readonly liquidity: Liquidity | null
  readonly time: Micros
}

/** A change of one of this session's orders. */
export interface StrategyOrderUpdate {
  readonly order: StrategyOrder
  readonly status: OrderStatus
  readonly previousStatus: OrderStatus
  /** Why it was refused or ended, in words; null when there is nothing to say. */
  readonly reason: string | null
}

/** A split or dividend whose ex-date has come: prices are without it from now on. */
export type StrategyCorporateAction = {
  readonly instrument: InstrumentId
  readonly time: Micros
} & (
  | {
      readonly kind: 'SPLIT'
      /** New shares for each old one: 4 for a split of 4 for 1, 0.05 for one of 1 for 20. */
      readonly ratio: number
    }
  | {
      readonly kind: 'CASH_DIVIDEND'
      /** Money for each share that is held, in the instrument's currency. */
      readonly perUnit: number
    }
)

/** A timer that is due. */
export interface StrategyTimer {
  readonly name: string
  /** When it was to fire; `clock.now` may be later. */
  readonly due: Micros
}
