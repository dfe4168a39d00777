/** The live gate: who may trade a LIVE account, through which connection, and how much of its limits. Each stands in the journal. */
import type { CapitalStage } from '@quarterdeck/engine'
import { CAPITAL_STAGES } from '@quarterdeck/engine'
import type { AccountRef } from '../../data/account-data.ts'
import { InvalidInput, SecondFactorRequired } from '../../problem/problem.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import { Account } from '../refs.ts'
import { namedConnection } from './connection.ts'
import { commit, guarded, namedAccount, problems } from './field.ts'
import { demandSecondFactor } from './second-factor.ts'

const INPUT = ['input']
const CONFIRM_MEANING = "The account's name once more, as confirmation."
const STAGE_MEANING = `Percent of the tightest limits that it may use: ${CAPITAL_STAGES.join(', ')}.`
const REASON_MEANING = 'Why; kept in the journal.'

const EnableLiveInput = builder.inputType('EnableLiveInput', {
  description: 'Whom a LIVE account is opened for, and how far.',
  fields: (t) => ({
    accountId: t.id({ required: true, description: 'The LIVE account.' }),
    connectionId: t.id({
      required: true,
      description: "The account's own connection: named, so that nobody opens another way than he means.",
    }),
    userIds: t.idList({ required: true, description: 'The members who may trade it; 1 or more.' }),
    stagePercent: t.int({ required: true, description: STAGE_MEANING }),
    reason: t.string({ required: true, description: REASON_MEANING }),
    confirm: t.string({ required: true, description: CONFIRM_MEANING }),
  }),
})

const DisableLiveInput = builder.inputType('DisableLiveInput', {
  description: 'Which account to shut.',
  fields: (t) => ({
    accountId: t.id({ required: true, description: 'The LIVE account.' }),
    reason: t.string({ required: true, description: REASON_MEANING }),
  }),
})

const SetCapitalStageInput = builder.inputType('SetCapitalStageInput', {
  description: 'How far an enabled account may go from now on.',
  fields: (t) => ({
    accountId: t.id({ required: true, description: 'The LIVE account.' }),
    stagePercent: t.int({ required: true, description: STAGE_MEANING }),
    reason: t.string({ required: true, description: REASON_MEANING }),
    confirm: t.string({ required: true, description: CONFIRM_MEANING }),
  }),
})

const payload = (name: `${string}Payload`, description: string) =>
  builder.objectRef<{ readonly account: AccountRef }>(name).implement({
    description,
    fields: (t) => ({ account: t.expose('account', { type: Account, description: 'The account.' }) }),
  })

const EnableLivePayload = payload('EnableLivePayload', 'The account, open for live trading.')
const DisableLivePayload = payload('DisableLivePayload', 'The account, shut.')
const SetCapitalStagePayload = payload('SetCapitalStagePayload', 'The account in its new stage.')

const ofAccount = async (input: { readonly accountId: string }, context: Context): Promise<string> =>
  (await namedAccount(input, context)).organizationId

/** The account, once its name was said again. */
async function confirmedAccount(
  input: { readonly accountId: string; readonly confirm: string },
  context: Context,
): Promise<AccountRef> {
  const account = await namedAccount(input, context)
  const { name } = await context.data.accounts.row(account.id)
  if (input.confirm !== name)
    throw new InvalidInput(`must be the account's name, ${name}`, ['input', 'confirm'])
  return account
}

function stageOf(percent: number): CapitalStage {
  const stage = CAPITAL_STAGES.find((known) => known === percent)
  if (stage === undefined)
    throw new InvalidInput(`must be one of ${CAPITAL_STAGES.join(', ')}`, ['input', 'stagePercent'])
  return stage
}

/** Members of the organization, by the ids that actors carry. */
async function memberIds(
  organizationId: string,
  userIds: readonly string[],
  { data }: Context,
): Promise<readonly string[]> {
  const paths = userIds.map((_id, place) => ['input', 'userIds', String(place)])
  const ids = userIds.map((userId, place) => requireId('User', userId, paths[place] ?? []))
  const members = await data.client.member.findMany({ where: { organizationId, userId: { in: ids } } })
  for (const [place, id] of ids.entries())
    if (!members.some(({ userId }) => userId === id))
      throw new InvalidInput('must be a member of the organization', paths[place] ?? null)
  return ids
}

builder.mutationFields((t) => ({
  enableLive: t.field({
    type: EnableLivePayload,
    description: 'Lets members trade a LIVE account, from the next order on, up to a stage of its limits.',
    args: { input: t.arg({ type: EnableLiveInput, required: true, description: 'Whom, and how far.' }) },
    ...guarded('live:enable', ofAccount),
    errors: problems('EnableLiveResult', [SecondFactorRequired]),
    resolve: async (_root, { input }, context) => {
      const account = await confirmedAccount(input, context)
      const { id: accountId, organizationId } = account
      await demandSecondFactor(context, organizationId)
      const { connectionId, reason } = input
      const stagePercent = stageOf(input.stagePercent)
      const command = {
        type: 'EnableLive',
        accountId,
        connectionId: (await namedConnection({ connectionId, organizationId }, context)).id,
        userIds: await memberIds(organizationId, input.userIds, context),
        stagePercent,
        reason,
      } as const
      await asProblem(() => context.runtime.shadow.demand(organizationId, accountId, stagePercent), INPUT)
      await commit(context, organizationId, command)
      return { account }
    },
  }),
  disableLive: t.field({
    type: DisableLivePayload,
    description: 'Takes live trading from an account, at once. What is out stays at the venue.',
    args: { input: t.arg({ type: DisableLiveInput, required: true, description: 'Which, and why.' }) },
    ...guarded('live:disable', ofAccount),
    errors: problems('DisableLiveResult'),
    resolve: async (_root, { input }, context) => {
      const account = await namedAccount(input, context)
      const { id: accountId, organizationId } = account
      await commit(context, organizationId, { type: 'DisableLive', accountId, reason: input.reason })
      return { account }
    },
  }),
  setCapitalStage: t.field({
    type: SetCapitalStagePayload,
    description: 'Moves an enabled account on the capital ramp: up by one stage, down to any.',
    args: { input: t.arg({ type: SetCapitalStageInput, required: true, description: 'The stage.' }) },
    ...guarded('live:enable', ofAccount),
    errors: problems('SetCapitalStageResult', [SecondFactorRequired]),
    resolve: async (_root, { input }, context) => {
      const account = await confirmedAccount(input, context)
      const { id: accountId, organizationId } = account
      const stagePercent = stageOf(input.stagePercent)
      const { liveStagePercent } = await context.data.accounts.row(accountId)
      // The way down is never held up.
      if (stagePercent > (liveStagePercent ?? 0)) await demandSecondFactor(context, organizationId)
      await asProblem(() => context.runtime.shadow.demand(organizationId, accountId, stagePercent), INPUT)
      await commit(context, organizationId, {
        type: 'SetCapitalStage',
        accountId,
        stagePercent,
        reason: input.reason,
      })
      return { account }
    },
  }),
}))
