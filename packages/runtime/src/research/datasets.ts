/** Datasets of organizations: what the API asks of them, checked before anything is begun. */
import { basename } from 'node:path'
import {
  type ExchangeCalendar,
  type SeriesImport,
  type SeriesKey,
  checkSeriesKey,
  previewFile,
  readActionFile,
} from '@quarterdeck/market-data'
import type { Database } from '../database/database.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { cronFault } from './cron-fault.ts'
import { createDatasetContent } from './dataset-content.ts'
import {
  addUpdateJob,
  BEGIN_QUEUE,
  type BeginJob,
  IMPORT_QUEUE,
  type ImportJob,
  UPDATE_QUEUE,
  type UpdateJob,
} from './dataset-jobs.ts'
import { checkStart } from './dataset-start.ts'
import { type DatasetRow, addJob, failJob, findDataset, keyOf, putSchedule } from './dataset-rows.ts'
import { refusing } from './faults.ts'
import { RequestFault } from '../request-fault.ts'
import type { Datasets, UpdateSchedule } from './research.ts'
import type { Stores } from './stores.ts'
import type { UpdateSources } from './update-sources.ts'
import { dropUpload, takeUpload, uploadedFile } from './uploads.ts'

export interface DatasetsOptions {
  readonly database: Database
  readonly stores: Stores
  readonly jobs: Jobs
  readonly sources: UpdateSources
  readonly calendarOf: (instrumentId: string) => ExchangeCalendar
}

export function createDatasets({ database, stores, jobs, sources, calendarOf }: DatasetsOptions): Datasets {
  const content = createDatasetContent(calendarOf)
  const uploads = (organizationId: string) => stores.folder(organizationId, 'uploads')
  const found = async (organizationId: string, id: string, field = 'datasetId'): Promise<DatasetRow> => {
    const dataset = await findDataset(database, organizationId, id)
    if (dataset === null) throw new RequestFault('NOT_FOUND', 'Dataset not found', field)
    return dataset
  }
  return {
    upload: (organizationId, name, stream) => takeUpload(uploads(organizationId), name, stream),
    preview: (organizationId, uploadId, choices) =>
      refusing(() => previewFile(uploadedFile(uploads(organizationId), uploadId), choices)),
    async import({ organizationId, actor }, request) {
      const { instrumentId, kind, timeframe, uploadId } = request
      const key = { instrument: instrumentId, kind, timeframe } as SeriesKey
      await refusing(() => checkSeriesKey(key))
      uploadedFile(uploads(organizationId), uploadId)
      const title = `${instrumentId} ${kind} ${timeframe}`
      const job = { organizationId, kind: 'IMPORT', datasetId: null, title, request, actor } as const
      const jobId = await addJob(database, job)
      const data: ImportJob = { jobId, organizationId, request }
      if (await jobs.send(IMPORT_QUEUE, data, { key: uploadId })) return jobId
      await failJob(database, jobId, 'The file is being imported already')
      throw new RequestFault('CONFLICT', 'The file is being imported already', 'uploadId')
    },
    async begin({ organizationId, actor }, start) {
      const key = await checkStart({ database, sources }, organizationId, start)
      const title = `${key.instrument} ${key.kind} ${key.timeframe}`
      const jobId = await addJob(database, {
        organizationId,
        kind: 'IMPORT',
        datasetId: null,
        title,
        request: start,
        actor,
      })
      const data: BeginJob = { jobId, organizationId, start }
      if (await jobs.send(BEGIN_QUEUE, data, { key: `${organizationId} ${title}` })) return jobId
      await failJob(database, jobId, 'The dataset is being begun already')
      throw new RequestFault('CONFLICT', 'The dataset is being begun already', 'instrumentId')
    },
    async update({ organizationId, actor }, datasetId) {
      const dataset = await found(organizationId, datasetId)
      if (dataset.updateSource === null)
        throw new RequestFault('BAD_INPUT', 'has no source to be updated from: set one first', 'datasetId')
      const jobId = await addUpdateJob(database, dataset, actor)
      const data: UpdateJob = { jobId, organizationId, datasetId }
      if (await jobs.send(UPDATE_QUEUE, data, { key: datasetId })) return jobId
      await failJob(database, jobId, 'The dataset is being updated already')
      throw new RequestFault('CONFLICT', 'The dataset is being updated already', 'datasetId')
    },
    async schedule(organizationId, datasetId, schedule) {
      const dataset = await found(organizationId, datasetId)
      if (schedule !== null) {
        await sources.check(organizationId, schedule.source)
        checkClock(schedule)
        if (schedule.afterId !== null)
          await checkOrder(database, await found(organizationId, schedule.afterId, 'afterDatasetId'), dataset)
      }
      await putSchedule(database, dataset, schedule)
      await followClock(jobs, {
        ...dataset,
        updateCron: schedule?.cron ?? null,
        updateZone: schedule?.zone ?? null,
      })
    },
    async pauseUpdates(organizationId, datasetId, paused) {
      const dataset = await found(organizationId, datasetId)
      await database.query('UPDATE dataset SET updates_paused = $2 WHERE id = $1', [datasetId, paused])
      await followClock(jobs, { ...dataset, updateCron: paused ? null : dataset.updateCron })
    },
    async remove(organizationId, datasetId) {
      const dataset = await found(organizationId, datasetId)
      if (dataset.updateCron !== null) await jobs.unschedule(UPDATE_QUEUE, datasetId)
      const store = stores.of(organizationId)
      const key = keyOf(dataset)
      const touched = store.describe(key) === undefined ? [] : await refusing(() => store.remove(key))
      await database.query('DELETE FROM dataset WHERE organization_id = $1 AND id = $2', [
        organizationId,
        datasetId,
      ])
      await database.query(
        'UPDATE dataset SET update_source = NULL, update_after_id = NULL WHERE organization_id = $1 AND update_after_id = $2',
        [organizationId, datasetId],
      )
      return touched
    },
    updateSources: (organizationId) => sources.names(organizationId),
    async importActions(organizationId, datasetId, { uploadId, mode, columns }) {
      const dataset = await found(organizationId, datasetId)
      const path = uploadedFile(uploads(organizationId), uploadId)
      const report = await refusing(async () => {
        const { actions } = await readActionFile(path, columns ?? undefined)
        return stores
          .of(organizationId)
          .writeActions(keyOf(dataset), actions, { mode, source: basename(path) })
      })
      dropUpload(uploads(organizationId), uploadId)
      return report
    },
    actions: (dataset) => refusing(() => stores.of(dataset.organizationId).actionsOf(keyOf(dataset))),
    hasReadActions: (dataset, backtestId) =>
      stores.of(dataset.organizationId).hasPinnedActions(backtestId, keyOf(dataset)),
    imports: async (dataset) =>
      refusing(
        (): readonly SeriesImport[] =>
          stores.of(dataset.organizationId).describe(keyOf(dataset))?.imports ?? [],
      ),
    validation: (dataset) =>
      refusing(() => content.validation(stores.of(dataset.organizationId), keyOf(dataset))),
    bars: (dataset, range) =>
      refusing(() => content.bars(stores.of(dataset.organizationId), keyOf(dataset), range)),
    analysis: (dataset) =>
      refusing(() => content.analysis(stores.of(dataset.organizationId), keyOf(dataset))),
  }
}

function checkClock({ cron, zone }: UpdateSchedule): void {
  if (cron === null) return
  const fault = cronFault(cron)
  if (fault !== null) throw new RequestFault('BAD_INPUT', fault, 'cron')
  if (!isZone(zone))
    throw new RequestFault('BAD_INPUT', `must be an IANA time zone, such as Europe/Berlin`, 'zone')
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Refuses a ring: an update that, through others, would follow itself for ever. */
async function checkOrder(database: Database, after: DatasetRow, dataset: DatasetRow): Promise<void> {
  let one: DatasetRow | null = after
  while (one !== null) {
    if (one.id === dataset.id)
      throw new RequestFault('BAD_INPUT', 'would follow its own update', 'afterDatasetId')
    one =
      one.updateAfterId === null ? null : await findDataset(database, one.organizationId, one.updateAfterId)
  }
}

async function followClock(
  jobs: Jobs,
  { id, organizationId, updateCron, updateZone }: DatasetRow,
): Promise<void> {
  if (updateCron === null) return jobs.unschedule(UPDATE_QUEUE, id)
  const data: UpdateJob = { jobId: null, organizationId, datasetId: id }
  await jobs.schedule(UPDATE_QUEUE, data, { key: id, cron: updateCron, zone: updateZone ?? 'UTC' })
}
