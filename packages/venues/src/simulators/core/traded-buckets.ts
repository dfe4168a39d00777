/** What was traded of a product, by buckets of time: what every venue makes its candles of. */

import type { SimulatedExchange } from './exchange.ts'

export interface TradedBucket {
  /** UTC milliseconds. */
  readonly startMs: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly lots: number
  readonly trades: number
}

/** Buckets in which something was traded, oldest first; prices are ticks. */
export function tradedBuckets(
  { trades }: SimulatedExchange,
  symbol: string,
  lengthMs: number,
): readonly TradedBucket[] {
  const buckets = new Map<number, TradedBucket>()
  for (const trade of trades) {
    if (trade.symbol !== symbol) continue
    const { ticks, lots } = trade
    const startMs = Math.floor(trade.atMs / lengthMs) * lengthMs
    const known = buckets.get(startMs)
    buckets.set(startMs, {
      startMs,
      open: known?.open ?? ticks,
      high: Math.max(known?.high ?? ticks, ticks),
      low: Math.min(known?.low ?? ticks, ticks),
      close: ticks,
      lots: (known?.lots ?? 0) + lots,
      trades: (known?.trades ?? 0) + 1,
    })
  }
  return [...buckets.values()].sort((a, b) => a.startMs - b.startMs)
}
