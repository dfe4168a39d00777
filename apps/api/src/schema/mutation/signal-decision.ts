/** What people decide about proposals: an order in their own name, a no, and what may come of proposals at all. */
import type { SignalPolicyLimits } from '@quarterdeck/runtime'
import type { SignalProposal as ProposalRow } from '../../generated/prisma/client.ts'
import { InvalidInput } from '../../problem/problem.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { Mode } from '../enums.ts'
import { requireId } from '../global-id.ts'
import { SignalProposal } from '../refs.ts'
import { instrumentOf } from '../type/instrument.ts'
import { SignalPolicy } from '../type/signal-policy.ts'
import { guarded, namedOrganization, problems } from './field.ts'

const INPUT = ['input']
const PROPOSAL = ['input', 'proposalId']

const AcceptSignalProposalInput = builder.inputType('AcceptSignalProposalInput', {
  description: 'Which proposal to make an order of.',
  fields: (t) => ({
    proposalId: t.id({ required: true, description: 'The proposal.' }),
    confirm: t.string({ description: 'On a LIVE account: its name.' }),
  }),
})

const DeclineSignalProposalInput = builder.inputType('DeclineSignalProposalInput', {
  description: 'Which proposal to turn down.',
  fields: (t) => ({
    proposalId: t.id({ required: true, description: 'The proposal.' }),
    reason: t.string({ required: true, description: 'Why; kept with it and in the audit log.' }),
  }),
})

const SignalInstrumentLimitInput = builder.inputType('SignalInstrumentLimitInput', {
  description: 'An instrument that signals may trade.',
  fields: (t) => ({
    instrumentId: t.id({ required: true, description: 'Which.' }),
    quantityMax: t.field({ type: 'Decimal', required: true, description: 'Most of one proposal, in units.' }),
  }),
})

const SetSignalPolicyInput = builder.inputType('SetSignalPolicyInput', {
  description: 'What may come of signals at most.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose.' }),
    modes: t.field({
      type: [Mode],
      required: true,
      description: 'Modes of accounts; PAPER alone is the default.',
    }),
    instruments: t.field({
      type: [SignalInstrumentLimitInput],
      required: true,
      description: 'What they may trade; nothing else. At most 500.',
    }),
    acceptedPerHourMax: t.int({ required: true, description: 'Acceptances within any hour, 0 to 1,000.' }),
    confidenceMin: t.float({ required: true, description: 'The least confidence, 0 to 1.' }),
  }),
})

const proposalPayload = (name: string, description: string) =>
  builder.objectRef<{ readonly proposal: ProposalRow }>(name).implement({
    description,
    fields: (t) => ({
      proposal: t.expose('proposal', { type: SignalProposal, description: 'The proposal as it is now.' }),
    }),
  })

const AcceptSignalProposalPayload = proposalPayload(
  'AcceptSignalProposalPayload',
  'The proposal with its order; one that the gate blocked too, with status REJECTED and its decision.',
)
const DeclineSignalProposalPayload = proposalPayload(
  'DeclineSignalProposalPayload',
  'The proposal, declined.',
)

const SetSignalPolicyPayload = builder
  .objectRef<{ readonly policy: SignalPolicyLimits }>('SetSignalPolicyPayload')
  .implement({
    description: 'What holds now.',
    fields: (t) => ({ policy: t.expose('policy', { type: SignalPolicy, description: 'The policy.' }) }),
  })

interface NamesProposal {
  readonly proposalId: string
}

const namedProposal = ({ proposalId }: NamesProposal, { data }: Context): Promise<ProposalRow> =>
  data.signals.proposal(requireId('SignalProposal', proposalId, PROPOSAL), PROPOSAL)

const ofProposal = async (input: NamesProposal, context: Context): Promise<string> =>
  (await namedProposal(input, context)).organizationId

/** What touches real money is said twice. */
async function demandName({ accountId }: ProposalRow, confirm: string | null | undefined, { data }: Context) {
  const { mode, name } = await data.accounts.row(accountId)
  if (confirm === name || (confirm == null && mode !== 'LIVE')) return
  const why = mode === 'LIVE' ? ', because it is LIVE' : ''
  throw new InvalidInput(`must be the account's name, ${name}${why}`, ['input', 'confirm'])
}

builder.mutationFields((t) => ({
  acceptSignalProposal: t.field({
    type: AcceptSignalProposalPayload,
    description:
      'Makes a market order of a proposal, in the name of the person who is signed in, within the signal policy and through the gate. Keys cannot.',
    args: {
      input: t.arg({ type: AcceptSignalProposalInput, required: true, description: 'Which proposal.' }),
    },
    ...guarded('signal:accept', ofProposal),
    errors: problems('AcceptSignalProposalResult'),
    resolve: async (_root, { input }, context) => {
      const proposal = await namedProposal(input, context)
      await demandName(proposal, input.confirm, context)
      const asking = { organizationId: proposal.organizationId, actor: context.require().actor }
      await asProblem(async () => (await context.runtime.signals()).accept(asking, proposal.id), INPUT)
      context.refresh()
      return { proposal: await namedProposal(input, context) }
    },
  }),
  declineSignalProposal: t.field({
    type: DeclineSignalProposalPayload,
    description: 'Turns a proposal down.',
    args: {
      input: t.arg({ type: DeclineSignalProposalInput, required: true, description: 'Which proposal.' }),
    },
    ...guarded('signal:accept', ofProposal),
    errors: problems('DeclineSignalProposalResult'),
    resolve: async (_root, { input }, context) => {
      const { id, organizationId } = await namedProposal(input, context)
      const asking = { organizationId, actor: context.require().actor }
      await asProblem(async () => (await context.runtime.signals()).decline(asking, id, input.reason), INPUT)
      context.refresh()
      return { proposal: await namedProposal(input, context) }
    },
  }),
  setSignalPolicy: t.field({
    type: SetSignalPolicyPayload,
    description: 'Says what may come of signals at most. It loosens no other limit.',
    args: { input: t.arg({ type: SetSignalPolicyInput, required: true, description: 'The policy.' }) },
    ...guarded('signal:configure', namedOrganization),
    errors: problems('SetSignalPolicyResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const { modes, acceptedPerHourMax, confidenceMin } = input
      const limits = input.instruments.map(({ instrumentId, quantityMax }, place) => {
        const path = ['input', 'instruments', String(place), 'instrumentId']
        return [instrumentOf(context, instrumentId, path).id, quantityMax] as const
      })
      const policy = { modes, quantityMax: Object.fromEntries(limits), acceptedPerHourMax, confidenceMin }
      const asking = { organizationId, actor: context.require().actor }
      const signals = await context.runtime.signals()
      await asProblem(() => signals.setPolicy(asking, policy), INPUT)
      return { policy: await signals.policy(organizationId) }
    },
  }),
}))
