/** What the user's session may read: accounts, money, positions, orders and executions, some of it warm only at the second asking. */

import type { SimulatedExchange } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import type { FrontAnswer, FrontRequest } from '../core/http-front.ts'
import { fault, json } from './answers.ts'
import type { ContractCatalogue } from './contracts.ts'
import type { IbkrOrderDesk } from './order-desk.ts'
import { ledgerRow, portfolioAccount, positionRow } from './account-payloads.ts'
import { orderRow, orderStatusPayload, tradeRow } from './order-payloads.ts'
import type { SessionDesk } from './session-desk.ts'

export interface AccountRoutesOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  readonly catalogue: ContractCatalogue
  readonly desk: IbkrOrderDesk
  readonly session: SessionDesk
  readonly accountId: string
  readonly nowMs: () => number
  /** Executions name their order's id: older answers do not. */
  readonly tradesNameOrders: boolean
}

const POSITIONS_PAGE = 100
const DAY_MS = 86_400_000

export class AccountRoutes {
  /** A filtered list of orders keeps the stream from telling of any, until the list is made anew. */
  filtered = false
  private readonly options: AccountRoutesOptions
  private positions: readonly object[] | null = null

  constructor(options: AccountRoutesOptions) {
    this.options = options
  }

  /** Null: no such route. */
  handle(request: FrontRequest, path: string): FrontAnswer | null {
    const { session, accountId } = this.options
    const { method } = request
    if (method === 'GET' && path === '/iserver/accounts') {
      session.warm.add('accounts')
      return json({
        accounts: [accountId],
        aliases: { [accountId]: accountId },
        selectedAccount: accountId,
        isPaper: true,
      })
    }
    if (method === 'GET' && path === '/portfolio/accounts') {
      session.warm.add('portfolio')
      return json([portfolioAccount(accountId)])
    }
    if (method === 'POST' && path === '/iserver/account') return json({ set: true, acctId: accountId })
    if (path.startsWith('/portfolio/'))
      return session.warm.has('portfolio')
        ? this.portfolio(method, path)
        : fault(400, 'Please query /portfolio/accounts first')
    if (method !== 'GET' || !path.startsWith('/iserver/account/')) return null
    if (!session.warm.has('accounts')) return fault(400, 'Please query /accounts first')
    if (path === '/iserver/account/orders') return this.orders(request)
    if (path === '/iserver/account/trades') return this.trades(request)
    const id = /^\/iserver\/account\/order\/status\/([^/]+)$/.exec(path)?.[1]
    return id === undefined ? null : this.order(decodeURIComponent(id), request)
  }

  private portfolio(method: string, path: string): FrontAnswer | null {
    const { accountId, exchange, catalogue } = this.options
    const own = path.slice(`/portfolio/${accountId}`.length)
    if (!path.startsWith(`/portfolio/${accountId}/`)) return fault(400, 'invalid account id')
    if (method === 'POST' && own === '/positions/invalidate') {
      this.positions = null
      return json({ message: 'success' })
    }
    const wallets = exchange.wallets.list(accountId)
    if (method === 'GET' && own === '/ledger') {
      const money = wallets.filter(({ currency }) => catalogue.byConid(currency) === null)
      const rows = money.map(({ currency, available, held }) => [
        currency,
        ledgerRow(accountId, currency, available + held),
      ])
      return json(Object.fromEntries([...rows, ['BASE', ledgerRow(accountId, 'BASE', 0n)]]) as object)
    }
    const page = /^\/positions\/(\d+)$/.exec(own)?.[1]
    if (method !== 'GET' || page === undefined) return null
    this.positions ??= wallets.flatMap(({ currency, available, held }) => {
      const contract = catalogue.byConid(currency)
      return contract === null ? [] : [positionRow(accountId, contract, available + held)]
    })
    return json(this.positions.slice(Number(page) * POSITIONS_PAGE, (Number(page) + 1) * POSITIONS_PAGE))
  }

  private orders({ url, lagMs }: FrontRequest): FrontAnswer {
    const { session, nowMs, catalogue, desk } = this.options
    const forced = url.searchParams.get('force') === 'true'
    this.filtered = !forced && url.searchParams.get('filters') !== null
    if (forced || !session.warm.has('orders')) {
      session.warm.add('orders')
      return json({ orders: [], snapshot: false })
    }
    const seenUntilMs = nowMs() - lagMs
    const rows = this.own().flatMap((order) => {
      const contract = catalogue.byConid(order.terms.symbol)
      return contract === null || order.createdAtMs > seenUntilMs
        ? []
        : [orderRow(order, contract, desk.wordsOf(order))]
    })
    return json({ orders: rows, snapshot: true })
  }

  private order(id: string, { lagMs }: FrontRequest): FrontAnswer {
    const { desk, catalogue, nowMs } = this.options
    const order = desk.order(id)
    const contract = order === null ? null : catalogue.byConid(order.terms.symbol)
    if (order === null || contract === null || order.createdAtMs > nowMs() - lagMs)
      return fault(503, 'Service Unavailable')
    return json(orderStatusPayload(order, contract, desk.wordsOf(order)))
  }

  private trades({ url, lagMs }: FrontRequest): FrontAnswer {
    const { session, exchange, faults, nowMs, catalogue, accountId, tradesNameOrders } = this.options
    if (!session.warm.has('trades')) {
      session.warm.add('trades')
      return json([])
    }
    const days = Math.min(7, Number(url.searchParams.get('days') ?? 1))
    const untilMs = nowMs() - Math.max(lagMs, faults.fillsLagMs)
    const rows = exchange.fills.flatMap((fill) => {
      const order = exchange.orders.get(fill.orderId)
      const contract = catalogue.byConid(fill.symbol)
      const shown =
        order?.account === accountId && fill.atMs <= untilMs && fill.atMs > nowMs() - days * DAY_MS
      if (!shown || order === undefined || contract === null) return []
      const { order_id, ...older } = tradeRow(fill, order, contract)
      return [tradesNameOrders ? { ...older, order_id } : older]
    })
    return json(rows.reverse())
  }

  private own() {
    return [...this.options.exchange.orders.values()].filter(
      ({ account }) => account === this.options.accountId,
    )
  }
}
