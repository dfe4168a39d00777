/** The live gate as it is recorded on an account: for whom it is open, how far, and what others do there. */
import type { TradingAccount } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { OrderSide } from '../enums.ts'
import { Account } from '../refs.ts'
import { Member } from './member.ts'
import { Instrument, visibleInstrument } from './instrument.ts'

type EnabledAccount = TradingAccount & {
  readonly liveStagePercent: number
  readonly liveEnabledAt: Date
  readonly liveStageSince: Date
}

const LiveTrading = builder.objectRef<EnabledAccount>('LiveTrading').implement({
  description: 'Who may trade a LIVE account, and how far.',
  fields: (t) => ({
    members: t.prismaField({
      type: [Member],
      description: 'The members who may trade it.',
      resolve: (query, { organizationId, liveUserIds }, _args, { data }) =>
        data.client.member.findMany({ ...query, where: { organizationId, userId: { in: liveUserIds } } }),
    }),
    stagePercent: t.exposeInt('liveStagePercent', {
      description: 'Percent of the tightest limits that it may use: 5, 25 or 100.',
    }),
    enabledAt: t.expose('liveEnabledAt', { type: 'DateTime', description: 'Since when it is open.' }),
    stageSince: t.expose('liveStageSince', {
      type: 'DateTime',
      description: 'Since when the stage is what it is.',
    }),
  }),
})

/** Runtime wrote it, in this shape. */
interface StoredForeignOrder {
  readonly venueOrderId: string
  readonly instrumentId: string
  readonly side: 'BUY' | 'SELL'
  readonly quantity: string
  readonly limitPrice: string | null
}

const ForeignOrder = builder.objectRef<StoredForeignOrder>('ForeignOrder').implement({
  description:
    "A working order that others placed on the account at its venue: counted in the account's risk.",
  fields: (t) => ({
    venueOrderId: t.exposeString('venueOrderId', { description: "The venue's id of it." }),
    instrument: t.field({
      type: Instrument,
      nullable: true,
      description: 'Of what; null: it is not followed any more.',
      resolve: ({ instrumentId }, _args, context) => visibleInstrument(context, instrumentId),
    }),
    side: t.expose('side', { type: OrderSide, description: 'Direction.' }),
    quantity: t.expose('quantity', { type: 'Decimal', description: 'What is open of it, in units.' }),
    limitPrice: t.expose('limitPrice', {
      type: 'Decimal',
      nullable: true,
      description: 'Its limit; null: it has none, or the venue does not say.',
    }),
  }),
})

function isEnabled(account: TradingAccount): account is EnabledAccount {
  const { liveEnabled, liveStagePercent, liveEnabledAt, liveStageSince } = account
  return liveEnabled && liveStagePercent !== null && liveEnabledAt !== null && liveStageSince !== null
}

builder.objectFields(Account, (t) => ({
  live: t.field({
    type: LiveTrading,
    nullable: true,
    description: 'For whom it may be traded live, and how far; null: for nobody.',
    resolve: async ({ id }, _args, { data }) => {
      const account = await data.accounts.row(id)
      return isEnabled(account) ? account : null
    },
  }),
  foreignOrders: t.field({
    type: [ForeignOrder],
    description: 'Working orders that others placed on it, as the venue listed them last.',
    resolve: async ({ id }, _args, { data }) =>
      (await data.accounts.row(id)).foreignOrders as unknown as StoredForeignOrder[],
  }),
}))
