/** Runs of a deployment: one session each, from its start to its stop, whatever crashed in between. */
import { DeploymentRun, StrategyVersion } from '../refs.ts'

DeploymentRun.implement({
  description: 'One session of a deployment, from its start to its stop; a crash does not end it.',
  fields: (t) => ({
    number: t.exposeInt('run', { description: 'Counts from 1 within the deployment.' }),
    version: t.field({
      type: StrategyVersion,
      description: 'The version that it ran.',
      resolve: ({ versionId }, _args, { data }) => data.strategies.version(versionId),
    }),
    digest: t.exposeString('digest', { description: 'SHA-256 that names the artifact it ran.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null: it has not.',
    }),
    endReason: t.exposeString('endReason', {
      nullable: true,
      description: 'Why it ended; null: it has not.',
    }),
    inputs: t.float({ description: 'Inputs that it took.', resolve: ({ inputs }) => Number(inputs) }),
    decisions: t.float({
      description: 'Inputs that made it want something.',
      resolve: ({ decisions }) => Number(decisions),
    }),
    decisionDigest: t.exposeString('decisionDigest', {
      nullable: true,
      description: 'Digest of its decisions so far; null: it made none.',
    }),
    finalState: t.string({
      nullable: true,
      description: 'The state that it left behind, as JSON; null: it keeps none, or has not ended.',
      resolve: ({ finalState }) => (finalState === null ? null : JSON.stringify(finalState)),
    }),
  }),
})
