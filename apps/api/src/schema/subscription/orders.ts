/** Following orders and fills: nothing missed, nothing twice, resumable by cursor. */
import type { OrderRow } from '@quarterdeck/runtime'
import { formatCursor } from '../../data/cursor.ts'
import type { FillRow } from '../../data/order-data.ts'
import { fillOfEvent } from '../../subscription/fill-event.ts'
import { eventStream } from '../../subscription/events.ts'
import { builder } from '../builder.ts'
import { Fill, Order } from '../refs.ts'
import { instrumentOf } from '../type/instrument.ts'
import { followable, followedOrders, followedOrganization } from './field.ts'

interface OrderUpdateValue {
  readonly cursor: string
  readonly order: OrderRow
}

interface FillUpdateValue {
  readonly cursor: string
  readonly fill: FillRow
}

const OrderUpdate = builder.objectRef<OrderUpdateValue>('OrderUpdate').implement({
  description: 'An order as it stood after one event.',
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', description: 'Resume after it with `after`.' }),
    order: t.expose('order', { type: Order, description: 'The order.' }),
  }),
})

const FillUpdate = builder.objectRef<FillUpdateValue>('FillUpdate').implement({
  description: 'A fill that was booked, taken back or restated.',
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', description: 'Resume after it with `after`.' }),
    fill: t.expose('fill', { type: Fill, description: 'The fill.' }),
  }),
})

builder.subscriptionFields((t) => ({
  fills: t.field({
    type: FillUpdate,
    description: 'Fills, as they are booked. With `after`, first what the journal holds past that cursor.',
    args: {
      organizationId: t.arg.id({ required: true, description: 'Whose fills.' }),
      accountId: t.arg.id({ description: 'Only of this account.' }),
      deploymentId: t.arg.id({ description: 'Only what this deployment of a strategy wanted.' }),
      after: t.arg({
        type: 'Cursor',
        description: 'Resume after this cursor: nothing missed, nothing twice.',
      }),
    },
    ...followable('fill:read'),
    subscribe: async (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      const isFollowed = await followedOrders(args, organizationId, context)
      const options = { organizationId, after: args.after ?? null }
      return eventStream<FillUpdateValue>(context, options, async (event, order, sink) => {
        if (order === null || !isFollowed(order)) return
        if (event.type === 'FillBusted' || event.type === 'FillCorrected') {
          const voidedId = event.type === 'FillBusted' ? event.execId : event.replacesExecId
          const voided = await context.data.orders.fillByExecution(order.id, voidedId)
          // Of two updates by one event only the last carries its cursor: a reader cut off between them gets both again.
          const seq = event.type === 'FillBusted' ? event.seq : event.seq - 1
          const cursor = formatCursor(organizationId, seq)
          if (voided !== null) await sink.push({ cursor, fill: { ...voided, voided: true } }, cursor)
        }
        if (event.type === 'OrderFilled' || event.type === 'FillCorrected') {
          const fill = fillOfEvent(event, order, instrumentOf(context, order.instrumentId))
          const cursor = formatCursor(organizationId, event.seq)
          await sink.push({ cursor, fill }, cursor)
        }
      })
    },
    resolve: (update) => update,
  }),
  orderUpdates: t.field({
    type: OrderUpdate,
    description: 'Orders, whenever one changes. With `after`, first what the journal holds past that cursor.',
    args: {
      organizationId: t.arg.id({ required: true, description: 'Whose orders.' }),
      accountId: t.arg.id({ description: 'Only of this account.' }),
      deploymentId: t.arg.id({ description: 'Only what this deployment of a strategy wanted.' }),
      after: t.arg({
        type: 'Cursor',
        description: 'Resume after this cursor: nothing missed, nothing twice.',
      }),
    },
    ...followable('order:read'),
    subscribe: async (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      const isFollowed = await followedOrders(args, organizationId, context)
      const options = { organizationId, after: args.after ?? null }
      return eventStream<OrderUpdateValue>(context, options, async (event, order, sink) => {
        if (order === null || !isFollowed(order)) return
        // Its later events bring the order without its decision, and a reader may ask for it with each.
        if (order.decision !== null) context.facts.learnDecision(order.id, order.decision)
        const cursor = formatCursor(organizationId, event.seq)
        await sink.push({ cursor, order }, cursor)
      })
    },
    resolve: (update) => update,
  }),
}))
