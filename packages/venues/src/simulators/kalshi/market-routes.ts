/** Kalshi's public endpoints: the state of the exchange, series, events, markets, books, trades and candles. */

import type { SimulatedExchange } from '../core/exchange.ts'
import type { FrontAnswer, FrontRequest } from '../core/http-front.ts'
import { unitsOf } from '../core/product.ts'
import { json, page } from './answers.ts'
import { candlesOf } from './candles.ts'
import type { MarketBoard } from './market-board.ts'
import type { KalshiSimulatedMarket } from './markets.ts'
import { contracts, dollars, isoOf } from './payloads.ts'
import { badParameter, notFound } from './refusals.ts'

export interface MarketRoutesOptions {
  readonly exchange: SimulatedExchange
  readonly board: MarketBoard
  readonly pause: () => 'TRADING' | 'EXCHANGE' | null
  /** Maintenance that is announced: from and to, in UTC milliseconds. */
  readonly announced: readonly (readonly [fromMs: number, toMs: number])[]
}

/** Statuses of markets that a filter finds. */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  unopened: ['initialized'],
  open: ['active'],
  paused: ['inactive'],
  closed: ['closed', 'determined', 'disputed', 'amended'],
  settled: ['finalized'],
}
const ONE = unitsOf('1')
const CANDLES_MAX = 10_000

/** Null: no such route. `path` is without the prefix. */
export function marketRoute(
  { method, url }: FrontRequest,
  path: string,
  options: MarketRoutesOptions,
): FrontAnswer | null {
  if (method !== 'GET') return null
  const { board } = options
  const query = url.searchParams
  const [, root, name = '', what = ''] =
    /^\/(exchange|series|events|markets)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? []
  switch (root) {
    case 'exchange':
      return exchangeRoute(name, options)
    case 'series':
      return seriesRoute(board, decodeURIComponent(name))
    case 'events':
      return name === '' ? events(board, query) : null
    case 'markets':
      return marketsRoute(decodeURIComponent(name), what, query, options)
    default:
      return null
  }
}

function exchangeRoute(name: string, { pause, announced }: MarketRoutesOptions): FrontAnswer | null {
  const paused = pause()
  if (name === 'status')
    return json({
      exchange_active: paused !== 'EXCHANGE',
      trading_active: paused === null,
      exchange_estimated_resume_time: null,
    })
  if (name !== 'schedule') return null
  const maintenance_windows = announced.map(([fromMs, toMs]) => ({
    start_datetime: isoOf(fromMs),
    end_datetime: isoOf(toMs),
  }))
  return json({ schedule: { standard_hours: [], maintenance_windows } })
}

function seriesRoute({ markets }: MarketBoard, name: string): FrontAnswer {
  const tickers = [...new Set(markets.map(({ seriesTicker }) => seriesTicker))]
  const all = tickers.map((ticker) => ({
    ticker,
    title: ticker,
    category: 'Climate and Weather',
    frequency: 'daily',
    tags: [],
    settlement_sources: [],
    fee_type: 'quadratic',
    fee_multiplier: 1,
  }))
  if (name === '') return json({ series: all })
  const series = all.find(({ ticker }) => ticker === name)
  return series === undefined ? notFound() : json({ series })
}

function events(board: MarketBoard, query: URLSearchParams): FrontAnswer {
  const series = query.get('series_ticker')
  const tickers = query.get('tickers')?.split(',')
  const statuses = FILTERS[query.get('status') ?? '']
  const found = new Map<string, KalshiSimulatedMarket[]>()
  for (const market of board.markets) {
    if (series !== null && market.seriesTicker !== series) continue
    if (tickers?.includes(market.eventTicker) === false) continue
    found.set(market.eventTicker, [...(found.get(market.eventTicker) ?? []), market])
  }
  const rows = [...found.values()]
    .filter(
      (markets) =>
        statuses === undefined ||
        markets.some(({ ticker }) => statuses.includes(board.stateOf(ticker).status)),
    )
    .map((markets) => ({
      event_ticker: markets[0]?.eventTicker,
      series_ticker: markets[0]?.seriesTicker,
      title: markets[0]?.eventTitle,
      sub_title: '',
      collateral_return_type: '',
      mutually_exclusive: markets.length > 1,
      category: 'Climate and Weather',
      available_on_brokers: false,
      exchange_index: 0,
      ...(query.get('with_nested_markets') === 'true'
        ? { markets: markets.map((market) => board.payload(market)) }
        : {}),
    }))
  return page(rows, query, { name: 'events', most: 200 })
}

function marketsRoute(
  name: string,
  what: string,
  query: URLSearchParams,
  options: MarketRoutesOptions,
): FrontAnswer | null {
  const { board, exchange } = options
  if (name === 'trades') return trades(exchange, query)
  if (name === 'candlesticks') return candles(exchange, query)
  if (name === '') return listed(board, query)
  const market = board.market(name)
  if (market === null) return notFound()
  if (what === '') return json({ market: board.payload(market) })
  return what === 'orderbook' ? book(exchange, market, Number(query.get('depth') ?? 0)) : null
}

function listed(board: MarketBoard, query: URLSearchParams): FrontAnswer {
  const tickers = query.get('tickers')?.split(',') ?? null
  const statuses = FILTERS[query.get('status') ?? '']
  const rows = board.markets.filter(
    ({ ticker }) =>
      (tickers === null || tickers.includes(ticker)) &&
      (statuses === undefined || statuses.includes(board.stateOf(ticker).status)),
  )
  return page(
    rows.map((market) => board.payload(market)),
    query,
    { name: 'markets', most: 1_000 },
  )
}

/** Bids of both outcomes, the best last; `depth` 0 is all. */
function book(exchange: SimulatedExchange, { ticker }: KalshiSimulatedMarket, depth: number): FrontAnswer {
  const product = exchange.product(ticker)
  if (product === null) return notFound()
  const levels = (side: 'BUY' | 'SELL', price: (units: bigint) => bigint) =>
    exchange
      .depth(ticker, side, depth === 0 ? undefined : depth)
      .map(({ ticks, lots }) => [dollars(price(product.price(ticks))), contracts(product.size(lots))])
      .toReversed()
  const yes_dollars = levels('BUY', (yes) => yes)
  const no_dollars = levels('SELL', (yes) => ONE - yes)
  return json({ orderbook_fp: { yes_dollars, no_dollars } })
}

function trades(exchange: SimulatedExchange, query: URLSearchParams): FrontAnswer {
  const ticker = query.get('ticker')
  const rows = exchange.trades
    .filter(({ symbol }) => ticker === null || symbol === ticker)
    .toReversed()
    .flatMap(({ tradeId, symbol, ticks, lots, aggressor, atMs }) => {
      const product = exchange.product(symbol)
      if (product === null) return []
      const outcome = aggressor === 'BUY' ? 'yes' : 'no'
      return [
        {
          trade_id: tradeId,
          ticker: symbol,
          count_fp: contracts(product.size(lots)),
          yes_price_dollars: dollars(product.price(ticks)),
          no_price_dollars: dollars(ONE - product.price(ticks)),
          taker_side: outcome,
          taker_outcome_side: outcome,
          taker_book_side: aggressor === 'BUY' ? 'bid' : 'ask',
          is_block_trade: false,
          created_time: isoOf(atMs),
        },
      ]
    })
  return page(rows, query, { name: 'trades', most: 1_000 })
}

function candles(exchange: SimulatedExchange, query: URLSearchParams): FrontAnswer {
  const [startS, endS, minutes] = ['start_ts', 'end_ts', 'period_interval'].map((name) =>
    Number(query.get(name)),
  )
  if (
    !(
      endS !== undefined &&
      startS !== undefined &&
      endS >= startS &&
      (minutes === 1 || minutes === 60 || minutes === 1_440)
    )
  )
    return badParameter('start_ts, end_ts and period_interval are required')
  const tickers = (query.get('market_tickers') ?? '').split(',')
  if (((endS - startS) / (minutes * 60)) * tickers.length > CANDLES_MAX)
    return badParameter(`more than ${CANDLES_MAX} candlesticks requested`)
  const markets = tickers.map((ticker) => ({
    market_ticker: ticker,
    candlesticks: candlesOf(exchange, ticker, { startS, endS, stepS: minutes * 60 }),
  }))
  return json({ markets })
}
