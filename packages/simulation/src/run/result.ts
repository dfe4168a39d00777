/**
 * What a backtest gives: plain data, the same whether it ran alone, in a worker or in a sweep. Only `timings` differ between runs.
 *
 * Prices and money for arithmetic are doubles; what must be exact is in ticks, lots and decimal strings beside them.
 */

import type { Decision, EngineEvent, IncomeKind } from '@quarterdeck/engine'
import type {
  Decimal,
  InstrumentId,
  Liquidity,
  LogLevel,
  Micros,
  OrderStatus,
  OrderType,
  Side,
  TimeInForce,
} from '@quarterdeck/sdk'
import type { MarketSeries } from './request.ts'

export interface BacktestResult {
  /** STOPPED: by whoever ran it, before the data's end. */
  readonly status: 'COMPLETED' | 'STOPPED' | 'FAILED'
  /** Why it failed; null otherwise. */
  readonly fault: BacktestFault | null
  readonly strategy: { readonly name: string; readonly params: Readonly<Record<string, unknown>> }
  readonly seed: number
  /** First and last instant that were played; null: there was nothing to play. */
  readonly span: { readonly from: Micros; readonly to: Micros } | null
  readonly data: readonly SeriesFacts[]
  readonly digests: BacktestDigests
  readonly counts: BacktestCounts
  readonly account: FinalAccount
  readonly curve: EquityCurve
  /** Closed parts of positions, in order of their exit. */
  readonly trades: readonly TradeRow[]
  /** What is still held at the end, at its last mark. */
  readonly openTrades: readonly OpenTradeRow[]
  readonly orders: readonly OrderRow[]
  readonly fills: readonly FillRow[]
  /** Orders that the gate blocked or the venue rejected, and requests that were no orders at all. */
  readonly rejections: readonly RejectionRow[]
  /** What positions brought or cost without a trade, in order of time. */
  readonly incomes: readonly IncomeRow[]
  /** Splits and dividends of a run on raw prices, in order of time. Dividends are among the incomes too. */
  readonly actions: readonly ActionRow[]
  readonly logs: readonly LogLine[]
  /** Only where the request asks for them. */
  readonly events: readonly EngineEvent[] | null
  readonly versions: Readonly<Record<string, string>>
  readonly timings: BacktestTimings
}

/** Why a run failed: the strategy's own throw, a budget, or data that cannot be played. */
export interface BacktestFault {
  readonly kind: 'STRATEGY' | 'BUDGET' | 'DATA'
  /** The callback that threw; null where it was none. */
  readonly callback: string | null
  readonly at: Micros
  /** What was delivered, in words. */
  readonly input: string
  readonly message: string
  readonly stack: string | null
}

/** What a run read of one series. */
export interface SeriesFacts {
  readonly instrumentId: InstrumentId
  readonly kind: MarketSeries['kind']
  readonly timeframe: string
  readonly rows: number
  readonly firstAt: Micros | null
  readonly lastAt: Micros | null
  /** Content hash: the store's where it gave one, else SHA-256 of the columns that were played. */
  readonly hash: string
  /** Whether orders traded against it. */
  readonly isMarket: boolean
}

export interface BacktestDigests {
  /** Of the strategy's decisions: what it wanted, in order. Equal in backtest, paper and live on the same inputs. */
  readonly decisions: string
  /** Of the engine's events: what became of it. */
  readonly events: string
  /** Of cash, ledger and positions at the end. */
  readonly book: string
}

export interface BacktestCounts {
  readonly bars: number
  readonly quotes: number
  readonly trades: number
  readonly commands: number
  readonly events: number
  readonly decisions: number
  readonly logLinesDropped: number
}

export interface FinalAccount {
  readonly currency: string
  /** Exact, in the account's currency; null where a position or currency cannot be valued. */
  readonly equity: Decimal | null
  readonly cash: readonly { readonly currency: string; readonly amount: Decimal }[]
  readonly positions: readonly {
    readonly instrumentId: InstrumentId
    readonly lots: number
    readonly quantity: Decimal
    readonly averagePrice: number
    readonly mark: number
    readonly unrealizedPnl: number
    readonly realizedPnl: number
    readonly fees: number
  }[]
  /** Fees of the whole run by currency. */
  readonly fees: readonly { readonly currency: string; readonly amount: Decimal }[]
}

/** Columns with one entry a point, in the account's currency. NaN where it could not be valued. */
export interface EquityCurve {
  readonly length: number
  readonly time: Float64Array
  readonly equity: Float64Array
  /** Cash of all currencies. */
  readonly cash: Float64Array
  /** Sum of absolute position values. */
  readonly grossExposure: Float64Array
  /** Sum of signed position values. */
  readonly netExposure: Float64Array
  /** Equity below its highest so far, as a share of that: 0 to 1. */
  readonly drawdown: Float64Array
}

/** A part of a position from its opening to its closing fill, first in first out. */
export interface TradeRow {
  readonly instrumentId: InstrumentId
  /** BUY: it was long. */
  readonly side: Side
  readonly lots: number
  readonly quantity: number
  readonly entryAt: Micros
  readonly entryPrice: number
  readonly entryOrderId: string
  readonly exitAt: Micros
  readonly exitPrice: number
  /** Or the name of the split that paid a part of a lot out. */
  readonly exitOrderId: string
  /** Bar of the instrument's market series in which it was opened and closed, from 0; -1 for ticks. */
  readonly entryBar: number
  readonly exitBar: number
  /** In the instrument's currency, before fees. */
  readonly grossPnl: number
  /** Its share of the fees of both fills. */
  readonly fees: number
  readonly netPnl: number
  /** Gross profit over the notional at entry. */
  readonly returnOnEntry: number
  /** Most that it was ever ahead and behind between entry and exit, in the instrument's currency, by the market's extremes; both 0 or above. */
  readonly maxFavorable: number
  readonly maxAdverse: number
  /** New shares for each share of the entry, where it was held over splits; 1 where it was not. Lots and entry price are in the shares of the exit. */
  readonly splitRatio: number
  /** Of the opening order. */
  readonly tag: string | null
}

/** What is held at the end; the exit is missing, and profit is at the last mark. */
export type OpenTradeRow = Omit<TradeRow, 'exitAt' | 'exitPrice' | 'exitOrderId' | 'exitBar'> & {
  readonly mark: number
}

export interface OrderRow {
  readonly orderId: string
  readonly clientOrderId: string
  readonly instrumentId: InstrumentId
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly lots: number
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly status: OrderStatus
  readonly filledLots: number
  readonly submittedAt: Micros
  readonly endedAt: Micros | null
  readonly tag: string | null
  readonly reason: string | null
}

export interface FillRow {
  readonly orderId: string
  readonly clientOrderId: string
  readonly instrumentId: InstrumentId
  readonly side: Side
  readonly at: Micros
  readonly lots: number
  readonly quantity: number
  readonly priceTicks: number
  readonly price: number
  readonly fee: Decimal
  readonly liquidity: Liquidity
  readonly tag: string | null
}

export interface RejectionRow {
  readonly at: Micros
  readonly clientOrderId: string
  readonly instrumentId: InstrumentId | null
  /** GATE: blocked, with the decision. VENUE: the venue's word. REFUSED: it was no order at all. */
  readonly by: 'GATE' | 'VENUE' | 'REFUSED'
  readonly reason: string
  readonly decision: Decision | null
}

/** What a position brought (positive) or cost without a trade, in the instrument's currency. */
export interface IncomeRow {
  readonly at: Micros
  readonly instrumentId: InstrumentId
  readonly kind: IncomeKind
  readonly amount: Decimal
  readonly currency: string
}

/** A split or dividend that happened to the account. */
export type ActionRow = {
  readonly at: Micros
  readonly instrumentId: InstrumentId
  /** Held after it, signed. */
  readonly lots: number
  /** What it brought (positive) or cost: the dividend, or what was paid out for a part of a lot. */
  readonly cash: Decimal
  readonly currency: string
} & (
  | { readonly kind: 'SPLIT'; readonly numerator: number; readonly denominator: number }
  | { readonly kind: 'CASH_DIVIDEND'; readonly perUnit: Decimal }
)

export interface LogLine {
  readonly at: Micros
  readonly level: LogLevel
  readonly message: string
}

export interface BacktestTimings {
  readonly prepareMs: number
  readonly runMs: number
  readonly finishMs: number
}
