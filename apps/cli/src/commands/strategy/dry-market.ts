/** A made-up market that has everything a strategy subscribes to. */

import { sliceBars, type BarColumns, type TradeColumns } from '@quarterdeck/market-data'
import type { MarketSeries } from '@quarterdeck/simulation'
import { timeframeMicros, type Instrument, type StrategyNeeds } from '@quarterdeck/sdk'
import { instrumentOf } from '../backtest/instrument-terms.ts'
import { dryBars } from './dry-bars.ts'

/** Bars of each series, and more where the strategy looks back further. */
const BARS = 600
const BARS_MAX = 20_000
const MINUTE = 60e6

export interface DryMarket {
  readonly instruments: readonly Instrument[]
  readonly series: readonly MarketSeries[]
}

export function dryMarket({ feeds, instruments }: StrategyNeeds): DryMarket {
  const history = Math.max(0, ...feeds.map((feed) => (feed.kind === 'BARS' ? feed.history : 0)))
  const count = Math.min(BARS_MAX, Math.max(BARS, history * 2))
  const series = feeds.flatMap((feed, index): MarketSeries[] => {
    const { instrumentId } = feed
    if (feed.kind === 'BARS') {
      const { timeframe } = feed
      const bars = dryBars(count, { seed: index + 1, step: timeframeMicros(timeframe) ?? MINUTE })
      return [{ kind: 'BARS', instrumentId, timeframe, bars }]
    }
    if (feed.kind === 'QUOTES') return []
    const trades = tradesOf(dryBars(count, { seed: index + 1, step: MINUTE }))
    return [{ kind: 'TRADES', instrumentId, trades }]
  })
  // Quotes are made of bars, and what is only traded trades on them.
  for (const [index, instrumentId] of instruments.entries())
    if (!series.some((one) => one.instrumentId === instrumentId && one.kind === 'BARS'))
      series.push({
        kind: 'BARS',
        instrumentId,
        timeframe: '1m',
        bars: dryBars(count, { seed: 100 + index, step: MINUTE }),
      })
  const shape = dryBars(10, { seed: 1, step: MINUTE })
  return { instruments: instruments.map((id) => instrumentOf(id, shape, { currency: 'USD' })), series }
}

/** A share of a series, from its beginning. */
export function partOf(series: MarketSeries, share: number): MarketSeries {
  if (series.kind === 'BARS')
    return { ...series, bars: sliceBars(series.bars, 0, Math.floor(series.bars.length * share)) }
  if (series.kind !== 'TRADES') return series
  const { length, time, price, size, aggressor } = series.trades
  const end = Math.floor(length * share)
  const trades = {
    length: end,
    time: time.slice(0, end),
    price: price.slice(0, end),
    size: size.slice(0, end),
    aggressor: aggressor.slice(0, end),
  }
  return { ...series, trades }
}

/** A trade at each close, by buyers and sellers in turn. */
function tradesOf({ length, time, close }: BarColumns): TradeColumns {
  const size = new Float64Array(length).fill(1)
  const aggressor = Float64Array.from({ length }, (_, row) => (row % 2 === 0 ? 1 : -1))
  return { length, time, price: close, size, aggressor }
}
