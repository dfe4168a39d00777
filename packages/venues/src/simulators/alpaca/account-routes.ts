/** What an Alpaca key may read: the clock, assets, the account, positions, orders and executions, in pages. */

import { instantMicros } from '../../wire/instant.ts'
import type { SimulatedExchange } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import type { FrontAnswer, FrontRequest } from '../core/http-front.ts'
import { isDone, type SimulatedOrder } from '../core/order.ts'
import { answer, refused } from './answers.ts'
import type { SimulatedKeyPair } from './key-check.ts'
import {
  accountPayload,
  activityId,
  activityPayload,
  assetPayload,
  chargePayload,
  classOf,
  contractPayload,
  orderPayload,
  positionPayload,
  type SimulatedCharge,
  type TimeWords,
} from './payloads.ts'

export interface AccountRoutesOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  readonly times: TimeWords
  /** What was taken by itself, oldest first. */
  readonly charges: readonly SimulatedCharge[]
  /** Whether the market of shares is open. */
  readonly isOpen: () => boolean
  readonly nowMs: () => number
}

const ORDERS_MAX = 500
const ACTIVITIES_MAX = 100
const ASSET = '/v2/assets/'
const BY_CLIENT_ID = '/v2/orders:by_client_order_id'

/** Null: no such route. */
export function accountRoute(
  { method, url, lagMs }: FrontRequest,
  { account }: SimulatedKeyPair,
  options: AccountRoutesOptions,
): FrontAnswer | null {
  if (method !== 'GET') return null
  const { exchange, nowMs, times, isOpen } = options
  const query = url.searchParams
  /** What happened after it is not seen. */
  const seenUntilMs = nowMs() - lagMs
  const own = [...exchange.orders.values()].filter(
    (order) => order.account === account && order.createdAtMs <= seenUntilMs,
  )
  const one = (order: SimulatedOrder | undefined): FrontAnswer =>
    order === undefined ? refused(404, 40410000, 'order not found') : answer(orderPayload(order, times))
  switch (url.pathname) {
    case '/v2/clock':
      return answer(clock(nowMs(), isOpen()))
    case '/v2/assets':
      return answer(assets(exchange, query.get('asset_class')))
    case '/v2/options/contracts':
      return answer(contracts(exchange, query))
    case '/v2/account':
      return answer(accountPayload(account, exchange.wallets.of(account, 'USD')))
    case '/v2/positions':
      return answer(positions(exchange, account))
    case '/v2/orders':
      return answer(orders(own, query).map((order) => orderPayload(order, times)))
    case BY_CLIENT_ID:
      return one(own.find(({ terms }) => terms.clientOrderId === query.get('client_order_id')))
    case '/v2/account/activities':
      return chargesOf(
        options.charges.filter((charge) => charge.account === account),
        query,
      )
    case '/v2/account/activities/FILL':
      return activities(own, query, Math.min(seenUntilMs, nowMs() - options.faults.fillsLagMs))
    default:
      if (url.pathname.startsWith(ASSET)) return asset(exchange, url.pathname.slice(ASSET.length))
      return url.pathname.startsWith('/v2/orders/')
        ? one(own.find(({ orderId }) => url.pathname === `/v2/orders/${orderId}`))
        : null
  }
}

function asset(exchange: SimulatedExchange, encoded: string): FrontAnswer {
  const product = exchange.product(decodeURIComponent(encoded))
  return product === null || classOf(product) === 'us_option'
    ? refused(404, 40410000, 'asset not found')
    : answer(assetPayload(product))
}

function chargesOf(own: readonly SimulatedCharge[], query: URLSearchParams): FrontAnswer {
  const types = (query.get('activity_types') ?? '').split(',')
  const rows = own.filter(({ venueSymbol }) => types.includes(venueSymbol === null ? 'FEE' : 'CFEE'))
  const token = query.get('page_token')
  const from = token === null ? 0 : rows.findIndex(({ chargeId }) => chargeId === token) + 1
  const size = Math.min(ACTIVITIES_MAX, Number(query.get('page_size') ?? ACTIVITIES_MAX))
  return answer(rows.slice(from, from + size).map(chargePayload))
}

function clock(nowMs: number, isOpen: boolean): object {
  const later = (ms: number): string => newYork(nowMs + ms)
  return {
    timestamp: newYork(nowMs),
    is_open: isOpen,
    next_open: later(20 * 3_600_000),
    next_close: later(isOpen ? 2 * 3_600_000 : 26 * 3_600_000),
  }
}

/** With New York's winter offset, as the venue writes its clock. */
function newYork(ms: number): string {
  return new Date(ms - 5 * 3_600_000).toISOString().replace('Z', '-05:00')
}

function assets(exchange: SimulatedExchange, assetClass: string | null): readonly object[] {
  return exchange
    .products()
    .filter((product) => classOf(product) === (assetClass ?? 'us_equity'))
    .map(assetPayload)
}

/** One a page: whoever asks has to go on. */
function contracts(exchange: SimulatedExchange, query: URLSearchParams): object {
  const underlyings = (query.get('underlying_symbols') ?? '').split(',')
  const listed = exchange
    .products()
    .filter((product) => classOf(product) === 'us_option')
    .filter(({ terms }) => underlyings.includes(terms.symbol.replace(/\d.*$/, '')))
  const from = Number(query.get('page_token') ?? 0)
  return {
    option_contracts: listed.slice(from, from + 1).map(contractPayload),
    next_page_token: from + 1 < listed.length ? String(from + 1) : null,
  }
}

function positions(exchange: SimulatedExchange, account: string): readonly object[] {
  return exchange.products().flatMap((product) => {
    const wallet = exchange.wallets.of(account, product.terms.base)
    if (wallet.available + wallet.held === 0n) return []
    return [positionPayload(product, wallet, product.price(exchange.lastTicks(product.terms.symbol) ?? 0))]
  })
}

function orders(own: readonly SimulatedOrder[], query: URLSearchParams): readonly SimulatedOrder[] {
  const status = query.get('status') ?? 'open'
  const found = own.filter((order) => status === 'all' || isDone(order) === (status === 'closed'))
  const isAscending = query.get('direction') === 'asc'
  const sorted = isAscending ? found : found.toReversed()
  const after = query.get('after_order_id')
  const from = after === null ? 0 : sorted.findIndex(({ orderId }) => orderId === after) + 1
  return sorted.slice(from, from + Math.min(ORDERS_MAX, Number(query.get('limit') ?? 50)))
}

function activities(own: readonly SimulatedOrder[], query: URLSearchParams, untilMs: number): FrontAnswer {
  const afterMs = (instantMicros(query.get('after') ?? '') ?? 0) / 1_000
  const rows = own
    .flatMap((order) => order.fills.map((fill) => ({ order, fill })))
    .filter(({ fill }) => fill.atMs > afterMs && fill.atMs <= untilMs)
    .sort((a, b) => a.fill.atMs - b.fill.atMs || (a.fill.execId < b.fill.execId ? -1 : 1))
  if (query.get('direction') !== 'asc') rows.reverse()
  const token = query.get('page_token')
  const from = token === null ? 0 : rows.findIndex(({ fill }) => activityId(fill) === token) + 1
  const size = Math.min(ACTIVITIES_MAX, Number(query.get('page_size') ?? ACTIVITIES_MAX))
  return answer(rows.slice(from, from + size).map(({ fill, order }) => activityPayload(fill, order)))
}
