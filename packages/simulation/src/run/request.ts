/** What a backtest is asked for: a strategy with its parameters, an account, data, and the declared models of the market. */

import type { PolicyScope, RiskLimits } from '@quarterdeck/engine'
import type {
  BarColumns,
  DepthColumns,
  QuoteColumns,
  SessionCalendar,
  Timeframe,
  TradeColumns,
} from '@quarterdeck/market-data'
import type { Decimal, Instrument, InstrumentId, Micros, Strategy } from '@quarterdeck/sdk'
import type { CarryEvent } from '../kernel/carry.ts'
import type { InstrumentAction } from '../kernel/corporate-actions.ts'
import type { FillModels } from '../venue-model/fill-model.ts'

interface SeriesBase {
  readonly instrumentId: InstrumentId
  /** Content hash of what was read, as the store states it; it is pinned in the result. Null: hashed from the columns. */
  readonly hash?: string
}

/**
 * Recorded data of one instrument. Of several series of one instrument its order book is its market, else the first QUOTES or TRADES
 * series, else the bars of the smallest timeframe. The others are shown to the strategy and trade nothing, but for trades beside an
 * order book, which also fill what waits in it.
 */
export type MarketSeries =
  | (SeriesBase & { readonly kind: 'BARS'; readonly timeframe: Timeframe; readonly bars: BarColumns })
  /** Bars of bid and ask, row by row of the same times. The strategy is shown the bars of the bid. */
  | (SeriesBase & {
      readonly kind: 'QUOTE_BARS'
      readonly timeframe: Timeframe
      readonly bid: BarColumns
      readonly ask: BarColumns
    })
  | (SeriesBase & { readonly kind: 'QUOTES'; readonly quotes: QuoteColumns })
  | (SeriesBase & { readonly kind: 'TRADES'; readonly trades: TradeColumns })
  | (SeriesBase & { readonly kind: 'DEPTH'; readonly depth: DepthColumns })

/** Limits that the gate holds the strategy to, as a policy of the control plane states them. */
export interface BacktestPolicy {
  readonly scope: PolicyScope
  /** As in `PutRiskPolicy`; for ACCOUNT, leave it null: it is the account of the backtest. */
  readonly targetId: string | null
  readonly limits: RiskLimits
}

export interface BacktestRequest {
  readonly strategy: Strategy
  readonly params?: Readonly<Record<string, unknown>>
  /** Every instrument that the strategy reads or trades. */
  readonly instruments: readonly Instrument[]
  readonly series: readonly MarketSeries[]
  readonly account: {
    /** Currency in which equity is counted. */
    readonly currency: string
    /** Money at the start. */
    readonly cash: readonly { readonly currency: string; readonly amount: Decimal }[]
  }
  readonly fills?: FillModels
  /** What held positions bring or cost beside trading, in any order: dividends, funding, rollover. Nothing when left out. */
  readonly carry?: readonly CarryEvent[]
  /**
   * Splits and dividends that are not in the prices, in any order: they happen to positions, orders and cash on their ex-dates. For
   * EQUITY and CRYPTO. With prices that are adjusted for them none must be given. Nothing when left out.
   */
  readonly actions?: readonly InstrumentAction[]
  readonly policies?: readonly BacktestPolicy[]
  /** Whole number from 0 to 2^32 - 1: the strategy's chance and the venue's; 0 when left out. */
  readonly seed?: number
  /** Bars that close before `from` only warm the strategy up; nothing is played from `to` on. Microseconds UTC. */
  readonly from?: Micros
  readonly to?: Micros
  /** Begins every client order id; `bt` when left out. */
  readonly orderIdPrefix?: string
  /** Trading calendars by name, for timers at openings and closings of sessions. */
  readonly calendars?: Readonly<Record<string, SessionCalendar>>
  readonly budget?: BacktestBudget
  readonly recording?: BacktestRecording
}

/** What a run may use before it is stopped as failed. */
export interface BacktestBudget {
  /** Commands at one instant before the strategy counts as looping; 10,000 when left out. */
  readonly commandsPerInstantMax?: number
  /** Engine events in the whole run; 50,000,000 when left out. */
  readonly eventsMax?: number
  /** Log lines that are kept; 10,000 when left out. Further ones are counted. */
  readonly logLinesMax?: number
}

export interface BacktestRecording {
  /** Whether the equity curve has a point at every instant at which market data came, or the newest of each span; EVERY_INSTANT when left out. */
  readonly curve?: 'EVERY_INSTANT' | { readonly everyMicros: Micros }
  /** Whether every engine event is kept in the result beside the digest; false when left out. */
  readonly events?: boolean
}
