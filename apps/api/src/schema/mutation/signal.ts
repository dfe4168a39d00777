/** Bringing a proposal: told by whoever runs a model, or asked of a model server. Neither can make an order of it. */
import type { SignalProposal as ProposalRow } from '../../generated/prisma/client.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import { OrderSide } from '../enums.ts'
import { SignalProposal } from '../refs.ts'
import { instrumentOf } from '../type/instrument.ts'
import { guarded, namedAccount, problems } from './field.ts'

const SignalFeatureInput = builder.inputType('SignalFeatureInput', {
  description: 'A number that the model was shown.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is.' }),
    value: t.float({ required: true, description: 'What it was.' }),
  }),
})

const SignalTrainingInput = builder.inputType('SignalTrainingInput', {
  description: 'What the model was made from.',
  fields: (t) => ({
    instrument: t.string({ required: true, description: 'Of what.' }),
    timeframe: t.string({ required: true, description: 'Length of its bars, such as 1m.' }),
    from: t.field({ type: 'DateTime', required: true, description: 'When its first row was known.' }),
    to: t.field({
      type: 'DateTime',
      required: true,
      description: 'When the last answer that it learned was known; not after the signal.',
    }),
    rows: t.int({ required: true, description: 'How many it learned from.' }),
  }),
})

const SignalInput = builder.inputType('SignalInput', {
  description: 'What the model says, and where that comes from.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', required: true, description: 'When it became known; not ahead.' }),
    horizonSeconds: t.int({ required: true, description: 'How far ahead it speaks: 1 to 2,592,000.' }),
    score: t.float({ required: true, description: 'From -1 to 1; its sign must be that of the side.' }),
    confidence: t.float({ required: true, description: 'From 0 to 1.' }),
    source: t.string({ required: true, description: 'Name of the model.' }),
    version: t.string({ required: true, description: 'Version of the model.' }),
    modelDigest: t.string({ required: true, description: 'Names its numbers.' }),
    featureDigest: t.string({ required: true, description: 'Names what it was shown.' }),
    features: t.field({
      type: [SignalFeatureInput],
      required: true,
      description: 'What it was shown; at most 64.',
    }),
    training: t.field({ type: SignalTrainingInput, description: 'What it was made from, if that is known.' }),
  }),
})

const ProposeSignalInput = builder.inputType('ProposeSignalInput', {
  description: 'An order that a model proposes.',
  fields: (t) => ({
    accountId: t.id({ required: true, description: 'On which account.' }),
    instrumentId: t.id({ required: true, description: 'What to trade.' }),
    side: t.field({ type: OrderSide, required: true, description: 'Direction.' }),
    quantity: t.field({ type: 'Decimal', required: true, description: 'In units.' }),
    signal: t.field({ type: SignalInput, required: true, description: 'Why.' }),
  }),
})

const ConsultSignalModelInput = builder.inputType('ConsultSignalModelInput', {
  description: 'What to ask a model server.',
  fields: (t) => ({
    source: t.string({ required: true, description: 'Which of the organization.signalModels.' }),
    accountId: t.id({ required: true, description: 'On which account to trade what it says.' }),
    instrumentId: t.id({ required: true, description: 'About what.' }),
    quantity: t.field({ type: 'Decimal', required: true, description: 'How much to propose, in units.' }),
  }),
})

const ProposeSignalPayload = builder
  .objectRef<{ readonly proposal: ProposalRow }>('ProposeSignalPayload')
  .implement({
    description: 'The proposal, which waits for a person.',
    fields: (t) => ({
      proposal: t.expose('proposal', { type: SignalProposal, description: 'The proposal.' }),
    }),
  })

interface Consulted {
  readonly proposal: ProposalRow | null
  readonly silence: string | null
}

const ConsultSignalModelPayload = builder.objectRef<Consulted>('ConsultSignalModelPayload').implement({
  description: 'What the model server said.',
  fields: (t) => ({
    proposal: t.expose('proposal', {
      type: SignalProposal,
      nullable: true,
      description: 'Its proposal; null: there is none.',
    }),
    silence: t.exposeString('silence', {
      nullable: true,
      description: 'Why there is none; null: there is one.',
    }),
  }),
})

const byAccount = async (
  input: { readonly accountId: string },
  context: Parameters<typeof namedAccount>[1],
): Promise<string> => (await namedAccount(input, context)).organizationId

type Told = typeof SignalInput.$inferInput

/** As the runtime reads it; what it may be is checked there. */
function signalOf(told: Told, instrument: string): object {
  const { at, horizonSeconds, score, confidence, features, training, ...from } = told
  const micros = (instant: Date): number => instant.getTime() * 1_000
  return {
    instrument,
    at: micros(at),
    horizon: horizonSeconds * 1e6,
    direction: score > 0 ? 'UP' : score < 0 ? 'DOWN' : 'FLAT',
    score,
    confidence,
    provenance: {
      ...from,
      features: Object.fromEntries(features.map(({ name, value }) => [name, value])),
      training:
        training == null ? null : { ...training, from: micros(training.from), to: micros(training.to) },
    },
  }
}

const INPUT = ['input']
const INSTRUMENT = ['input', 'instrumentId']

builder.mutationFields((t) => ({
  proposeSignal: t.field({
    type: ProposeSignalPayload,
    description: 'Proposes an order on what a model says. It waits for a person until its horizon ends.',
    args: { input: t.arg({ type: ProposeSignalInput, required: true, description: 'The proposal.' }) },
    ...guarded('signal:propose', byAccount),
    errors: problems('ProposeSignalResult'),
    resolve: async (_root, { input }, context) => {
      const { id: accountId, organizationId } = await namedAccount(input, context)
      const { id: instrumentId } = instrumentOf(context, input.instrumentId, INSTRUMENT)
      const { side, quantity } = input
      const asking = { organizationId, actor: context.require().actor }
      const terms = { accountId, instrumentId, side, quantity, signal: signalOf(input.signal, instrumentId) }
      const id = await asProblem(async () => (await context.runtime.signals()).propose(asking, terms), INPUT)
      return { proposal: await context.data.signals.proposal(id) }
    },
  }),
  consultSignalModel: t.field({
    type: ConsultSignalModelPayload,
    description: 'Asks a model server once about an instrument as it stands now; what it says is a proposal.',
    args: { input: t.arg({ type: ConsultSignalModelInput, required: true, description: 'What to ask.' }) },
    ...guarded('signal:propose', byAccount),
    errors: problems('ConsultSignalModelResult'),
    resolve: async (_root, { input }, context) => {
      const { id: accountId, organizationId } = await namedAccount(input, context)
      const { id: instrumentId } = instrumentOf(context, input.instrumentId, INSTRUMENT)
      const { source, quantity } = input
      const asking = { organizationId, actor: context.require().actor }
      const terms = { source, accountId, instrumentId, quantity }
      const { proposalId, silence } = await asProblem(
        async () => (await context.runtime.signals()).consult(asking, terms),
        INPUT,
      )
      const proposal = proposalId === null ? null : await context.data.signals.proposal(proposalId)
      return { proposal, silence }
    },
  }),
}))
