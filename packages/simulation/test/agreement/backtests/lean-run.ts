/** What all of LEAN's algorithms run on here: SPY, its week of minutes, its broker, and a run that must not fail. */

import type { BarColumns } from '@quarterdeck/market-data'
import type { Instrument, Strategy, Timeframe } from '@quarterdeck/sdk'
import { NO_LIMITS } from '@quarterdeck/engine'
import type { InstrumentAction } from '../../../src/kernel/corporate-actions.ts'
import { runBacktest } from '../../../src/run/backtest.ts'
import type { MarketSeries } from '../../../src/run/request.ts'
import type { BacktestResult } from '../../../src/run/result.ts'
import type { FillModels } from '../../../src/venue-model/fill-model.ts'
import { shares } from '../../../src/kernel/testing/market.ts'
import { closingQuotes, micros, minuteBars, minuteSides, quoteColumns } from './lean-data.ts'
import type { Shown } from './lean-data.ts'
import { BROKER } from './lean-strategies.ts'
import type { PlayedCase } from './verdict.ts'

export interface LeanCase {
  readonly algorithm: string
  readonly expected_statistics: Readonly<Record<string, string>>
  readonly extra_expected?: unknown
}

export type Played = Omit<PlayedCase, 'name'>
export type LeanPlayer = (one: LeanCase) => Played

/** Adjusted prices have more decimals than cents; margin, as it trades on. */
export const SPY = shares({
  symbol: 'SPY',
  priceIncrement: '0.00000001',
  funding: 'MARGINED',
  initialMarginRate: '0.01',
})
/** The five days of the minute files. */
export const WEEK = ['20131007', '20131008', '20131009', '20131010', '20131011'] as const
export const WEEK_SPAN = { startCash: 100_000, from: micros('20131007'), to: micros('20131011', '16:00') }
const MINUTE = 60e6

export interface LeanRun {
  readonly strategy: Strategy
  readonly series: readonly MarketSeries[]
  readonly instrument?: Instrument
  readonly fills?: FillModels
  readonly actions?: readonly InstrumentAction[]
}

export function playLean({
  strategy,
  series,
  instrument = SPY,
  fills = {},
  actions = [],
}: LeanRun): BacktestResult {
  const result = runBacktest({
    strategy,
    instruments: [instrument],
    series,
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '100000' }] },
    // Orders for an opening are decided on the last price of the day before.
    policies: [{ scope: 'ACCOUNT', targetId: null, limits: { ...NO_LIMITS, maxQuoteAgeMs: 86_400_000 } }],
    fills: { commission: BROKER, ...fills },
    actions,
  })
  if (result.fault !== null) throw new Error(`${strategy.name}: ${result.fault.message}`)
  return result
}

export function barSeries(
  bars: BarColumns,
  timeframe: Timeframe,
  instrument: Instrument = SPY,
): MarketSeries {
  return { kind: 'BARS', instrumentId: instrument.id, timeframe, bars }
}

export function quoteSeries(rows: readonly Shown[], instrument: Instrument = SPY): MarketSeries {
  return { kind: 'QUOTES', instrumentId: instrument.id, quotes: quoteColumns(rows) }
}

/** The week's minutes as the strategy sees them, in a market of closing quotes. */
export function weekOfMinutes(): readonly MarketSeries[] {
  const bars = minuteBars('spy', WEEK)
  return [quoteSeries(closingQuotes(bars, minuteSides('spy', WEEK), MINUTE)), barSeries(bars, '1m')]
}
