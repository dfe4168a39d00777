/** Contracts, quotes and bars. The first question about a quote only begins to watch it; the next is answered in part. */

import { textOf } from '../core/product.ts'
import { tradedBuckets } from '../core/traded-buckets.ts'
import type { SimulatedExchange } from '../core/exchange.ts'
import type { FrontAnswer, FrontRequest } from '../core/http-front.ts'
import { fault, json } from './answers.ts'
import type { ContractCatalogue } from './contracts.ts'
import { quoteFields } from './quote-payloads.ts'
import { longTime } from './written.ts'
import type { SessionDesk } from './session-desk.ts'

export interface MarketRoutesOptions {
  readonly exchange: SimulatedExchange
  readonly catalogue: ContractCatalogue
  readonly session: SessionDesk
  readonly nowMs: () => number
  /** Whether a period of bars ends at the time that is named, instead of beginning there. */
  readonly historyCountsBack: boolean
}

const BARS_MAX = 1_000
const BAR_S: Readonly<Record<string, number>> = {
  '1min': 60,
  '5min': 300,
  '15min': 900,
  '30min': 1_800,
  '1h': 3_600,
  '2h': 7_200,
  '1d': 86_400,
}
const PERIOD_S: Readonly<Record<string, number>> = {
  min: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  m: 2_592_000,
  y: 31_536_000,
}

/** Null: no such route. */
export function marketRoute(
  { method, url }: FrontRequest,
  path: string,
  options: MarketRoutesOptions,
): FrontAnswer | null {
  if (method !== 'GET') return null
  const { catalogue, session } = options
  const query = url.searchParams
  const symbols = (query.get('symbols') ?? '').split(',')
  switch (path) {
    case '/trsrv/stocks':
      return json(catalogue.stocks(symbols))
    case '/trsrv/futures':
      return json(catalogue.futures(symbols))
    case '/trsrv/secdef':
      return json(catalogue.definitions((query.get('conids') ?? '').split(',')))
    case '/iserver/secdef/search':
      session.warm.add('search')
      return json(catalogue.search(query.get('symbol') ?? '', query.get('secType') ?? ''))
    case '/iserver/secdef/info':
      return json(session.warm.has('search') ? catalogue.derivatives(query) : [])
    case '/iserver/marketdata/snapshot':
      return session.warm.has('accounts')
        ? snapshot(query, options)
        : fault(400, 'Please query /accounts first')
    case '/iserver/marketdata/history':
      return history(query, options)
    default:
      return null
  }
}

/** What is quoted of a contract now. */
export function quoted(exchange: SimulatedExchange, symbol: string) {
  const product = exchange.product(symbol)
  const side = (name: 'BUY' | 'SELL') => {
    const best = exchange.depth(symbol, name, 1)[0]
    return best === undefined || product === null
      ? null
      : { price: product.price(best.ticks), size: product.size(best.lots) }
  }
  const trade = exchange.trades.findLast((one) => one.symbol === symbol)
  const last =
    trade === undefined || product === null
      ? null
      : { price: product.price(trade.ticks), size: product.size(trade.lots) }
  return { bid: side('BUY'), ask: side('SELL'), last }
}

function snapshot(
  query: URLSearchParams,
  { exchange, catalogue, session, nowMs }: MarketRoutesOptions,
): FrontAnswer {
  const rows = (query.get('conids') ?? '').split(',').flatMap((conid) => {
    const contract = catalogue.byConid(conid)
    if (contract === null) return []
    const row = { conid: contract.conid, conidEx: conid }
    const stage = [`watched ${conid}`, `begun ${conid}`].find((mark) => !session.warm.has(mark))
    if (stage !== undefined) session.warm.add(stage)
    if (stage?.startsWith('watched') === true) return [row]
    const all = quoteFields(contract, quoted(exchange, conid))
    const told = stage === undefined ? all : { '31': all['31'], '6509': all['6509'] }
    return [{ ...told, '6119': 'q1', server_id: 'q1', _updated: nowMs(), ...row }]
  })
  return json(rows)
}

function history(
  query: URLSearchParams,
  { exchange, catalogue, nowMs, historyCountsBack }: MarketRoutesOptions,
): FrontAnswer {
  const conid = query.get('conid') ?? ''
  const contract = catalogue.byConid(conid)
  const [, count = '', unit = ''] = /^(\d+)(\w+)$/.exec(query.get('period') ?? '') ?? []
  const [step, span] = [BAR_S[query.get('bar') ?? ''], Number(count) * (PERIOD_S[unit] ?? 0)]
  if (contract === null || step === undefined || span === 0) return fault(500, 'Chart data unavailable')
  if (span / step > BARS_MAX) return fault(400, 'Bad Request: too many bars')
  const named = timeS(query.get('startTime')) ?? Math.floor(nowMs() / 1_000)
  const [from, to] = historyCountsBack ? [named - span, named] : [named, named + span]
  const data = barsOf(exchange, conid, { step, from, to })
  return json({
    serverId: '20477',
    symbol: contract.ticker,
    text: contract.name,
    priceFactor: 100,
    startTime: longTime(from * 1_000),
    high: '0/0/0',
    low: '0/0/0',
    timePeriod: query.get('period'),
    barLength: step,
    mdAvailability: 'S',
    mktDataDelay: 0,
    outsideRth: query.get('outsideRth') === 'true',
    volumeFactor: 1,
    priceDisplayRule: 1,
    priceDisplayValue: '2',
    negativeCapable: false,
    messageVersion: 2,
    data,
    points: data.length,
    travelTime: 1,
  })
}

function barsOf(
  exchange: SimulatedExchange,
  symbol: string,
  { step, from, to }: { readonly step: number; readonly from: number; readonly to: number },
): readonly object[] {
  const product = exchange.product(symbol)
  if (product === null) return []
  const price = (ticks: number): number => Number(textOf(product.price(ticks)))
  return tradedBuckets(exchange, symbol, step * 1_000)
    .filter(({ startMs }) => startMs >= from * 1_000 && startMs < to * 1_000)
    .map(({ startMs, open, high, low, close, lots }) => ({
      o: price(open),
      c: price(close),
      h: price(high),
      l: price(low),
      v: Number(textOf(product.size(lots))),
      t: startMs,
    }))
}

/** Seconds since 1970 of `YYYYMMDD-HH:mm:ss`; null: it is no time. */
function timeS(text: string | null): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})-(\d{2}:\d{2}:\d{2})$/.exec(text ?? '')
  if (match === null) return null
  return Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}Z`) / 1_000
}
