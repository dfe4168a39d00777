/** Alpaca's market data by REST: quotes, trades and bars of shares and crypto pairs, and books of the latter. */

import { instantMicros } from '../../wire/instant.ts'
import type { SimulatedExchange } from '../core/exchange.ts'
import type { FrontAnswer, FrontRequest } from '../core/http-front.ts'
import type { ListedProduct } from '../core/product.ts'
import { tradedBuckets } from '../core/traded-buckets.ts'
import { answer, refused } from './answers.ts'
import {
  classOf,
  isoOf,
  levelPayload,
  numberOf,
  quotePayload,
  tradePayload,
  type SimulatedClass,
} from './payloads.ts'

export interface MarketRoutesOptions {
  readonly exchange: SimulatedExchange
  readonly nowMs: () => number
}

const FRAMES_MS: Readonly<Record<string, number>> = { Min: 60_000, Hour: 3_600_000, Day: 86_400_000 }
const STOCKS = /^\/v2\/stocks\/(.+)$/
const CRYPTO = /^\/v1beta3\/crypto\/us\/(.+)$/
const OPTIONS = /^\/v1beta1\/options\/(.+)$/
const PATHS: readonly (readonly [RegExp, SimulatedClass])[] = [
  [STOCKS, 'us_equity'],
  [CRYPTO, 'crypto'],
  [OPTIONS, 'us_option'],
]

/** Whether a path may be asked without a key. */
export function isKeyless(path: string): boolean {
  return CRYPTO.test(path)
}

/** Null: no such route. */
export function marketRoute({ method, url }: FrontRequest, options: MarketRoutesOptions): FrontAnswer | null {
  const found = PATHS.flatMap(([path, assetClass]) => {
    const what = path.exec(url.pathname)?.[1]
    return what === undefined ? [] : [{ what, assetClass }]
  })
  const [asked] = found
  if (method !== 'GET' || asked === undefined) return null
  const query = url.searchParams
  const symbol = query.get('symbols') ?? ''
  const product = options.exchange.product(symbol)
  if (product === null || classOf(product) !== asked.assetClass)
    return refused(400, 40010000, `invalid symbol: ${symbol}`)
  switch (asked.what) {
    case 'quotes/latest':
    case 'latest/quotes':
      return answer({ quotes: { [symbol]: quoteOf(product, options) } })
    case 'latest/orderbooks':
      return answer({ orderbooks: { [symbol]: bookOf(product, options) } })
    case 'trades':
      return answer({ trades: { [symbol]: trades(product, query, options) }, next_page_token: null })
    case 'bars':
      return bars(product, query, options)
    default:
      return null
  }
}

export function quoteOf(product: ListedProduct, { exchange, nowMs }: MarketRoutesOptions): object {
  const [bid] = exchange.depth(product.terms.symbol, 'BUY', 1)
  const [ask] = exchange.depth(product.terms.symbol, 'SELL', 1)
  return quotePayload(product, { bid, ask, atMs: nowMs() })
}

export function bookOf(product: ListedProduct, { exchange, nowMs }: MarketRoutesOptions): object {
  const side = (name: 'BUY' | 'SELL'): readonly object[] =>
    exchange.depth(product.terms.symbol, name).map((level) => levelPayload(product, level))
  return { t: isoOf(nowMs()), b: side('BUY'), a: side('SELL') }
}

function trades(
  product: ListedProduct,
  query: URLSearchParams,
  { exchange }: MarketRoutesOptions,
): readonly object[] {
  const found = exchange.trades.filter(({ symbol }) => symbol === product.terms.symbol)
  if (query.get('sort') === 'desc') found.reverse()
  return found.slice(0, Number(query.get('limit') ?? 1_000)).map((trade) => tradePayload(product, trade))
}

/** Bars in pages; the token of the next is the number of those before it. */
function bars(
  product: ListedProduct,
  query: URLSearchParams,
  { exchange }: MarketRoutesOptions,
): FrontAnswer {
  const [, count = '', unit = ''] = /^(\d+)(Min|Hour|Day)$/.exec(query.get('timeframe') ?? '') ?? []
  const stepMs = Number(count) * (FRAMES_MS[unit] ?? 0)
  const [start, end] = [millis(query.get('start')), millis(query.get('end'))]
  if (!(stepMs > 0) || Number.isNaN(start) || Number.isNaN(end))
    return refused(400, 40010000, 'invalid timeframe, start or end')
  const price = (ticks: number): number => numberOf(product.price(ticks))
  const rows = tradedBuckets(exchange, product.terms.symbol, stepMs)
    .filter(({ startMs }) => startMs >= start && startMs <= end)
    .map((bucket) => ({
      t: isoOf(bucket.startMs),
      o: price(bucket.open),
      h: price(bucket.high),
      l: price(bucket.low),
      c: price(bucket.close),
      v: numberOf(product.size(bucket.lots)),
      n: bucket.trades,
    }))
  const from = Number(query.get('page_token') ?? 0)
  const to = from + Number(query.get('limit') ?? 1_000)
  return answer({
    bars: { [product.terms.symbol]: rows.slice(from, to) },
    next_page_token: to < rows.length ? String(to) : null,
  })
}

function millis(instant: string | null): number {
  return (instantMicros(instant ?? '') ?? Number.NaN) / 1_000
}
