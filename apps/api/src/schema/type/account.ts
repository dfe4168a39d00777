/** Accounts, their balances and ledger. Valuations come from the runtime: nothing is computed here. */
import type { AccountView } from '@quarterdeck/runtime'
import type { AccountRef } from '../../data/account-data.ts'
import { exact } from '../../data/exact.ts'
import type { Balance as BalanceRow, LedgerEntry as LedgerEntryRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import type { Context } from '../context.ts'
import { Mode } from '../enums.ts'
import { globalId } from '../global-id.ts'
import { Account, Position } from '../refs.ts'
import { Instrument, visibleInstrument } from './instrument.ts'
import { Money, money } from './money.ts'

const Balance = builder.objectRef<BalanceRow>('Balance').implement({
  description:
    'Money of one currency in an account. available = cash - reserved; reserved includes the margin in use.',
  fields: (t) => ({
    currency: t.exposeString('currency', { description: 'ISO 4217 or crypto code.' }),
    cash: t.field({ type: 'Decimal', description: 'What is there.', resolve: ({ cash }) => exact(cash) }),
    reserved: t.field({
      type: 'Decimal',
      description: 'What working orders and margin hold.',
      resolve: ({ reserved }) => exact(reserved),
    }),
    available: t.field({
      type: 'Decimal',
      description: 'What new orders can use.',
      resolve: ({ available }) => exact(available),
    }),
    marginUsed: t.field({
      type: 'Decimal',
      description: 'Margin of open positions.',
      resolve: ({ marginUsed }) => exact(marginUsed),
    }),
  }),
})

const LedgerEntry = builder.objectRef<LedgerEntryRow>('LedgerEntry').implement({
  description:
    'One line of a double entry: debit positive, credit negative; the lines of one seq sum to zero per currency.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable id.',
      resolve: (row) => globalId('LedgerEntry', `${row.organizationId}.${row.seq}.${row.line}`),
    }),
    seq: t.field({ type: 'Cursor', description: 'The event that booked it.', resolve: ({ seq }) => seq }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    ledgerAccount: t.exposeString('ledgerAccount', {
      description: 'The account of the ledger: cash, position, fees, ...',
    }),
    currency: t.exposeString('currency', { description: 'Currency of the amount.' }),
    amount: t.field({
      type: 'Decimal',
      description: 'Debit positive, credit negative.',
      resolve: ({ amount }) => exact(amount),
    }),
    instrument: t.field({
      type: Instrument,
      nullable: true,
      description: 'The instrument it concerns, if any.',
      resolve: ({ instrumentId }, _args, context) =>
        instrumentId === null ? null : visibleInstrument(context, instrumentId),
    }),
    event: t.exposeString('event', { description: 'What happened.' }),
  }),
})

/** The account at the current market; null: the runtime has no such account. */
function viewOf({ id, organizationId }: AccountRef, { runtime }: Context): AccountView | null {
  return runtime.accountView(organizationId, id)
}

builder.node(Account, {
  description: 'Where money and positions are held. Its mode is fixed for life.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.accounts.find(id)),
  fields: (t) => ({
    name: t.string({
      description: 'Name.',
      resolve: async ({ id }, _args, { data }) => (await data.accounts.row(id)).name,
    }),
    mode: t.field({
      type: Mode,
      description: 'Which market gets its writes.',
      resolve: async ({ id }, _args, { data }) =>
        (await data.accounts.row(id)).mode as 'PAPER' | 'SHADOW' | 'LIVE',
    }),
    currency: t.string({
      description: 'Base currency: what equity and exposure are stated in.',
      resolve: async ({ id }, _args, { data }) => (await data.accounts.row(id)).currency,
    }),
    liveEnabled: t.boolean({
      description: 'Whether live writes are switched on for it.',
      resolve: async ({ id }, _args, { data }) => (await data.accounts.row(id)).liveEnabled,
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was opened.',
      resolve: async ({ id }, _args, { data }) => (await data.accounts.row(id)).createdAt,
    }),
    equity: t.field({
      type: Money,
      nullable: true,
      description:
        'Cash and positions at the current market, in the base currency; null: cannot be stated now.',
      resolve: async (account, _args, context) =>
        money(viewOf(account, context)?.equity, (await context.data.accounts.row(account.id)).currency),
    }),
    equityUnavailableReason: t.string({
      nullable: true,
      description: "Why equity can't be stated now (a missing quote or FX rate), or null.",
      resolve: (account, _args, context) => viewOf(account, context)?.equityUnavailableReason ?? null,
    }),
    dayStartEquity: t.field({
      type: Money,
      nullable: true,
      description: 'Equity at the start of the UTC day, for the daily loss limit; null: not marked yet.',
      resolve: async ({ id }, _args, { data }) => {
        const { dayStartEquity, currency } = await data.accounts.row(id)
        return money(dayStartEquity?.toFixed(), currency)
      },
    }),
    dayHighEquity: t.field({
      type: Money,
      nullable: true,
      description: "The day's highest equity, for the drawdown limit; null: not marked yet.",
      resolve: async ({ id }, _args, { data }) => {
        const { dayHighEquity, currency } = await data.accounts.row(id)
        return money(dayHighEquity?.toFixed(), currency)
      },
    }),
    grossExposure: t.field({
      type: Money,
      nullable: true,
      description: 'Sum of absolute exposures at the current market; null: cannot be stated now.',
      resolve: async (account, _args, context) =>
        money(
          viewOf(account, context)?.grossExposure,
          (await context.data.accounts.row(account.id)).currency,
        ),
    }),
    netExposure: t.field({
      type: Money,
      nullable: true,
      description: 'Sum of signed exposures at the current market; null: cannot be stated now.',
      resolve: async (account, _args, context) =>
        money(viewOf(account, context)?.netExposure, (await context.data.accounts.row(account.id)).currency),
    }),
    balances: t.field({
      type: [Balance],
      description: 'Money by currency.',
      resolve: async (account, _args, { data }) => [...(await data.accounts.balances(account))],
    }),
    positions: t.connection(
      {
        type: Position,
        description: 'What is held. Flat positions (traded and closed) only where asked for.',
        args: {
          includeFlat: t.arg.boolean({
            description: 'Also positions whose quantity is zero; false by default.',
          }),
        },
        resolve: (account, args, { data }) =>
          data.accounts.positions(account, args, args.includeFlat ?? false),
      },
      { name: 'PositionConnection', description: 'A page of positions.' },
      { name: 'PositionEdge', description: 'A position in a page.' },
    ),
    ledger: t.connection(
      {
        type: LedgerEntry,
        description: 'Every booking, newest first.',
        resolve: (account, args, { data }) => data.accounts.ledger(account, args),
      },
      { name: 'LedgerEntryConnection', description: 'A page of the ledger.' },
      { name: 'LedgerEntryEdge', description: 'A booking in a page.' },
    ),
  }),
})
