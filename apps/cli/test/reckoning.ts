/** Holds what a restarted server says against the outside's own log, with arithmetic of its own. */
import {
  accounts,
  fills as fillsPage,
  killSwitches,
  orders as ordersPage,
  type FillUpdate,
  type OrderUpdate,
  type QuarterdeckClient,
} from '@quarterdeck/client'
import { expect } from 'vitest'
import { product, units } from './exact.ts'
import type { TradingLog } from './trading-load.ts'

export const SLUG = 'demo'
/** What the demo's paper account starts with. */
const FUNDED = { USD: '1000000', EUR: '100000', JPY: '10000000' }
/** Traded on margin: its notional never changes hands. */
const MARGINED = 'SIM:EUR-USD'

type Order = OrderUpdate['order']
type Fill = FillUpdate['fill']

async function everyPage<Node>(
  read: (after: string | null) => Promise<{ nodes: readonly Node[]; next: string | null }>,
): Promise<Node[]> {
  const all: Node[] = []
  let after: string | null = null
  do {
    const page = await read(after)
    all.push(...page.nodes)
    after = page.next
  } while (after !== null)
  return all
}

export function allOrders(client: QuarterdeckClient): Promise<Order[]> {
  return everyPage(async (after) => {
    const { organization } = await client.request(ordersPage, { slug: SLUG, first: 200, after })
    return pageOf(organization?.orders)
  })
}

export function allFills(client: QuarterdeckClient): Promise<Fill[]> {
  return everyPage(async (after) => {
    const { organization } = await client.request(fillsPage, { slug: SLUG, first: 200, after })
    return pageOf(organization?.fills)
  })
}

interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null }
}

function pageOf<Node>(page: Page<Node> | undefined): { nodes: readonly Node[]; next: string | null } {
  const next = page?.pageInfo.hasNextPage === true ? (page.pageInfo.endCursor ?? null) : null
  return { nodes: page?.edges.map(({ node }) => node) ?? [], next }
}

export async function paperAccount(client: QuarterdeckClient) {
  const { organization } = await client.request(accounts, { slug: SLUG })
  const account = organization?.accounts.edges.map(({ node }) => node).find(({ mode }) => mode === 'PAPER')
  if (account === undefined || organization === null || organization === undefined)
    throw new Error('The demo has a paper account')
  return { organizationId: organization.id, account }
}

/** Every acknowledged order, cancel and replacement, once and as acknowledged; every fill once. */
export function checkOrders(log: TradingLog, orders: readonly Order[], fills: readonly Fill[]): void {
  const byClientId = new Map(orders.map((order) => [order.clientOrderId, order]))
  expect(byClientId.size, 'each clientOrderId makes one order').toBe(orders.length)
  expect(log.contradicted).toEqual([])
  const lost = [...log.acknowledged].filter(([clientOrderId, id]) => byClientId.get(clientOrderId)?.id !== id)
  expect(lost, 'every acknowledged order is there').toEqual([])
  const invented = orders.filter(({ clientOrderId }) => !log.sent.has(clientOrderId))
  expect(invented, 'no order that nobody sent').toEqual([])

  const byId = new Map(orders.map((order) => [order.id, order]))
  const uncanceled = [...log.canceled].filter((id) => byId.get(id)?.status !== 'CANCELED')
  expect(uncanceled, 'every acknowledged cancel came true').toEqual([])
  const unreplaced = [...log.replaced].filter(([id, price]) => {
    const order = byId.get(id)
    return order?.status === 'NEW' && order.limitPrice !== price && !log.unclear.has(id)
  })
  expect(unreplaced, 'every acknowledged replacement came true').toEqual([])

  const filled = new Map<string, bigint>()
  for (const fill of fills)
    filled.set(fill.order.id, (filled.get(fill.order.id) ?? 0n) + units(fill.quantity))
  for (const order of orders) expect(filled.get(order.id) ?? 0n, order.id).toBe(units(order.filledQuantity))
  const executions = new Set(fills.map(({ order, execId }) => `${order.id} ${execId}`))
  expect(executions.size, 'no execution twice').toBe(fills.length)
}

/** Cash, positions and reservations as deposits and fills alone imply them. */
export async function checkMoney(
  client: QuarterdeckClient,
  log: TradingLog,
  fills: readonly Fill[],
): Promise<void> {
  const { account } = await paperAccount(client)
  const held = new Map<string, bigint>()
  for (const fill of fills) {
    const signed = fill.side === 'BUY' ? units(fill.quantity) : -units(fill.quantity)
    held.set(fill.instrument.id, (held.get(fill.instrument.id) ?? 0n) + signed)
  }
  const positions = account.positions.edges.map(({ node }) => node)
  for (const { instrument, quantity } of positions)
    expect(units(quantity), instrument.id).toBe(held.get(instrument.id) ?? 0n)
  const listed = new Set(positions.map(({ instrument }) => instrument.id))
  for (const [id, quantity] of held)
    expect(listed.has(id), `${id} is listed unless flat`).toBe(quantity !== 0n)

  const cash = new Map(account.balances.map((balance) => [balance.currency, units(balance.cash)]))
  for (const { currency, reserved, available } of account.balances)
    expect(units(reserved) + units(available), currency).toBe(cash.get(currency))
  const traded = fills.reduce((sum, fill) => {
    expect(fill.fee.currency).toBe('USD')
    const paid = fill.instrument.id === MARGINED ? 0n : proceeds([fill], fill.instrument.id)
    return sum - units(fill.fee.amount) + paid
  }, 0n)
  const open = positions.find(({ instrument }) => instrument.id === MARGINED)
  // Flat positions are not listed: then everything that was paid came back, or never will.
  const realized = open === undefined ? proceeds(fills, MARGINED) : units(open.realizedPnl.amount)
  const deposited = units(String(log.deposits.size))
  expect(cash.get('USD'), 'cash is what was deposited and traded').toBe(
    units(FUNDED.USD) + deposited + traded + realized,
  )
  for (const currency of ['EUR', 'JPY'] as const)
    expect(cash.get(currency), currency).toBe(units(FUNDED[currency]))
}

/** What the sales of an instrument brought in, less what its purchases cost. */
function proceeds(fills: readonly Fill[], instrumentId: string): bigint {
  return fills
    .filter(({ instrument }) => instrument.id === instrumentId)
    .reduce((sum, { side, price, quantity }) => {
      const notional = product(price, quantity)
      return sum + (side === 'BUY' ? -notional : notional)
    }, 0n)
}

/** Every acknowledged kill switch is engaged still. */
export async function checkSwitches(client: QuarterdeckClient, log: TradingLog): Promise<void> {
  const { organization } = await client.request(killSwitches, { slug: SLUG })
  const engaged = new Set(organization?.killSwitches.filter((one) => one.engaged).map(({ id }) => id))
  expect(
    [...log.switches].filter((id) => !engaged.has(id)),
    'every acknowledged switch is engaged',
  ).toEqual([])
}
