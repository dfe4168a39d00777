/** Orders: from the row that the commit returned or the projection holds, both of one shape. */
import { minus } from '../../data/exact.ts'
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import { Mode, OrderSide, OrderStatus, OrderType, TimeInForce } from '../enums.ts'
import { Account, Deployment, Fill, Order } from '../refs.ts'
import { strategyGlobalId } from '../strategy-label.ts'
import { Actor, storedActor } from './actor.ts'
import { Decision } from './decision.ts'
import { Instrument, instrumentOf } from './instrument.ts'
import { OrderCauseType } from './order-cause.ts'
import { OrderHistoryEntry, historyOf } from './order-history.ts'

builder.node(Order, {
  description: 'An instruction to trade, from submission to its final state.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.orders.find(id)),
  fields: (t) => ({
    clientOrderId: t.exposeString('clientOrderId', {
      description: 'Chosen by the client; submitting the same one again is safe.',
    }),
    account: t.field({
      type: Account,
      description: 'Whose order it is.',
      resolve: ({ accountId, organizationId }) => ({ id: accountId, organizationId }),
    }),
    instrument: t.field({
      type: Instrument,
      description: 'What it trades.',
      resolve: ({ instrumentId }, _args, context) => instrumentOf(context, instrumentId),
    }),
    side: t.field({
      type: OrderSide,
      description: 'Direction.',
      resolve: ({ side }) => side as 'BUY' | 'SELL',
    }),
    type: t.field({
      type: OrderType,
      description: 'When and at what price it may trade.',
      resolve: ({ type }) => type as 'MARKET',
    }),
    timeInForce: t.field({
      type: TimeInForce,
      description: 'How long it works.',
      resolve: ({ timeInForce }) => timeInForce as 'DAY',
    }),
    quantity: t.expose('quantity', { type: 'Decimal', description: 'Quantity ordered, fills included.' }),
    limitPrice: t.expose('limitPrice', {
      type: 'Decimal',
      nullable: true,
      description: 'Worst price; null: none.',
    }),
    stopPrice: t.expose('stopPrice', {
      type: 'Decimal',
      nullable: true,
      description: 'Trigger; null: none.',
    }),
    filledQuantity: t.expose('filledQuantity', { type: 'Decimal', description: 'Quantity filled.' }),
    leavesQuantity: t.field({
      type: 'Decimal',
      description: 'Quantity that can still fill: zero once the order ended.',
      resolve: ({ open, quantity, filledQuantity }) => (open ? minus(quantity, filledQuantity) : '0'),
    }),
    averageFillPrice: t.expose('averageFillPrice', {
      type: 'Decimal',
      nullable: true,
      description: 'Average price of the fills; null: none.',
    }),
    status: t.field({
      type: OrderStatus,
      description: 'Where it is in its life.',
      resolve: ({ status }) => status as 'NEW',
    }),
    endReason: t.exposeString('endReason', {
      nullable: true,
      description: "Why it ended, in the venue's or the gate's words.",
    }),
    open: t.exposeBoolean('open', { description: 'Whether it may still fill.' }),
    requestedMode: t.field({
      type: Mode,
      description: 'The mode that was asked for.',
      resolve: ({ requestedMode }) => requestedMode as 'PAPER',
    }),
    effectiveMode: t.field({
      type: Mode,
      description: 'The mode that it got.',
      resolve: ({ effectiveMode }) => effectiveMode as 'PAPER',
    }),
    venueOrderId: t.exposeString('venueOrderId', {
      nullable: true,
      description: "The venue's id of it; null: not confirmed.",
    }),
    strategyId: t.id({
      nullable: true,
      description: 'The strategy it belongs to, or the label that it was given; null: none.',
      resolve: ({ strategyId }) => (strategyId === null ? null : strategyGlobalId(strategyId)),
    }),
    deployment: t.field({
      type: Deployment,
      nullable: true,
      description: 'The deployment that wanted it; null: none did.',
      authScopes: ({ organizationId }) => ({ can: { action: 'strategy:read', organizationId } }),
      resolve: ({ deploymentId }, _args, { data }) =>
        deploymentId === null ? null : data.deployments.find(deploymentId),
    }),
    cause: t.field({
      type: OrderCauseType,
      nullable: true,
      description: 'What made a deployment want it; null: no deployment did.',
      resolve: ({ cause }) => cause,
    }),
    actor: t.field({
      type: Actor,
      description: 'Who submitted it.',
      resolve: ({ actor }) => storedActor(actor),
    }),
    decision: t.field({
      type: Decision,
      description: 'What the gate decided, with every check.',
      resolve: (order, _args, context) => {
        const instrument = instrumentOf(context, order.instrumentId)
        // An order that was made just now brings its own.
        const decision = order.decision ?? context.data.orders.decisionOn(order)
        return decision instanceof Promise
          ? decision.then((read) => ({ decision: read, instrument }))
          : { decision, instrument }
      },
    }),
    fills: t.field({
      type: [Fill],
      description: 'Its fills, oldest first.',
      resolve: async ({ id }, _args, { data }) => [...(await data.orders.fillsOf(id))],
    }),
    history: t.field({
      type: [OrderHistoryEntry],
      description: 'Everything that happened to it, oldest first.',
      resolve: (order, _args, context) => historyOf(order, context),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was submitted.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
})
