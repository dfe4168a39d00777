/** Opening, funding and converting: the mutations on accounts. */
import { InvalidInput, notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { Mode } from '../enums.ts'
import type { Context } from '../context.ts'
import { Account } from '../refs.ts'
import { Money, type MoneyValue } from '../type/money.ts'
import { namedConnection } from './connection.ts'
import { commit, guarded, namedAccount, namedOrganization, problems, subjectOf } from './field.ts'
import type { AccountRef } from '../../data/account-data.ts'

const OpenAccountInput = builder.inputType('OpenAccountInput', {
  description: 'What account to open.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose account.' }),
    name: t.string({ required: true, description: 'Name for people.' }),
    mode: t.field({ type: Mode, required: true, description: 'Which market gets its writes, for life.' }),
    currency: t.string({ required: true, description: 'Base currency, such as USD.' }),
    connectionId: t.id({
      description:
        "The organization's connection to a venue: for LIVE one of purpose TRADE, for SHADOW one that sees the account.",
    }),
  }),
})

const DepositInput = builder.inputType('DepositInput', {
  description: 'Simulated funds for a PAPER or SHADOW account.',
  fields: (t) => ({
    accountId: t.id({ required: true, description: 'The account.' }),
    amount: t.field({ type: 'Decimal', required: true, description: 'How much; above zero.' }),
    currency: t.string({ required: true, description: 'In which currency.' }),
    idempotencyKey: t.string({
      required: true,
      description: 'Repeating it with the same terms is the same deposit.',
    }),
  }),
})

const ConvertCashInput = builder.inputType('ConvertCashInput', {
  description: 'Cash of one currency into another, at the mid of the FX quote.',
  fields: (t) => ({
    accountId: t.id({ required: true, description: 'The account.' }),
    fromCurrency: t.string({ required: true, description: 'What is given.' }),
    toCurrency: t.string({ required: true, description: 'What is taken.' }),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description: 'How much of fromCurrency; above zero.',
    }),
    idempotencyKey: t.string({
      required: true,
      description: 'Repeating it with the same terms is the same conversion.',
    }),
  }),
})

interface AccountPayload {
  readonly account: AccountRef
}

interface Conversion extends AccountPayload {
  readonly fromAmount: MoneyValue
  readonly toAmount: MoneyValue
  readonly rate: string
  readonly rateAt: number
}

const OpenAccountPayload = builder.objectRef<AccountPayload>('OpenAccountPayload').implement({
  description: 'The account that was opened.',
  fields: (t) => ({ account: t.expose('account', { type: Account, description: 'The account.' }) }),
})

const DepositPayload = builder.objectRef<AccountPayload>('DepositPayload').implement({
  description: 'The account after the deposit.',
  fields: (t) => ({ account: t.expose('account', { type: Account, description: 'The account.' }) }),
})

const ConvertCashPayload = builder.objectRef<Conversion>('ConvertCashPayload').implement({
  description: 'The conversion as it was booked.',
  fields: (t) => ({
    account: t.expose('account', { type: Account, description: 'The account after it.' }),
    fromAmount: t.expose('fromAmount', { type: Money, description: 'What was given.' }),
    toAmount: t.expose('toAmount', { type: Money, description: 'What was taken.' }),
    rate: t.expose('rate', { type: 'Decimal', description: 'Units of toCurrency per unit of fromCurrency.' }),
    rateAt: t.expose('rateAt', { type: 'DateTime', description: 'Time of the quote that gave the rate.' }),
  }),
})

interface Binding {
  readonly mode: 'PAPER' | 'SHADOW' | 'LIVE'
  readonly connectionId?: string | null | undefined
}

/** The connection that an account is bound to for life; one that cannot do what the mode needs is refused. */
async function boundConnection(
  { mode, connectionId }: Binding,
  organizationId: string,
  context: Context,
): Promise<string | null> {
  if (connectionId == null) return null
  const { id, name, purpose } = await namedConnection({ connectionId, organizationId }, context)
  const isEnough = mode === 'PAPER' || purpose === 'TRADE' || (mode === 'SHADOW' && purpose === 'READ')
  if (isEnough) {
    const bound = mode === 'LIVE' ? await context.data.accounts.boundTo(organizationId, id) : []
    const taken = bound.find((account) => account.mode === 'LIVE')
    if (taken === undefined) return id
    // The venue tells of one account: what differs could not be said to be the one's or the other's.
    throw new InvalidInput(
      `must name a connection without a LIVE account: ${name} trades for ${taken.name}`,
      ['input', 'connectionId'],
    )
  }
  const wanted = mode === 'LIVE' ? 'TRADE' : 'READ or TRADE'
  throw new InvalidInput(
    `must name a connection of purpose ${wanted} for a ${mode} account: ${name} is for ${purpose}`,
    ['input', 'connectionId'],
  )
}

builder.mutationFields((t) => ({
  openAccount: t.field({
    type: OpenAccountPayload,
    description: 'Opens an account.',
    args: { input: t.arg({ type: OpenAccountInput, required: true, description: 'What account.' }) },
    ...guarded('account:open', namedOrganization),
    errors: problems('OpenAccountResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const { name, mode, currency } = input
      const connectionId = await boundConnection(input, organizationId, context)
      const committed = await commit(context, organizationId, {
        type: 'OpenAccount',
        name,
        mode,
        currency,
        connectionId,
      })
      return { account: { id: subjectOf(committed), organizationId } }
    },
  }),
  deposit: t.field({
    type: DepositPayload,
    description: 'Puts simulated funds into a PAPER or SHADOW account.',
    args: { input: t.arg({ type: DepositInput, required: true, description: 'What to put where.' }) },
    ...guarded(
      'account:fund',
      async (input: { accountId: string }, context) => (await namedAccount(input, context)).organizationId,
    ),
    errors: problems('DepositResult'),
    resolve: async (_root, { input }, context) => {
      const account = await namedAccount(input, context)
      const { amount, currency, idempotencyKey } = input
      await commit(context, account.organizationId, {
        type: 'Deposit',
        accountId: account.id,
        amount,
        currency,
        idempotencyKey,
      })
      return { account }
    },
  }),
  convertCash: t.field({
    type: ConvertCashPayload,
    description: 'Converts cash between currencies at the rate that the payload states.',
    args: { input: t.arg({ type: ConvertCashInput, required: true, description: 'What to convert.' }) },
    ...guarded(
      'account:convert',
      async (input: { accountId: string }, context) => (await namedAccount(input, context)).organizationId,
    ),
    errors: problems('ConvertCashResult'),
    resolve: async (_root, { input }, context) => {
      const account = await namedAccount(input, context)
      const { fromCurrency, toCurrency, amount, idempotencyKey } = input
      const { organizationId } = account
      const request = {
        type: 'ConvertCash',
        accountId: account.id,
        fromCurrency,
        toCurrency,
        amount,
        idempotencyKey,
      } as const
      const { outcome } = await commit(context, organizationId, request)
      // A repeat yields no new event: the booked one is in the account's history.
      const past =
        outcome.events.length > 0 ? outcome.events : await context.runtime.history(organizationId, account.id)
      const booked = past.find(
        (event) => event.type === 'CashConverted' && event.idempotencyKey === idempotencyKey,
      )
      if (booked?.type !== 'CashConverted') throw notFound('Conversion')
      return {
        account,
        fromAmount: { amount: booked.fromAmount, currency: booked.fromCurrency },
        toAmount: { amount: booked.toAmount, currency: booked.toCurrency },
        rate: booked.rate,
        rateAt: booked.rateAt,
      }
    },
  }),
}))
