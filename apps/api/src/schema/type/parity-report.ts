/** Comparisons of what a run decided with what the same code decides on the recorded inputs. */
import type { ParityReport as ReportFacts } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import { Deployment, ParityReport } from '../refs.ts'
import { ParityStatus } from '../strategy-enums.ts'
import { Actor, storedActor } from './actor.ts'

type Difference = NonNullable<ReportFacts['firstDifference']>

const ParityDifference = builder.objectRef<Difference>('ParityDifference').implement({
  description: 'The first place where the two differ.',
  fields: (t) => ({
    n: t.exposeFloat('n', { description: 'Number of the input in the run.' }),
    at: t.expose('at', { type: 'DateTime', description: "When, by the session's clock." }),
    field: t.exposeString('field', {
      description: 'Where in the decision, for example intents[0].quantityLots.',
    }),
    recorded: t.exposeString('recorded', { description: 'What was decided.' }),
    replayed: t.exposeString('replayed', { description: 'What is decided again.' }),
  }),
})

builder.node(ParityReport, {
  description: 'Whether a run decided what its code decides again on the recorded inputs.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.runs.report(id)),
  fields: (t) => ({
    deployment: t.field({
      type: Deployment,
      description: 'Whose run.',
      resolve: ({ deploymentId }, _args, { data }) => data.deployments.find(deploymentId),
    }),
    run: t.exposeInt('run', { description: 'The run.' }),
    status: t.field({
      type: ParityStatus,
      description: 'Where it is, or how it ended.',
      resolve: ({ status }) => status as 'EQUAL',
    }),
    inputs: t.float({
      description: 'Inputs that were played again.',
      resolve: ({ inputs }) => Number(inputs),
    }),
    decisions: t.float({
      description: 'Decisions that were compared.',
      resolve: ({ decisions }) => Number(decisions),
    }),
    equal: t.float({
      description: 'How many of them are the same.',
      resolve: ({ equal }) => Number(equal),
    }),
    firstDifference: t.field({
      type: ParityDifference,
      nullable: true,
      description: 'The first decision that differs; null: none does.',
      // Runtime wrote it, in this shape.
      resolve: ({ firstDifference }) => firstDifference as unknown as Difference | null,
    }),
    failure: t.exposeString('failure', {
      nullable: true,
      description: 'Why it could not be made; null: it could.',
    }),
    startedBy: t.field({
      type: Actor,
      description: 'Who asked for it.',
      resolve: ({ actor }) => storedActor(actor),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null: it has not.',
    }),
  }),
})
