/** Positions: what an account holds of an instrument, with its cost and its value at the current market. */
import type { PositionView } from '@quarterdeck/runtime'
import { exact, exactOrNull } from '../../data/exact.ts'
import type { Position as PositionRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import type { Context } from '../context.ts'
import { Account, Position } from '../refs.ts'
import { Instrument, instrumentOf } from './instrument.ts'
import { Money, money } from './money.ts'

function viewOf({ id, organizationId, accountId }: PositionRow, { runtime }: Context): PositionView | null {
  return runtime.accountView(organizationId, accountId)?.positions.get(id) ?? null
}

builder.node(Position, {
  description: 'What an account holds of one instrument.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.accounts.position(id)),
  fields: (t) => ({
    account: t.field({
      type: Account,
      description: 'Who holds it.',
      resolve: ({ accountId, organizationId }) => ({ id: accountId, organizationId }),
    }),
    instrument: t.field({
      type: Instrument,
      description: 'What is held.',
      resolve: ({ instrumentId }, _args, context) => instrumentOf(context, instrumentId),
    }),
    quantity: t.field({
      type: 'Decimal',
      description: 'Signed: short is negative.',
      resolve: ({ quantity }) => exact(quantity),
    }),
    averagePrice: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Average cost per unit; null: flat.',
      resolve: ({ averagePrice }) => exactOrNull(averagePrice),
    }),
    markPrice: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Price it is valued at now; null: none.',
      resolve: (position, _args, context) => viewOf(position, context)?.markPrice ?? null,
    }),
    realizedPnl: t.field({
      type: Money,
      description: 'Profit of what was closed, before fees.',
      resolve: ({ realizedPnl, currency }) => ({ amount: exact(realizedPnl), currency }),
    }),
    unrealizedPnl: t.field({
      type: Money,
      nullable: true,
      description: 'Profit of what is open at the mark; null: there is no mark.',
      resolve: (position, _args, context) =>
        money(viewOf(position, context)?.unrealizedPnl, position.currency),
    }),
    exposure: t.field({
      type: Money,
      nullable: true,
      description: 'Signed value at the mark; null: there is no mark.',
      resolve: (position, _args, context) => money(viewOf(position, context)?.exposure, position.currency),
    }),
    fees: t.field({
      type: Money,
      description: 'Fees paid on it.',
      resolve: ({ fees, currency }) => ({ amount: exact(fees), currency }),
    }),
    disputeReason: t.exposeString('disputeReason', {
      nullable: true,
      description:
        'Why it takes reductions only: our books and the venue differ; null: they agree, as far as is known.',
    }),
    disputedAt: t.expose('disputedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is in dispute; null: it is not.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
})
