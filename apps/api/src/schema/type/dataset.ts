/** Datasets: one series of market data of an organization, its catalogue entry, and what updates it. */
import type { Dataset as DatasetRow } from '../../generated/prisma/client.ts'
import { notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { AssetClass } from '../enums.ts'
import { requireId } from '../global-id.ts'
import { nodeLoader } from '../node-loader.ts'
import { Backtest, Dataset, Job, Organization } from '../refs.ts'
import { DataVerdict, SeriesKindEnum } from '../research-enums.ts'
import { organizationReads } from '../organization-reads.ts'
import { DatasetAction } from './dataset-action.ts'
import { DatasetAnalysisType, GapMapType, SampleBarType, ValidationType } from './dataset-detail.ts'
import { Instrument, visibleInstrument } from './instrument.ts'
import { asProblem } from '../as-problem.ts'

const POINTS_MAX = 2_000
const POINTS_DEFAULT = 500

const DatasetImport = builder
  .objectRef<{
    readonly id: string
    readonly source: string
    readonly at: number
    readonly rowsAdded: number
    readonly rowsChanged: number
    readonly rowsRemoved: number
  }>('DatasetImport')
  .implement({
    description: 'One write of rows.',
    fields: (t) => ({
      id: t.exposeString('id', { description: 'Names the write within its dataset.' }),
      source: t.exposeString('source', { description: 'Where the rows came from.' }),
      at: t.expose('at', { type: 'DateTime', description: 'When.' }),
      rowsAdded: t.exposeInt('rowsAdded', { description: 'Rows that were new.' }),
      rowsChanged: t.exposeInt('rowsChanged', {
        description: 'Rows whose values changed: history is another.',
      }),
      rowsRemoved: t.exposeInt('rowsRemoved', { description: 'Rows that went.' }),
    }),
  })

const UpdateScheduleType = builder.objectRef<DatasetRow>('DatasetUpdateSchedule').implement({
  description: 'What brings a dataset up to date, and when.',
  fields: (t) => ({
    source: t.string({
      description: 'The file of the import folder that is read.',
      resolve: ({ updateSource }) => updateSource ?? '',
    }),
    cron: t.exposeString('updateCron', {
      nullable: true,
      description: 'When, as a cron expression of five fields; null: after another dataset.',
    }),
    zone: t.exposeString('updateZone', { nullable: true, description: 'IANA time zone of the expression.' }),
    after: t.field({
      type: Dataset,
      nullable: true,
      description: 'The dataset after whose update this one follows.',
      resolve: ({ updateAfterId }, _args, { data }) =>
        updateAfterId === null ? null : data.research.dataset(updateAfterId),
    }),
    paused: t.exposeBoolean('updatesPaused', { description: 'Whether no update starts by itself.' }),
  }),
})

builder.node(Dataset, {
  description:
    'One series of market data: an instrument, what is recorded of it, and at which length of bars.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.research.dataset(id)),
  fields: (t) => ({
    instrumentId: t.exposeString('instrumentId', { description: 'VENUE:SYMBOL, listed here or not.' }),
    instrument: t.field({
      type: Instrument,
      nullable: true,
      description: 'The instrument; null: it is not listed here.',
      resolve: ({ instrumentId }, _args, context) => visibleInstrument(context, instrumentId),
    }),
    kind: t.field({
      type: SeriesKindEnum,
      description: 'What is recorded.',
      resolve: ({ kind }) => kind as 'BARS',
    }),
    timeframe: t.exposeString('timeframe', {
      description: 'Length of a bar, such as 1m; tick for trades and quotes.',
    }),
    assetClass: t.field({
      type: AssetClass,
      nullable: true,
      description: 'Class of the instrument, where it was said.',
      resolve: ({ assetClass }) => assetClass as 'EQUITY' | null,
    }),
    rows: t.int({ description: 'How many rows it holds.', resolve: ({ rows }) => Number(rows) }),
    firstAt: t.expose('firstAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Time of the first row; null: it has none.',
    }),
    lastAt: t.expose('lastAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Time of the last row; null: it has none.',
    }),
    contentHash: t.exposeString('contentSha256', {
      description: 'SHA-256 of its content: what a backtest pins.',
    }),
    source: t.exposeString('source', { description: 'Where its newest rows came from.' }),
    verdict: t.field({
      type: DataVerdict,
      nullable: true,
      description: 'What validation said of exactly this content; null: it was not asked since it changed.',
      resolve: ({ verdict }) => verdict as 'PASS' | null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first imported.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last written.' }),
    updateSchedule: t.field({
      type: UpdateScheduleType,
      nullable: true,
      description: 'What brings it up to date; null: nothing does.',
      resolve: (dataset) => (dataset.updateSource === null ? null : dataset),
    }),
    lastJob: t.field({
      type: Job,
      nullable: true,
      description: 'The newest import or update; null: none is remembered.',
      resolve: ({ id }, _args, { data }) => data.research.newestJob(id),
    }),
    imports: t.field({
      type: [DatasetImport],
      description: 'Its newest writes, newest first; at most 50.',
      resolve: async (dataset, _args, { runtime }) =>
        [...(await asProblem(async () => (await runtime.research()).datasets.imports(dataset)))]
          .slice(-50)
          .reverse(),
    }),
    validation: t.field({
      type: ValidationType,
      description: 'Every rule and every range of it, checked now; its verdict is remembered.',
      resolve: (dataset, _args, { runtime }) =>
        asProblem(async () => (await runtime.research()).datasets.validation(dataset)),
    }),
    gapMap: t.field({
      type: GapMapType,
      nullable: true,
      description: 'What is missing within the sessions; null for trades and quotes.',
      resolve: async (dataset, _args, { runtime }) =>
        (await asProblem(async () => (await runtime.research()).datasets.validation(dataset))).gaps,
    }),
    bars: t.field({
      type: [SampleBarType],
      description:
        'Bars for a chart: neighbours are put together until they fit; empty for trades and quotes.',
      args: {
        from: t.arg({ type: 'DateTime', description: 'From here on; the start when left out.' }),
        to: t.arg({ type: 'DateTime', description: 'Up to here, not included; the end when left out.' }),
        first: t.arg.int({
          defaultValue: POINTS_DEFAULT,
          description: `At most so many, 1 to ${POINTS_MAX}.`,
        }),
      },
      resolve: async (dataset, { from, to, first }, { runtime }) => {
        const range = { from: microsOf(from), to: microsOf(to), points: pointsOf(first) }
        return [...(await asProblem(async () => (await runtime.research()).datasets.bars(dataset, range)))]
      },
    }),
    actions: t.field({
      type: [DatasetAction],
      description:
        'Splits and dividends of the instrument, in order of time: backtests on raw prices let them happen.',
      resolve: async (dataset, _args, { runtime }) => [
        ...(await asProblem(async () => (await runtime.research()).datasets.actions(dataset))),
      ],
    }),
    analysis: t.field({
      type: DatasetAnalysisType,
      nullable: true,
      description: 'Coverage, returns, volatility and seasons; null for trades and quotes.',
      resolve: (dataset, _args, { runtime }) =>
        asProblem(async () => (await runtime.research()).datasets.analysis(dataset)),
    }),
    backtests: t.field({
      type: [Backtest],
      description: 'The backtests that read it, newest first; the newest 200.',
      authScopes: ({ organizationId }) => ({ can: { action: 'backtest:read', organizationId } }),
      resolve: async ({ id }, _args, { data }) => [...(await data.research.readersOf(id))],
    }),
  }),
})

/** A bound of time in microseconds; null: none. */
export function microsOf(at: Date | null | undefined): number | null {
  return at == null ? null : at.getTime() * 1000
}

/** How many points a chart gets. */
export function pointsOf(first: number | null | undefined): number {
  return Math.min(POINTS_MAX, Math.max(1, first ?? POINTS_DEFAULT))
}

builder.objectFields(Organization, (t) => ({
  datasets: t.connection(
    {
      type: Dataset,
      description: 'Its datasets, oldest first.',
      ...organizationReads('dataset:read'),
      resolve: ({ id }, args, { data }) => data.research.datasets(id, args),
    },
    { name: 'DatasetConnection', description: 'A page of datasets.' },
    { name: 'DatasetEdge', description: 'A dataset in a page.' },
  ),
  dataset: t.field({
    type: Dataset,
    nullable: true,
    description: 'One of its datasets.',
    args: { id: t.arg.id({ required: true, description: 'The dataset.' }) },
    ...organizationReads('dataset:read'),
    resolve: async (organization, { id }, { data }) => {
      const dataset = await data.research.dataset(requireId('Dataset', id, ['id']), ['id'])
      if (dataset.organizationId !== organization.id) throw notFound('Dataset', ['id'])
      return dataset
    },
  }),
  datasetUpdateSources: t.stringList({
    description:
      "What updates may read: files of the operator's import folder by name, connections as connection: and their name, and venues that tell candles to everybody as venue: and their code.",
    ...organizationReads('dataset:read'),
    resolve: async ({ id }, _args, { runtime }) => [
      ...(await (await runtime.research()).datasets.updateSources(id)),
    ],
  }),
}))
