/** What a Kalshi key may read: orders, fills, money, positions, its own scopes and limits, in pages. */

import { decimalUnits } from '@quarterdeck/sdk'
import type { SimulatedExchange } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import type { FrontAnswer, FrontRequest } from '../core/http-front.ts'
import type { SimulatedOrder } from '../core/order.ts'
import { json, page } from './answers.ts'
import { spendable } from './collateral.ts'
import type { MarketBoard } from './market-board.ts'
import type { OrderHistory } from './order-history.ts'
import { dollars, contracts, fillPayload, isoOf } from './payloads.ts'
import { notFound } from './refusals.ts'
import type { KalshiSimulatedKey } from './signature-check.ts'

export interface AccountRoutesOptions {
  readonly exchange: SimulatedExchange
  readonly board: MarketBoard
  readonly history: OrderHistory
  readonly faults: FaultSwitches
  readonly nowMs: () => number
  /** How late a single order is told. */
  readonly singleLagMs: number
  readonly tokens: { readonly read: number; readonly write: number }
}

const PAGE_MAX = 1_000

/** Null: no such route. */
export function accountRoute(
  { method, url, lagMs }: FrontRequest,
  path: string,
  { key, options }: { readonly key: KalshiSimulatedKey; readonly options: AccountRoutesOptions },
): FrontAnswer | null {
  if (method !== 'GET') return null
  const { exchange, nowMs, tokens } = options
  const seen: Seen = { ...options, untilMs: nowMs() - lagMs, account: key.account, query: url.searchParams }
  switch (path) {
    case '/portfolio/balance':
      return json(balance(seen))
    case '/portfolio/positions':
      return positions(seen)
    case '/portfolio/orders':
      return orders(seen)
    case '/portfolio/fills':
      return fills(seen)
    case '/api_keys':
      return json({ api_keys: [{ api_key_id: key.keyId, name: 'simulated', scopes: key.scopes }] })
    case '/communications/id':
      return json({ communications_id: `simulated-${key.account}` })
    case '/account/limits':
      return json({
        usage_tier: 'simulated',
        read: { bucket_capacity: tokens.read, refill_rate: tokens.read },
        write: { bucket_capacity: tokens.write, refill_rate: tokens.write },
        grants: [],
      })
    default: {
      const id = /^\/portfolio\/orders\/([^/]+)$/.exec(path)?.[1]
      if (id === undefined) return null
      const order = exchange.orders.get(decodeURIComponent(id))
      return order === undefined || order.account !== key.account ? notFound() : single(order, seen)
    }
  }
}

interface Seen extends AccountRoutesOptions {
  /** What happened after it is not seen. */
  readonly untilMs: number
  readonly account: string
  readonly query: URLSearchParams
}

function balance({ exchange, account, nowMs }: Seen): object {
  const free = dollars(spendable(exchange, account))
  return {
    balance: Number(decimalUnits(free, 4) / 100n),
    balance_dollars: free,
    balance_breakdown: [{ exchange_index: 0, balance: free }],
    portfolio_value: 0,
    updated_ts: Math.floor(nowMs() / 1_000),
  }
}

function positions({ board, account, nowMs, query }: Seen): FrontAnswer {
  const rows = board.markets
    .map(({ ticker }) => ({
      ticker,
      position_fp: board.position(account, ticker),
      market_exposure_dollars: '0.000000',
      realized_pnl_dollars: '0.000000',
      total_traded_dollars: '0.000000',
      fees_paid_dollars: '0.000000',
      last_updated_ts: isoOf(nowMs()),
      exchange_index: 0,
    }))
    .filter(({ position_fp }) => position_fp !== '0')
    .map((row) => ({ ...row, position_fp: contracts(decimalUnits(row.position_fp, 18)) }))
  return page(rows, query, { name: 'market_positions', most: PAGE_MAX, beside: { event_positions: [] } })
}

function orders({ exchange, history, account, query, untilMs }: Seen): FrontAnswer {
  const [ticker, status] = [query.get('ticker'), query.get('status')]
  const sinceMs = Number(query.get('min_ts') ?? 0) * 1_000
  const rows = [...exchange.orders.values()]
    .filter(
      (order) =>
        order.account === account &&
        (ticker === null || order.terms.symbol === ticker) &&
        order.createdAtMs >= sinceMs,
    )
    .toReversed()
    .flatMap((order) => {
      const state = history.asOf(order, untilMs)
      return state === null || (status === 'resting' && !state.isOpen) ? [] : [state.payload]
    })
  return page(rows, query, { name: 'orders', most: PAGE_MAX })
}

/** Told as it was a moment ago, or as it began. */
function single(order: SimulatedOrder, { history, untilMs, singleLagMs }: Seen): FrontAnswer {
  const state = history.asOf(order, untilMs - singleLagMs) ?? history.first(order)
  return state === null ? notFound() : json({ order: state.payload })
}

function fills({ exchange, faults, account, query, untilMs, nowMs }: Seen): FrontAnswer {
  const sinceMs = Number(query.get('min_ts') ?? 0) * 1_000
  const seenUntilMs = Math.min(untilMs, nowMs() - faults.fillsLagMs)
  const rows = exchange.fills
    .filter(
      ({ orderId, atMs }) =>
        exchange.orders.get(orderId)?.account === account && atMs >= sinceMs && atMs <= seenUntilMs,
    )
    .toReversed()
    .flatMap((fill) => {
      const product = exchange.product(fill.symbol)
      return product === null ? [] : [fillPayload(fill, product)]
    })
  return page(rows, query, { name: 'fills', most: PAGE_MAX })
}
