/** Candles of what was traded at the simulator, stamped with their end, as the venue stamps them. */

import type { SimulatedExchange } from '../core/exchange.ts'
import { tradedBuckets } from '../core/traded-buckets.ts'
import { contracts, dollars } from './payloads.ts'

export interface CandleSpan {
  readonly startS: number
  readonly endS: number
  readonly stepS: number
}

const NOTHING = {
  open_dollars: '0.0000',
  high_dollars: '0.0000',
  low_dollars: '0.0000',
  close_dollars: '0.0000',
}
const QUIET = { open_dollars: null, high_dollars: null, low_dollars: null, close_dollars: null }

/** Buckets whose end lies within the span, and a last one in which nothing was traded: the venue tells such without prices. */
export function candlesOf(
  exchange: SimulatedExchange,
  ticker: string,
  { startS, endS, stepS }: CandleSpan,
): readonly object[] {
  const product = exchange.product(ticker)
  if (product === null) return []
  const price = (ticks: number): string => dollars(product.price(ticks))
  const traded = tradedBuckets(exchange, ticker, stepS * 1_000)
    .map(({ startMs, ...bucket }) => ({ endsS: startMs / 1_000 + stepS, ...bucket }))
    .filter(({ endsS }) => endsS >= startS && endsS <= endS)
    .map(({ endsS, open, high, low, close, lots }) => ({
      end_period_ts: endsS,
      price: {
        open_dollars: price(open),
        high_dollars: price(high),
        low_dollars: price(low),
        close_dollars: price(close),
      },
      volume_fp: contracts(product.size(lots)),
    }))
  const lastS = Math.floor(endS / stepS) * stepS
  const quiet = { end_period_ts: lastS, price: QUIET, volume_fp: '0.00' }
  const rows = traded.at(-1)?.end_period_ts === lastS || lastS < startS ? traded : [...traded, quiet]
  return rows.map((row) => ({ ...row, yes_bid: NOTHING, yes_ask: NOTHING, open_interest_fp: '0.00' }))
}
