/** The filters of lists, and the conditions that they become. A foreign id in a filter is as absent as an unknown one. */
import { seqsBetween } from '../data/journal-time.ts'
import type { OfOrganization } from '../data/seq-page.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import { notFound } from '../problem/problem.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { OrderSide, OrderStatus } from './enums.ts'
import { parseGlobalId, requireId } from './global-id.ts'
import { instrumentOf } from './type/instrument.ts'

export const OrderFilter = builder.inputType('OrderFilter', {
  description: 'Which orders; every given field must match.',
  fields: (t) => ({
    open: t.boolean({ description: 'Whether they may still fill.' }),
    accountId: t.id({ description: 'Of this account.' }),
    instrumentId: t.id({ description: 'Of this instrument.' }),
    deploymentId: t.id({ description: 'Wanted by this deployment of a strategy.' }),
    status: t.field({ type: [OrderStatus], description: 'In one of these states.' }),
    side: t.field({ type: OrderSide, description: 'In this direction.' }),
    clientOrderId: t.string({ description: 'With this client order id.' }),
    createdAfter: t.field({ type: 'DateTime', description: 'Submitted at or after.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Submitted before.' }),
  }),
})

export const FillFilter = builder.inputType('FillFilter', {
  description: 'Which fills; every given field must match.',
  fields: (t) => ({
    accountId: t.id({ description: 'Of this account.' }),
    instrumentId: t.id({ description: 'Of this instrument.' }),
    orderId: t.id({ description: 'Of this order.' }),
    after: t.field({ type: 'DateTime', description: 'At or after.' }),
    before: t.field({ type: 'DateTime', description: 'Before.' }),
  }),
})

export const AuditFilter = builder.inputType('AuditFilter', {
  description: 'Which entries; every given field must match.',
  fields: (t) => ({
    action: t.string({ description: 'With exactly this action.' }),
    actorId: t.id({ description: 'By this person or key.' }),
    after: t.field({ type: 'DateTime', description: 'At or after.' }),
    before: t.field({ type: 'DateTime', description: 'Before.' }),
  }),
})

type OrderFilterInput = typeof OrderFilter.$inferInput
type FillFilterInput = typeof FillFilter.$inferInput
type AuditFilterInput = typeof AuditFilter.$inferInput

export async function orderWhere(
  context: Context,
  organizationId: string,
  filter: OrderFilterInput | null | undefined,
): Promise<OfOrganization<Prisma.OrderWhereInput>> {
  const where: OfOrganization<Prisma.OrderWhereInput> = { organizationId }
  if (filter == null) return where
  if (filter.open != null) where.open = filter.open
  if (filter.side != null) where.side = filter.side
  if (filter.status != null) where.status = { in: filter.status }
  if (filter.accountId != null) where.accountId = await accountIn(context, organizationId, filter.accountId)
  if (filter.instrumentId != null)
    where.instrumentId = instrumentOf(context, filter.instrumentId, ['filter', 'instrumentId']).id
  if (filter.deploymentId != null) {
    const path = ['filter', 'deploymentId']
    const deployment = await context.data.deployments.find(
      requireId('Deployment', filter.deploymentId, path),
      path,
    )
    if (deployment.organizationId !== organizationId) throw notFound('Deployment', path)
    where.deploymentId = deployment.id
  }
  if (filter.clientOrderId != null) {
    where.clientOrderId = filter.clientOrderId
    // The index on client order ids starts with the account: naming the accounts is what makes it usable.
    where.accountId ??= { in: [...(await context.data.accounts.idsOf(organizationId))] }
  }
  const created = between(filter.createdAfter, filter.createdBefore)
  if (created !== null) {
    where.createdAt = created
    // The list is in order of seq: its bounds are what an index can find, and time follows it.
    where.seq = await seqsBetween(context.data.client, organizationId, {
      from: filter.createdAfter,
      to: filter.createdBefore,
    })
  }
  return where
}

export async function fillWhere(
  context: Context,
  organizationId: string,
  filter: FillFilterInput | null | undefined,
): Promise<OfOrganization<Prisma.FillWhereInput>> {
  const where: OfOrganization<Prisma.FillWhereInput> = { organizationId }
  if (filter == null) return where
  if (filter.accountId != null) where.accountId = await accountIn(context, organizationId, filter.accountId)
  if (filter.instrumentId != null)
    where.instrumentId = instrumentOf(context, filter.instrumentId, ['filter', 'instrumentId']).id
  if (filter.orderId != null) {
    const path = ['filter', 'orderId']
    const id = requireId('Order', filter.orderId, path)
    const order = await context.data.orders.facts(id, path)
    if (order.organizationId !== organizationId) throw notFound('Order', path)
    where.orderId = id
  }
  const at = between(filter.after, filter.before)
  if (at !== null) where.at = at
  return where
}

export async function auditWhere(
  context: Context,
  organizationId: string,
  filter: AuditFilterInput | null | undefined,
): Promise<OfOrganization<Prisma.AuditEntryWhereInput>> {
  const where: OfOrganization<Prisma.AuditEntryWhereInput> = { organizationId }
  if (filter == null) return where
  if (filter.action != null) where.action = filter.action
  // Parts of the system act under a name instead of an id.
  if (filter.actorId != null) where.actorId = parseGlobalId(filter.actorId)?.id ?? filter.actorId
  const at = between(filter.after, filter.before)
  if (at !== null) {
    where.at = at
    const span = { from: filter.after, to: filter.before }
    where.seq = await seqsBetween(context.data.client, organizationId, span)
  }
  return where
}

async function accountIn(context: Context, organizationId: string, accountId: string): Promise<string> {
  const path = ['filter', 'accountId']
  const account = await context.data.accounts.find(requireId('Account', accountId, path), path)
  if (account.organizationId !== organizationId) throw notFound('Account', path)
  return account.id
}

function between(
  from: Date | null | undefined,
  to: Date | null | undefined,
): { gte?: Date; lt?: Date } | null {
  if (from == null && to == null) return null
  return { ...(from == null ? {} : { gte: from }), ...(to == null ? {} : { lt: to }) }
}
