/** What model servers say of the bars that they follow, whether or not anything is proposed on it. */
import type { SignalOpinion as OpinionFacts } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { organizationReads } from '../organization-reads.ts'
import { Organization, SignalProposal } from '../refs.ts'
import { Instrument, instrumentOf } from './instrument.ts'
import { Signal } from './signal-proposal.ts'

const OPINIONS = 50

const SignalOpinion = builder.objectRef<OpinionFacts>('SignalOpinion').implement({
  description:
    'What a model server said at the close of a bar, or why it said nothing. An opinion, and no order.',
  fields: (t) => ({
    source: t.exposeString('source', { description: 'Name of the model server.' }),
    instrument: t.field({
      type: Instrument,
      description: 'Of what.',
      resolve: ({ instrumentId }, _args, context) => instrumentOf(context, instrumentId),
    }),
    bar: t.exposeString('bar', { description: 'Length of the bar, such as M5.' }),
    closedAt: t.expose('closedAt', { type: 'DateTime', description: 'When the bar closed.' }),
    signal: t.expose('signal', {
      type: Signal,
      nullable: true,
      description: 'What it said, with its provenance; null: nothing.',
    }),
    silence: t.exposeString('silence', {
      nullable: true,
      description: 'Why it said nothing, or why nothing was proposed on it; null: something was.',
    }),
    proposal: t.field({
      type: SignalProposal,
      nullable: true,
      description: 'What was proposed on it; null: nothing.',
      resolve: ({ proposalId }, _args, { data }) =>
        proposalId === null ? null : data.signals.proposal(proposalId),
    }),
  }),
})

builder.objectField(Organization, 'signalOpinions', (t) =>
  t.field({
    type: [SignalOpinion],
    description: 'What model servers said of the bars that they follow, newest first.',
    args: {
      first: t.arg.int({
        defaultValue: OPINIONS,
        description: `How many at most; 1 to 200, ${OPINIONS} by default.`,
      }),
    },
    ...organizationReads('signal:read'),
    resolve: async ({ id }, { first }, { runtime }) =>
      (await runtime.signals()).opinions(id, Math.max(1, first ?? OPINIONS)),
  }),
)
