/** Submitting, previewing, replacing and cancelling: the mutations on orders. */
import type { OrderRow } from '@quarterdeck/runtime'
import { InvalidInput } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { requireId } from '../global-id.ts'
import { notFound } from '../../problem/problem.ts'
import { Order } from '../refs.ts'
import { Decision, type DecisionOf } from '../type/decision.ts'
import { instrumentOf } from '../type/instrument.ts'
import { Money } from '../type/money.ts'
import { commit, guarded, namedAccount, namedOrder, namedOrganization, orderOf, problems } from './field.ts'
import { type Estimate, estimate } from './order-estimate.ts'
import { SubmitOrderInput, type SubmitOrderTerms, lotsOf, orderRequest, ticksOf } from './order-input.ts'

const ReplaceOrderInput = builder.inputType('ReplaceOrderInput', {
  description: 'New terms for a working order; what is left out stays.',
  fields: (t) => ({
    orderId: t.id({ required: true, description: 'The order.' }),
    idempotencyKey: t.string({
      required: true,
      description: 'Repeating it with the same terms is the same replacement.',
    }),
    quantity: t.field({ type: 'Decimal', description: 'New total quantity, fills included.' }),
    limitPrice: t.field({ type: 'Decimal', description: 'New limit price.' }),
    stopPrice: t.field({ type: 'Decimal', description: 'New stop price.' }),
  }),
})

const CancelOrderInput = builder.inputType('CancelOrderInput', {
  description: 'Which order to cancel.',
  fields: (t) => ({ orderId: t.id({ required: true, description: 'The order.' }) }),
})

const CancelAllOrdersInput = builder.inputType('CancelAllOrdersInput', {
  description: 'Which working orders to cancel; what is left out widens the scope.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose orders.' }),
    accountId: t.id({ description: 'Only of this account.' }),
    instrumentId: t.id({ description: 'Only of this instrument.' }),
  }),
})

interface OrderPayload {
  readonly order: OrderRow
}

interface ReplacePayload extends OrderPayload {
  readonly decision: DecisionOf | null
}

interface PreviewPayload {
  readonly decision: DecisionOf
  readonly estimate: Estimate | null
}

const SubmitOrderPayload = builder.objectRef<OrderPayload>('SubmitOrderPayload').implement({
  description: 'The order that was made; blocked ones too, with status REJECTED and their decision.',
  fields: (t) => ({ order: t.expose('order', { type: Order, description: 'The order.' }) }),
})

const PreviewOrderPayload = builder.objectRef<PreviewPayload>('PreviewOrderPayload').implement({
  description: 'What the gate would decide now; nothing was recorded.',
  fields: (t) => ({
    decision: t.expose('decision', { type: Decision, description: 'The decision.' }),
    estimatedNotional: t.field({
      type: Money,
      nullable: true,
      description: 'Value at its price, or at the touch; null: no price.',
      resolve: (payload) => payload.estimate?.notional ?? null,
    }),
    estimatedFee: t.field({
      type: Money,
      nullable: true,
      description: 'Fee if all of it takes liquidity; null: no price.',
      resolve: (payload) => payload.estimate?.fee ?? null,
    }),
  }),
})

const ReplaceOrderPayload = builder.objectRef<ReplacePayload>('ReplaceOrderPayload').implement({
  description:
    'The order; where the gate blocked the replacement it works on unchanged and the decision says why.',
  fields: (t) => ({
    order: t.expose('order', { type: Order, description: 'The order.' }),
    decision: t.expose('decision', {
      type: Decision,
      nullable: true,
      description: 'What the gate decided on the replacement; null: it repeats an earlier one.',
    }),
  }),
})

const CancelOrderPayload = builder.objectRef<OrderPayload>('CancelOrderPayload').implement({
  description: 'The order; it may still fill until its status is CANCELED.',
  fields: (t) => ({ order: t.expose('order', { type: Order, description: 'The order.' }) }),
})

const CancelAllOrdersPayload = builder
  .objectRef<{ readonly orders: readonly OrderRow[] }>('CancelAllOrdersPayload')
  .implement({
    description: 'The orders whose cancel was asked for.',
    fields: (t) => ({
      orders: t.field({ type: [Order], description: 'The orders.', resolve: ({ orders }) => [...orders] }),
    }),
  })

const byAccount = async (input: SubmitOrderTerms, context: Parameters<typeof namedAccount>[1]) =>
  (await namedAccount(input, context)).organizationId
const byOrder = async (input: { readonly orderId: string }, context: Parameters<typeof namedOrder>[1]) =>
  (await namedOrder(input, context)).organizationId

builder.mutationFields((t) => ({
  submitOrder: t.field({
    type: SubmitOrderPayload,
    description:
      'Submits an order. Repeating a clientOrderId with the same terms returns the order that it made.',
    args: { input: t.arg({ type: SubmitOrderInput, required: true, description: 'The terms.' }) },
    ...guarded('order:submit', byAccount),
    errors: problems('SubmitOrderResult'),
    resolve: async (_root, { input }, context) => {
      const { organizationId, terms } = await orderRequest(input, context)
      return { order: orderOf(await commit(context, organizationId, { type: 'SubmitOrder', ...terms })) }
    },
  }),
  previewOrder: t.field({
    type: PreviewOrderPayload,
    description: 'The decision that submitOrder would take now; nothing is recorded.',
    args: { input: t.arg({ type: SubmitOrderInput, required: true, description: 'The terms.' }) },
    ...guarded('order:preview', byAccount),
    errors: problems('PreviewOrderResult'),
    resolve: async (_root, { input }, context) => {
      const { organizationId, instrument, terms } = await orderRequest(input, context)
      const { outcome } = await commit(context, organizationId, { type: 'PreviewOrder', ...terms })
      const { decision } = outcome
      if (decision === null) throw new Error('Invariant: a preview answers a decision')
      const { side, quantity, limitPrice = null, stopPrice = null } = input
      return {
        decision: { decision, instrument },
        estimate: estimate({ side, quantity, limitPrice, stopPrice }, instrument, decision),
      }
    },
  }),
  replaceOrder: t.field({
    type: ReplaceOrderPayload,
    description: 'Replaces the terms of a working order, through the same gate as a new one.',
    args: { input: t.arg({ type: ReplaceOrderInput, required: true, description: 'The new terms.' }) },
    ...guarded('order:replace', byOrder),
    errors: problems('ReplaceOrderResult'),
    resolve: async (_root, { input }, context) => {
      const { id, organizationId, instrumentId } = await namedOrder(input, context)
      const instrument = instrumentOf(context, instrumentId)
      if (input.quantity == null && input.limitPrice == null && input.stopPrice == null) {
        throw new InvalidInput('at least one of quantity, limitPrice and stopPrice is required', ['input'])
      }
      const committed = await commit(context, organizationId, {
        type: 'ReplaceOrder',
        orderId: id,
        idempotencyKey: input.idempotencyKey,
        quantityLots: input.quantity == null ? null : lotsOf(instrument, input.quantity, 'quantity'),
        limitTicks: input.limitPrice == null ? null : ticksOf(instrument, input.limitPrice, 'limitPrice'),
        stopTicks: input.stopPrice == null ? null : ticksOf(instrument, input.stopPrice, 'stopPrice'),
      })
      const { decision } = committed.outcome
      return { order: orderOf(committed), decision: decision === null ? null : { decision, instrument } }
    },
  }),
  cancelOrder: t.field({
    type: CancelOrderPayload,
    description: 'Asks the venue to cancel a working order. Nothing ever blocks a cancel.',
    args: { input: t.arg({ type: CancelOrderInput, required: true, description: 'Which order.' }) },
    ...guarded('order:cancel', byOrder),
    errors: problems('CancelOrderResult'),
    resolve: async (_root, { input }, context) => {
      const { id, organizationId } = await namedOrder(input, context)
      return { order: orderOf(await commit(context, organizationId, { type: 'CancelOrder', orderId: id })) }
    },
  }),
  cancelAllOrders: t.field({
    type: CancelAllOrdersPayload,
    description: 'Asks for the cancel of every working order in scope.',
    args: { input: t.arg({ type: CancelAllOrdersInput, required: true, description: 'The scope.' }) },
    ...guarded('order:cancelAll', namedOrganization),
    errors: problems('CancelAllOrdersResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const path = ['input', 'accountId']
      const account =
        input.accountId == null
          ? null
          : await context.data.accounts.find(requireId('Account', input.accountId, path), path)
      if (account !== null && account.organizationId !== organizationId) throw notFound('Account', path)
      const instrument =
        input.instrumentId == null
          ? null
          : instrumentOf(context, input.instrumentId, ['input', 'instrumentId'])
      const request = {
        type: 'CancelAllOrders',
        accountId: account?.id ?? null,
        instrumentId: instrument?.id ?? null,
      } as const
      const { orders } = await commit(context, organizationId, request)
      return { orders }
    },
  }),
}))
