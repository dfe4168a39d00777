/** Jobs: imports and updates, as they run. */
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import { Backtest, Dataset, Job, Organization } from '../refs.ts'
import { JobKind, JobStatus } from '../research-enums.ts'
import { organizationReads } from '../organization-reads.ts'
import { Actor, storedActor } from './actor.ts'

/** What runtime writes once a job is done. */
interface JobOutcome {
  readonly rowsAdded: number
  readonly rowsChanged: number
  readonly rowsRemoved: number
  readonly notes: readonly string[]
  readonly touchedBacktestIds: readonly string[]
}

const Outcome = builder.objectRef<JobOutcome>('JobOutcome').implement({
  description: 'What a job changed.',
  fields: (t) => ({
    rowsAdded: t.exposeInt('rowsAdded', { description: 'Rows that were new.' }),
    rowsChanged: t.exposeInt('rowsChanged', {
      description: 'Rows whose values changed: history is another.',
    }),
    rowsRemoved: t.exposeInt('rowsRemoved', { description: 'Rows that went.' }),
    notes: t.stringList({
      description: 'What was done to the rows on the way.',
      resolve: ({ notes }) => [...notes],
    }),
    touchedBacktests: t.field({
      type: [Backtest],
      description: 'Backtests that read rows which are no longer what they read.',
      resolve: async ({ touchedBacktestIds }, _args, { data }) => [
        ...(await data.research.backtestsOf(touchedBacktestIds)),
      ],
    }),
  }),
})

builder.node(Job, {
  description: 'One piece of work on datasets.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.research.job(id)),
  fields: (t) => ({
    kind: t.field({ type: JobKind, description: 'What it does.', resolve: ({ kind }) => kind as 'IMPORT' }),
    title: t.exposeString('title', { description: 'What it works on, in words.' }),
    status: t.field({
      type: JobStatus,
      description: 'Where it is.',
      resolve: ({ status }) => status as 'QUEUED',
    }),
    progress: t.exposeFloat('progress', { description: 'What is done of it, 0 to 1.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was begun.' }),
    failure: t.exposeString('failure', {
      nullable: true,
      description: 'Why it failed, or why it is tried again; null: nothing went wrong.',
    }),
    outcome: t.field({
      type: Outcome,
      nullable: true,
      description: 'What it changed; null: it is not done.',
      // Runtime wrote it, in this shape.
      resolve: ({ outcome }) => outcome as unknown as JobOutcome | null,
    }),
    dataset: t.field({
      type: Dataset,
      nullable: true,
      description: 'The dataset that it writes; null: it is not there yet, or was deleted.',
      resolve: ({ datasetId }, _args, { data }) =>
        datasetId === null ? null : data.client.dataset.findFirst({ where: { id: datasetId } }),
    }),
    startedBy: t.field({
      type: Actor,
      description: 'Who started it.',
      resolve: ({ actor }) => storedActor(actor),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last moved.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null: it has not.',
    }),
  }),
})

builder.objectFields(Organization, (t) => ({
  jobs: t.connection(
    {
      type: Job,
      description: 'Imports and updates, newest first.',
      ...organizationReads('dataset:read'),
      resolve: ({ id }, args, { data }) => data.research.jobs({ organizationId: id }, args),
    },
    { name: 'JobConnection', description: 'A page of jobs.' },
    { name: 'JobEdge', description: 'A job in a page.' },
  ),
}))
