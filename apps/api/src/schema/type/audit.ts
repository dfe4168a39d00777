/** The audit log and alerts: who did what, and what a person must look at. */
import type { Context } from '../context.ts'
import { demand } from '../../access/principal.ts'
import { notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import { globalId } from '../global-id.ts'
import { Alert, AuditEntry, Order } from '../refs.ts'
import { Actor, storedActor } from './actor.ts'

async function loadEntry(id: string, context: Context) {
  const match = /^([0-9a-f-]{36})\.(\d{1,18})$/.exec(id)
  const organizationId = match?.[1] ?? ''
  const entry =
    match === null ? null : await context.data.control.auditEntry(organizationId, BigInt(match[2] ?? '0'))
  if (entry === null) throw notFound('AuditEntry')
  demand(context.require(), 'audit:read', organizationId)
  return entry
}

builder.node(AuditEntry, {
  description: 'One entry of the audit log.',
  id: { resolve: ({ organizationId, seq }) => `${organizationId}.${seq}` },
  loadOne: nodeLoader(loadEntry),
  fields: (t) => ({
    seq: t.field({ type: 'Cursor', description: 'The event it comes from.', resolve: ({ seq }) => seq }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    actor: t.field({
      type: Actor,
      description: 'Who.',
      resolve: ({ actorKind, actorId, actorName }) =>
        storedActor({ kind: actorKind, id: actorId, name: actorName }),
    }),
    action: t.exposeString('action', { description: 'What kind of change.' }),
    summary: t.exposeString('summary', { description: 'One sentence.' }),
    before: t.exposeString('before', { nullable: true, description: 'What stood before, as JSON text.' }),
    after: t.exposeString('after', { nullable: true, description: 'What stands since, as JSON text.' }),
  }),
})

Alert.implement({
  description: 'Something that a person must look at.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable id.',
      resolve: ({ organizationId, seq }) => globalId('Alert', `${organizationId}.${seq}`),
    }),
    seq: t.field({ type: 'Cursor', description: 'The event that raised it.', resolve: ({ seq }) => seq }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    kind: t.exposeString('kind', { description: 'What kind of thing.' }),
    message: t.exposeString('message', { description: 'What happened, in a sentence.' }),
    order: t.field({
      type: Order,
      nullable: true,
      description: 'The order that it concerns, if any.',
      resolve: ({ orderId }, _args, { data }) => (orderId === null ? null : data.orders.find(orderId)),
    }),
  }),
})
