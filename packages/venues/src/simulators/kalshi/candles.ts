/** Candles of what was traded at the simulator, stamped with their end, as the venue stamps them. */

import type { SimulatedExchange } from '../core/exchange.ts'
import { contracts, dollars } from './payloads.ts'

interface Bucket {
  open: number
  high: number
  low: number
  close: number
  lots: number
}

export interface CandleSpan {
  readonly startS: number
  readonly endS: number
  readonly stepS: number
}

/** Buckets whose end lies within the span; one without a trade is told without prices. */
export function candlesOf(
  exchange: SimulatedExchange,
  ticker: string,
  { startS, endS, stepS }: CandleSpan,
): readonly object[] {
  const product = exchange.product(ticker)
  if (product === null) return []
  const buckets = new Map<number, Bucket>()
  for (const { symbol, ticks, lots, atMs } of exchange.trades) {
    const endsS = (Math.floor(atMs / 1_000 / stepS) + 1) * stepS
    if (symbol !== ticker || endsS < startS || endsS > endS) continue
    const bucket = buckets.get(endsS)
    if (bucket === undefined) buckets.set(endsS, { open: ticks, high: ticks, low: ticks, close: ticks, lots })
    else {
      bucket.high = Math.max(bucket.high, ticks)
      bucket.low = Math.min(bucket.low, ticks)
      bucket.close = ticks
      bucket.lots += lots
    }
  }
  const last = Math.floor(endS / stepS) * stepS
  // A quiet bucket stands at the end: the venue tells such too.
  if (!buckets.has(last) && last >= startS) buckets.set(last, QUIET)
  const price = (ticks: number): string | null => (ticks === 0 ? null : dollars(product.price(ticks)))
  const quote = {
    open_dollars: '0.0000',
    high_dollars: '0.0000',
    low_dollars: '0.0000',
    close_dollars: '0.0000',
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([end_period_ts, { open, high, low, close, lots }]) => ({
      end_period_ts,
      yes_bid: quote,
      yes_ask: quote,
      price: {
        open_dollars: price(open),
        high_dollars: price(high),
        low_dollars: price(low),
        close_dollars: price(close),
        mean_dollars: null,
        previous_dollars: null,
      },
      volume_fp: contracts(product.size(lots)),
      open_interest_fp: '0.00',
    }))
}

const QUIET: Bucket = { open: 0, high: 0, low: 0, close: 0, lots: 0 }
