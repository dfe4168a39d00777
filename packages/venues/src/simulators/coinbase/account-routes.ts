/** What a Coinbase key may read: orders, fills, wallets, permissions and fees, in pages. */

import { instantMicros } from '../../wire/instant.ts'
import type { SimulatedExchange } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import type { FrontAnswer, FrontRequest } from '../core/http-front.ts'
import { isDone, type SimulatedOrder } from '../core/order.ts'
import { accountPayload, fillPayload, orderPayload, statusWord } from './payloads.ts'
import type { SimulatedKey } from './token-check.ts'

export interface AccountRoutesOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  readonly nowMs: () => number
}

const PAGE_MAX = 250

/** Null: no such route. */
export function accountRoute(
  { method, url, lagMs }: FrontRequest,
  path: string,
  { key, options }: { readonly key: SimulatedKey; readonly options: AccountRoutesOptions },
): FrontAnswer | null {
  if (method !== 'GET') return null
  const { exchange, faults, nowMs } = options
  const query = url.searchParams
  /** What happened after it is not seen. */
  const seenUntilMs = nowMs() - lagMs
  const own = [...exchange.orders.values()].filter(
    ({ account, createdAtMs }) => account === key.account && createdAtMs <= seenUntilMs,
  )
  switch (path) {
    case '/accounts':
      return page(
        'accounts',
        exchange.wallets.list(key.account).map((wallet) => accountPayload(wallet, key.account)),
        query,
      )
    case '/key_permissions':
      return json({
        can_view: true,
        can_trade: key.canTrade,
        can_transfer: false,
        portfolio_uuid: key.account,
        portfolio_type: 'DEFAULT',
      })
    case '/transaction_summary':
      return json({
        total_volume: '0',
        total_fees: '0',
        fee_tier: feeTier(exchange),
        advanced_trade_only_volume: '0',
      })
    case '/cfm/positions':
      return json({ positions: [] })
    case '/orders/historical/batch':
      return orders(own, query)
    case '/orders/historical/fills':
      return fills(new Set(own.map(({ orderId }) => orderId)), query, {
        exchange,
        untilMs: Math.min(seenUntilMs, nowMs() - faults.fillsLagMs),
      })
    default: {
      if (!path.startsWith('/orders/historical/')) return null
      const order = own.find(({ orderId }) => path === `/orders/historical/${orderId}`)
      if (order !== undefined) return json({ order: orderPayload(order) })
      const missing = 'order with this orderID was not found'
      return {
        status: 404,
        body: JSON.stringify({ error: 'NOT_FOUND', error_details: missing, message: missing }),
      }
    }
  }
}

function orders(own: readonly SimulatedOrder[], query: URLSearchParams): FrontAnswer {
  const statuses = query.getAll('order_status')
  const symbols = query.getAll('product_ids')
  const sinceMs = millis(query.get('start_date'))
  const found = own.filter(
    (order) =>
      (statuses.length === 0 || statuses.includes(statusWord(order))) &&
      (symbols.length === 0 || symbols.includes(order.terms.symbol)) &&
      order.createdAtMs >= sinceMs,
  )
  return page('orders', found.reverse().map(orderPayload), query)
}

function fills(
  ids: ReadonlySet<string>,
  query: URLSearchParams,
  { exchange, untilMs }: { readonly exchange: SimulatedExchange; readonly untilMs: number },
): FrontAnswer {
  const sinceMs = millis(query.get('start_sequence_timestamp'))
  const found = exchange.fills.filter(
    ({ orderId, atMs }) => ids.has(orderId) && atMs >= sinceMs && atMs <= untilMs,
  )
  const rows = found.flatMap((fill) => {
    const product = exchange.product(fill.symbol)
    return product === null ? [] : [fillPayload(fill, product)]
  })
  return page('fills', rows.reverse(), query)
}

function millis(instant: string | null): number {
  return Math.floor((instantMicros(instant ?? '') ?? 0) / 1_000)
}

/** Open orders of an account, oldest first: what the user channel begins with. */
export function openOrdersOf(exchange: SimulatedExchange, account: string) {
  return [...exchange.orders.values()].filter((order) => order.account === account && !isDone(order))
}

function feeTier(exchange: SimulatedExchange): object {
  const terms = exchange.products()[0]?.terms
  return {
    pricing_tier: 'Advanced 1',
    usd_from: '0',
    usd_to: '1000',
    taker_fee_rate: terms?.takerRate ?? '0',
    maker_fee_rate: terms?.makerRate ?? '0',
  }
}

function json(body: object): FrontAnswer {
  return { status: 200, body: JSON.stringify(body) }
}

/** A page of rows; the cursor is the number of rows that came before. */
function page(name: string, rows: readonly object[], query: URLSearchParams): FrontAnswer {
  const limit = Math.min(PAGE_MAX, Number(query.get('limit') ?? PAGE_MAX))
  const from = Number(query.get('cursor') ?? 0)
  const shown = rows.slice(from, from + limit)
  const more = from + limit < rows.length
  const cursor = more ? String(from + limit) : ''
  return json({ [name]: shown, cursor, ...(name === 'fills' ? {} : { has_next: more, size: shown.length }) })
}
