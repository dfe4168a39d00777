/** Coinbase's public endpoints: time, products, books, trades and candles. */

import { textOf } from '../core/product.ts'
import type { SimulatedExchange } from '../core/exchange.ts'
import type { FrontAnswer, FrontRequest } from '../core/http-front.ts'
import { tradedBuckets } from '../core/traded-buckets.ts'
import { isoOf, productPayload } from './payloads.ts'

export interface MarketRoutesOptions {
  readonly exchange: SimulatedExchange
  readonly nowMs: () => number
}

const CANDLES_MAX = 350
const GRANULARITY_S: Readonly<Record<string, number>> = {
  ONE_MINUTE: 60,
  FIVE_MINUTE: 300,
  FIFTEEN_MINUTE: 900,
  THIRTY_MINUTE: 1_800,
  ONE_HOUR: 3_600,
  TWO_HOUR: 7_200,
  SIX_HOUR: 21_600,
  ONE_DAY: 86_400,
}

/** Null: no such route. `path` is without the prefix, and without `/market`. */
export function marketRoute(
  { method, url }: FrontRequest,
  path: string,
  options: MarketRoutesOptions,
): FrontAnswer | null {
  if (method !== 'GET') return null
  const { exchange, nowMs } = options
  const query = url.searchParams
  if (path === '/time') {
    const now = nowMs()
    return json({ iso: isoOf(now), epochSeconds: String(Math.floor(now / 1_000)), epochMillis: String(now) })
  }
  if (path === '/products') {
    const products = exchange
      .products()
      .map((product) => productPayload(product, lastPrice(exchange, product.terms.symbol)))
    return json({ products, num_products: products.length })
  }
  if (path === '/product_book') return book(exchange, query, nowMs())
  const [, symbol = '', what = ''] = /^\/products\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
  const product = exchange.product(decodeURIComponent(symbol))
  if (symbol !== '' && product === null) return notFound('product')
  if (product === null) return null
  if (what === 'ticker') return trades(exchange, product.terms.symbol, Number(query.get('limit') ?? 100))
  if (what === 'candles') return candles(exchange, product.terms.symbol, query)
  return what === '' ? json(productPayload(product, lastPrice(exchange, product.terms.symbol))) : null
}

export function lastPrice(exchange: SimulatedExchange, symbol: string): string {
  const ticks = exchange.lastTicks(symbol)
  const product = exchange.product(symbol)
  return ticks === null || product === null ? '' : textOf(product.price(ticks))
}

function book(exchange: SimulatedExchange, query: URLSearchParams, nowMs: number): FrontAnswer {
  const product = exchange.product(query.get('product_id') ?? '')
  if (product === null) return notFound('product')
  const limit = query.get('limit') === null ? undefined : Number(query.get('limit'))
  const side = (name: 'BUY' | 'SELL') =>
    exchange.depth(product.terms.symbol, name, limit).map(({ ticks, lots }) => ({
      price: textOf(product.price(ticks)),
      size: textOf(product.size(lots)),
    }))
  return json({
    pricebook: {
      product_id: product.terms.symbol,
      bids: side('BUY'),
      asks: side('SELL'),
      time: isoOf(nowMs),
    },
    last: lastPrice(exchange, product.terms.symbol),
    mid_market: '',
    spread_bps: '',
    spread_absolute: '',
  })
}

function trades(exchange: SimulatedExchange, symbol: string, limit: number): FrontAnswer {
  const rows = exchange.trades
    .filter((trade) => trade.symbol === symbol)
    .slice(-limit)
    .reverse()
    .map(({ tradeId, ticks, lots, aggressor, atMs }) => ({
      trade_id: tradeId,
      product_id: symbol,
      price: textOf(exchange.product(symbol)?.price(ticks) ?? 0n),
      size: textOf(exchange.product(symbol)?.size(lots) ?? 0n),
      time: isoOf(atMs),
      side: aggressor === 'BUY' ? 'SELL' : 'BUY',
      bid: '',
      ask: '',
      exchange: 'coinbase',
    }))
  return json({ trades: rows, best_bid: '', best_ask: '' })
}

function candles(exchange: SimulatedExchange, symbol: string, query: URLSearchParams): FrontAnswer {
  const step = GRANULARITY_S[query.get('granularity') ?? '']
  const [start, end] = [Number(query.get('start')), Number(query.get('end'))]
  if (step === undefined || !(end >= start)) return refused('granularity, start and end are required')
  if ((end - start) / step > CANDLES_MAX)
    return refused(`number of candles requested should be less than ${CANDLES_MAX}`)
  const product = exchange.product(symbol)
  const price = (ticks: number): string => textOf(product?.price(ticks) ?? 0n)
  const rows = tradedBuckets(exchange, symbol, step * 1_000)
    .map(({ startMs, ...bucket }) => ({ startS: startMs / 1_000, ...bucket }))
    .filter(({ startS }) => startS >= start && startS <= end)
    .map((bucket) => ({
      start: String(bucket.startS),
      low: price(bucket.low),
      high: price(bucket.high),
      open: price(bucket.open),
      close: price(bucket.close),
      volume: textOf(product?.size(bucket.lots) ?? 0n),
    }))
    .toReversed()
  return json({ candles: rows })
}

function json(body: object): FrontAnswer {
  return { status: 200, body: JSON.stringify(body) }
}

function notFound(what: string): FrontAnswer {
  return {
    status: 404,
    body: JSON.stringify({
      error: 'NOT_FOUND',
      error_details: `${what} not found`,
      message: `${what} not found`,
    }),
  }
}

function refused(message: string): FrontAnswer {
  return { status: 400, body: JSON.stringify({ error: 'INVALID_ARGUMENT', error_details: message, message }) }
}
