/** Fills: executions of orders, also those that the venue took back. */
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import { Liquidity, OrderSide } from '../enums.ts'
import { Account, Fill, Order } from '../refs.ts'
import { Instrument, instrumentOf } from './instrument.ts'
import { Money } from './money.ts'

builder.node(Fill, {
  description: 'An execution of an order.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.orders.fill(id)),
  fields: (t) => ({
    seq: t.field({ type: 'Cursor', description: 'The event that booked it.', resolve: ({ seq }) => seq }),
    execId: t.exposeString('execId', { description: "The venue's id of it, unique per order." }),
    order: t.field({
      type: Order,
      description: 'The order that it fills.',
      resolve: ({ orderId }, _args, { data }) => data.orders.find(orderId),
    }),
    account: t.field({
      type: Account,
      description: 'Whose fill it is.',
      resolve: ({ accountId, organizationId }) => ({ id: accountId, organizationId }),
    }),
    instrument: t.field({
      type: Instrument,
      description: 'What was traded.',
      resolve: ({ instrumentId }, _args, context) => instrumentOf(context, instrumentId),
    }),
    side: t.field({
      type: OrderSide,
      description: 'Direction.',
      resolve: ({ side }) => side as 'BUY' | 'SELL',
    }),
    price: t.expose('price', { type: 'Decimal', description: 'Price.' }),
    quantity: t.expose('quantity', { type: 'Decimal', description: 'Quantity.' }),
    liquidity: t.field({
      type: Liquidity,
      description: 'Side of the book.',
      resolve: ({ liquidity }) => liquidity as 'MAKER' | 'TAKER',
    }),
    fee: t.field({
      type: Money,
      description: 'Fee; negative is a rebate.',
      resolve: ({ fee, feeCurrency }) => ({ amount: fee, currency: feeCurrency }),
    }),
    voided: t.exposeBoolean('voided', { description: 'True once the venue took it back or restated it.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When, by the venue.' }),
  }),
})
