/** Orders and fills, as one principal may see them. */
import type { Decision } from '@quarterdeck/engine'
import { decodeEvent, type OrderRow } from '@quarterdeck/runtime'
import DataLoader from 'dataloader'
import { notFound } from '../problem/problem.ts'
import type { Fill, Order, Prisma } from '../generated/prisma/client.ts'
import { exact, exactOrNull } from './exact.ts'
import type { Facts, OrderFacts } from './facts.ts'
import type { Page, PageArguments } from './page.ts'
import { type OfOrganization, seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

/** A fill as resolvers see it, from the projection or from a committed event: decimals are exact strings. */
export interface FillRow {
  readonly id: string
  readonly organizationId: string
  readonly seq: bigint
  readonly orderId: string
  readonly accountId: string
  readonly instrumentId: string
  readonly execId: string
  readonly side: string
  readonly price: string
  readonly quantity: string
  readonly liquidity: string
  readonly fee: string
  readonly feeCurrency: string
  readonly voided: boolean
  readonly at: Date
}

export interface OrderData {
  /** Throws NOT_FOUND, the same for foreign and unknown ids. */
  find(id: string, path?: readonly string[]): Promise<OrderRow>
  facts(id: string, path?: readonly string[]): Promise<OrderFacts>
  /** The decision on an order that this principal was shown, from its row, from memory or out of the journal. */
  decisionOn(order: OrderRow): Decision | Promise<Decision>
  page(
    where: OfOrganization<Prisma.OrderWhereInput>,
    newestFirst: boolean,
    args: PageArguments,
  ): Promise<Page<OrderRow>>
  fill(id: string): Promise<FillRow>
  fillByExecution(orderId: string, execId: string): Promise<FillRow | null>
  fillsOf(orderId: string): Promise<readonly FillRow[]>
  fillPage(where: OfOrganization<Prisma.FillWhereInput>, args: PageArguments): Promise<Page<FillRow>>
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function createOrderData(
  client: TenantClient,
  facts: Facts,
  sees: (organizationId: string) => boolean,
): OrderData {
  const rows = new DataLoader<string, OrderRow | null>(async (ids) => {
    const found = await client.order.findMany({ where: { id: { in: [...ids] } } })
    const byId = new Map(found.map((row) => [row.id, orderRow(row)]))
    return ids.map((id) => byId.get(id) ?? null)
  })
  const fills = new DataLoader<string, readonly FillRow[]>(async (ids) => {
    const found = await client.fill.findMany({
      where: { orderId: { in: [...ids] } },
      orderBy: { seq: 'asc' },
    })
    const all = found.map(fillRow)
    return ids.map((id) => all.filter((row) => row.orderId === id))
  })

  const decisions = new DataLoader<OrderRow, Decision, string>(
    async (orders) => {
      const byOrganization = Map.groupBy(orders, ({ organizationId }) => organizationId)
      const found = await client.journalEvent.findMany({
        where: {
          OR: [...byOrganization].map(([organizationId, made]) => ({
            organizationId,
            seq: { in: made.map(({ seq }) => seq) },
          })),
        },
        select: { organizationId: true, seq: true, payload: true },
      })
      const bySeq = new Map(found.map((event) => [`${event.organizationId} ${event.seq}`, event.payload]))
      return orders.map((order) => {
        const decision = decisionIn(bySeq.get(`${order.organizationId} ${order.seq}`))
        if (decision === null) return new Error(`Invariant: the journal holds the decision on ${order.id}`)
        facts.learnDecision(order.id, decision)
        return decision
      })
    },
    { cacheKeyFn: ({ id }) => id },
  )

  async function find(id: string, path?: readonly string[]): Promise<OrderRow> {
    const row = UUID.test(id) ? await rows.load(id) : null
    if (row === null) throw notFound('Order', path)
    facts.learnOrder(id, row)
    return row
  }

  return {
    find,
    async facts(id, path) {
      const known = facts.order(id)
      return known !== undefined && sees(known.organizationId) ? known : find(id, path)
    },
    decisionOn(order) {
      return order.decision ?? facts.decision(order.id) ?? decisions.load(order)
    },
    page: (where, newestFirst, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst,
        load: async ({ where: seq, orderBy, take }) => {
          const found = await client.order.findMany({ where: { AND: [where, { seq }] }, orderBy, take })
          const orders = found.map(orderRow)
          for (const order of orders) rows.prime(order.id, order)
          return orders
        },
        count: () => client.order.count({ where }),
      }),
    async fill(id) {
      const row = UUID.test(id) ? await client.fill.findFirst({ where: { id } }) : null
      if (row === null) throw notFound('Fill')
      return fillRow(row)
    },
    async fillByExecution(orderId, execId) {
      const row = await client.fill.findFirst({ where: { orderId, execId } })
      return row === null ? null : fillRow(row)
    },
    fillsOf: (orderId) => fills.load(orderId),
    fillPage: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: async ({ where: seq, orderBy, take }) => {
          const found = await client.fill.findMany({ where: { AND: [where, { seq }] }, orderBy, take })
          return found.map(fillRow)
        },
        count: () => client.fill.count({ where }),
      }),
  }
}

function orderRow(row: Order): OrderRow {
  return {
    ...row,
    quantity: exact(row.quantity),
    limitPrice: exactOrNull(row.limitPrice),
    stopPrice: exactOrNull(row.stopPrice),
    filledQuantity: exact(row.filledQuantity),
    averageFillPrice: exactOrNull(row.averageFillPrice),
    cause: row.cause as unknown as OrderRow['cause'],
    actor: row.actor as unknown as OrderRow['actor'],
    decision: null,
  }
}

/** The decision in the payload of the event that made an order; null: there is no such event, or it made none. */
function decisionIn(payload: string | undefined): Decision | null {
  const event = payload === undefined ? null : decodeEvent(payload)
  return event !== null && 'decision' in event ? event.decision : null
}

function fillRow(row: Fill): FillRow {
  return { ...row, price: exact(row.price), quantity: exact(row.quantity), fee: exact(row.fee) }
}
