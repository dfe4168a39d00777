/** Importing, updating and deleting datasets. Each change stands in the audit log before it is made. */
import type { FilePreview } from '@quarterdeck/market-data'
import type { Backtest as BacktestRow, Dataset as DatasetRow } from '../../generated/prisma/client.ts'
import { InvalidInput } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { AssetClass } from '../enums.ts'
import { globalId, requireId } from '../global-id.ts'
import { ImportChoicesInput, choicesOf } from '../input/import-input.ts'
import { Backtest, Dataset } from '../refs.ts'
import { ImportMode, SeriesKindEnum } from '../research-enums.ts'
import { asProblem } from '../as-problem.ts'
import { ImportPreview } from '../type/import-preview.ts'
import { audited } from './audited.ts'
import { guarded, namedOrganization, problems } from './field.ts'
import { jobPayload } from './job-payload.ts'

const INPUT = ['input']
const DATASET_PATH = ['input', 'datasetId']

const PreviewImportInput = builder.inputType('PreviewImportInput', {
  description: 'Which upload to look at, and how.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose upload.' }),
    uploadId: t.string({ required: true, description: 'What POST /api/uploads answered.' }),
    choices: t.field({ type: ImportChoicesInput, description: 'How the file is read.' }),
  }),
})

const ImportDatasetInput = builder.inputType('ImportDatasetInput', {
  description: 'What to import, and into which dataset.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose dataset.' }),
    uploadId: t.string({ required: true, description: 'What POST /api/uploads answered.' }),
    instrumentId: t.string({ required: true, description: 'VENUE:SYMBOL, listed here or not.' }),
    kind: t.field({ type: SeriesKindEnum, defaultValue: 'BARS', description: 'What is recorded.' }),
    timeframe: t.string({
      required: true,
      description: 'Length of a bar, such as 1m or 1d; tick for trades and quotes.',
    }),
    mode: t.field({
      type: ImportMode,
      defaultValue: 'APPEND',
      description: 'What to do about rows that are kept.',
    }),
    assetClass: t.field({ type: AssetClass, description: 'Class of the instrument.' }),
    choices: t.field({ type: ImportChoicesInput, description: 'How the file is read.' }),
  }),
})

const UpdateDatasetInput = builder.inputType('UpdateDatasetInput', {
  description: 'Which dataset to bring up to date now, from its own source.',
  fields: (t) => ({ datasetId: t.id({ required: true, description: 'The dataset.' }) }),
})

const ScheduleDatasetUpdatesInput = builder.inputType('ScheduleDatasetUpdatesInput', {
  description:
    'What brings a dataset up to date: with cron by the clock, with afterDatasetId after another one.',
  fields: (t) => ({
    datasetId: t.id({ required: true, description: 'The dataset.' }),
    source: t.string({
      description: 'One of `datasetUpdateSources`; left out: it is updated no more.',
    }),
    cron: t.string({ description: 'Cron expression of five fields, such as `30 2 * * *`.' }),
    zone: t.string({ defaultValue: 'UTC', description: 'IANA time zone of the expression.' }),
    afterDatasetId: t.id({ description: 'Update it whenever this dataset was.' }),
  }),
})

const PauseDatasetUpdatesInput = builder.inputType('PauseDatasetUpdatesInput', {
  description: 'Whether updates start by themselves.',
  fields: (t) => ({
    datasetId: t.id({ required: true, description: 'The dataset.' }),
    paused: t.boolean({ required: true, description: 'True: they wait; false: they go on.' }),
  }),
})

const DeleteDatasetInput = builder.inputType('DeleteDatasetInput', {
  description: 'Which dataset to delete.',
  fields: (t) => ({ datasetId: t.id({ required: true, description: 'The dataset.' }) }),
})

const PreviewImportPayload = builder
  .objectRef<{ readonly preview: FilePreview }>('PreviewImportPayload')
  .implement({
    description: 'What the file is taken for.',
    fields: (t) => ({ preview: t.expose('preview', { type: ImportPreview, description: 'The preview.' }) }),
  })

const datasetPayload = <Name extends string>(name: Name) =>
  builder.objectRef<{ readonly dataset: DatasetRow }>(name).implement({
    description: 'The dataset as it is now.',
    fields: (t) => ({ dataset: t.expose('dataset', { type: Dataset, description: 'The dataset.' }) }),
  })

const ImportDatasetPayload = jobPayload('ImportDatasetPayload')
const UpdateDatasetPayload = jobPayload('UpdateDatasetPayload')
const ScheduleDatasetUpdatesPayload = datasetPayload('ScheduleDatasetUpdatesPayload')
const PauseDatasetUpdatesPayload = datasetPayload('PauseDatasetUpdatesPayload')

const DeleteDatasetPayload = builder
  .objectRef<{ readonly datasetId: string; readonly touchedBacktests: readonly BacktestRow[] }>(
    'DeleteDatasetPayload',
  )
  .implement({
    description: 'What was deleted.',
    fields: (t) => ({
      datasetId: t.id({
        description: 'The id that is gone.',
        resolve: ({ datasetId }) => globalId('Dataset', datasetId),
      }),
      touchedBacktests: t.field({
        type: [Backtest],
        description: 'Backtests that read it and cannot be repeated any more.',
        resolve: ({ touchedBacktests }) => [...touchedBacktests],
      }),
    }),
  })

/** The dataset that an input names. */
function namedDataset(input: { readonly datasetId: string }, { data }: Context): Promise<DatasetRow> {
  return data.research.dataset(requireId('Dataset', input.datasetId, DATASET_PATH), DATASET_PATH)
}

const ofDataset = async (input: { readonly datasetId: string }, context: Context) =>
  (await namedDataset(input, context)).organizationId

const nameOf = ({ instrumentId, kind, timeframe }: DatasetRow) => `${instrumentId} ${kind} ${timeframe}`

builder.mutationFields((t) => ({
  previewImport: t.field({
    type: PreviewImportPayload,
    description: 'Shows what an uploaded file is taken for. Changes nothing.',
    args: { input: t.arg({ type: PreviewImportInput, required: true, description: 'Which file.' }) },
    ...guarded('dataset:import', namedOrganization),
    errors: problems('PreviewImportResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const choices = choicesOf(input.choices)
      const { datasets } = await context.runtime.research()
      return {
        preview: await asProblem(() => datasets.preview(organizationId, input.uploadId, choices), INPUT),
      }
    },
  }),
  importDataset: t.field({
    type: ImportDatasetPayload,
    description: 'Imports an uploaded file, all or nothing, as a job.',
    args: { input: t.arg({ type: ImportDatasetInput, required: true, description: 'What to import.' }) },
    ...guarded('dataset:import', namedOrganization),
    errors: problems('ImportDatasetResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const { uploadId, instrumentId, timeframe } = input
      const request = {
        uploadId,
        instrumentId,
        timeframe,
        kind: input.kind ?? 'BARS',
        mode: input.mode ?? 'APPEND',
        assetClass: input.assetClass ?? null,
        choices: choicesOf(input.choices),
      } as const
      const summary = `Started an import into ${instrumentId} ${request.kind} ${timeframe}`
      const asking = { organizationId, actor: context.require().actor }
      const id = await audited(
        context,
        { organizationId, action: 'dataset.import', summary, after: request },
        () =>
          asProblem(async () => (await context.runtime.research()).datasets.import(asking, request), INPUT),
      )
      return { job: await context.data.research.job(id) }
    },
  }),
  updateDataset: t.field({
    type: UpdateDatasetPayload,
    description: 'Brings a dataset up to date now, from its own source, as a job.',
    args: { input: t.arg({ type: UpdateDatasetInput, required: true, description: 'Which dataset.' }) },
    ...guarded('dataset:update', ofDataset),
    errors: problems('UpdateDatasetResult'),
    resolve: async (_root, { input }, context) => {
      const dataset = await namedDataset(input, context)
      const { organizationId } = dataset
      const summary = `Started an update of ${nameOf(dataset)}`
      const asking = { organizationId, actor: context.require().actor }
      const id = await audited(context, { organizationId, action: 'dataset.update', summary }, () =>
        asProblem(async () => (await context.runtime.research()).datasets.update(asking, dataset.id), INPUT),
      )
      return { job: await context.data.research.job(id) }
    },
  }),
  scheduleDatasetUpdates: t.field({
    type: ScheduleDatasetUpdatesPayload,
    description: 'Sets what brings a dataset up to date, and when; it replaces what was set.',
    args: {
      input: t.arg({ type: ScheduleDatasetUpdatesInput, required: true, description: 'What and when.' }),
    },
    ...guarded('dataset:update', ofDataset),
    errors: problems('ScheduleDatasetUpdatesResult'),
    resolve: async (_root, { input }, context) => {
      const dataset = await namedDataset(input, context)
      const { organizationId } = dataset
      const schedule = scheduleOf(input)
      const summary = `Changed what updates ${nameOf(dataset)}`
      const { updateSource, updateCron, updateZone, updateAfterId } = dataset
      const before = { source: updateSource, cron: updateCron, zone: updateZone, afterId: updateAfterId }
      await audited(
        context,
        { organizationId, action: 'dataset.schedule', summary, before, after: schedule },
        () =>
          asProblem(
            async () =>
              (await context.runtime.research()).datasets.schedule(organizationId, dataset.id, schedule),
            INPUT,
          ),
      )
      return { dataset: await namedDataset(input, context) }
    },
  }),
  pauseDatasetUpdates: t.field({
    type: PauseDatasetUpdatesPayload,
    description: 'Pauses or resumes the updates of a dataset. Again: no change.',
    args: { input: t.arg({ type: PauseDatasetUpdatesInput, required: true, description: 'Which dataset.' }) },
    ...guarded('dataset:update', ofDataset),
    errors: problems('PauseDatasetUpdatesResult'),
    resolve: async (_root, { input }, context) => {
      const dataset = await namedDataset(input, context)
      const { organizationId } = dataset
      const { paused } = input
      if (dataset.updatesPaused === paused) return { dataset }
      const summary = `${paused ? 'Paused' : 'Resumed'} the updates of ${nameOf(dataset)}`
      await audited(
        context,
        {
          organizationId,
          action: paused ? 'dataset.pause' : 'dataset.resume',
          summary,
          before: { paused: !paused },
          after: { paused },
        },
        () =>
          asProblem(
            async () =>
              (await context.runtime.research()).datasets.pauseUpdates(organizationId, dataset.id, paused),
            INPUT,
          ),
      )
      return { dataset: await namedDataset(input, context) }
    },
  }),
  deleteDataset: t.field({
    type: DeleteDatasetPayload,
    description: 'Deletes a dataset with all its rows. Backtests that read it keep their results.',
    args: { input: t.arg({ type: DeleteDatasetInput, required: true, description: 'Which dataset.' }) },
    ...guarded('dataset:delete', ofDataset),
    errors: problems('DeleteDatasetResult'),
    resolve: async (_root, { input }, context) => {
      const dataset = await namedDataset(input, context)
      const { organizationId } = dataset
      const before = { name: nameOf(dataset), rows: Number(dataset.rows), contentHash: dataset.contentSha256 }
      const touched = await audited(
        context,
        { organizationId, action: 'dataset.delete', summary: `Deleted ${nameOf(dataset)}`, before },
        () =>
          asProblem(
            async () => (await context.runtime.research()).datasets.remove(organizationId, dataset.id),
            INPUT,
          ),
      )
      return { datasetId: dataset.id, touchedBacktests: await context.data.research.backtestsOf(touched) }
    },
  }),
}))

/** Null: no updates any more. */
function scheduleOf(input: typeof ScheduleDatasetUpdatesInput.$inferInput) {
  const { source, cron = null, zone, afterDatasetId } = input
  if (source == null) return null
  if ((cron == null) === (afterDatasetId == null))
    throw new InvalidInput('must have either cron or afterDatasetId', INPUT)
  const afterId =
    afterDatasetId == null ? null : requireId('Dataset', afterDatasetId, ['input', 'afterDatasetId'])
  return { source, cron, zone: zone ?? 'UTC', afterId }
}
