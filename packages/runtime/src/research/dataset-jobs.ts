/** Imports, beginnings and updates as jobs: write the store, validate, put the row, tell what changed and whom it touches. */
import type { Actor } from '@quarterdeck/engine'
import {
  type ExchangeCalendar,
  type MarketStore,
  type SeriesKey,
  type WriteReport,
  importFile,
  isTickKind,
  updateSeries,
  validateSeries,
} from '@quarterdeck/market-data'
import type { Database } from '../database/database.ts'
import type { JobQueue, Jobs, Lease } from '../jobs/jobs.ts'
import {
  addJob,
  beginJob,
  completeJob,
  failJob,
  findDataset,
  followersOf,
  keepSource,
  keyOf,
  moveJob,
  putDataset,
  setBackJob,
  type DatasetRow,
} from './dataset-rows.ts'
import { refusalOf } from './faults.ts'
import { RequestFault } from '../request-fault.ts'
import { startedKey } from './dataset-start.ts'
import type { CandleStart, ImportRequest } from './research.ts'
import type { Stores } from './stores.ts'
import type { UpdateSources } from './update-sources.ts'
import { dropUpload, uploadedFile } from './uploads.ts'
import { progressWriter } from './progress-writer.ts'

export const IMPORT_QUEUE = 'dataset-import'
export const BEGIN_QUEUE = 'dataset-begin'
export const UPDATE_QUEUE = 'dataset-update'

export interface ImportJob {
  readonly jobId: string
  readonly organizationId: string
  readonly request: ImportRequest
}

export interface BeginJob {
  readonly jobId: string
  readonly organizationId: string
  readonly start: CandleStart
}

/** An update that somebody asked for has its row; one that the clock sends gets it when it begins. */
export interface UpdateJob {
  readonly jobId: string | null
  readonly organizationId: string
  readonly datasetId: string
}

export interface DatasetJobsOptions {
  readonly database: Database
  readonly stores: Stores
  readonly sources: UpdateSources
  readonly calendarOf: (instrumentId: string) => ExchangeCalendar
  /** The queue itself, for the updates that follow others. */
  readonly jobs: () => Jobs
}

/** How the clock's own updates are named in lists. */
const SCHEDULER: Actor = { kind: 'SYSTEM', id: 'schedule', name: 'Schedule', userId: null }
const GIVEN_UP = 'It was begun several times and never came to its end; see the server log'
const RETRIES = 4

export function importQueue(options: DatasetJobsOptions): JobQueue<ImportJob> {
  const { database, stores } = options
  return {
    name: IMPORT_QUEUE,
    retries: RETRIES,
    concurrency: 1,
    work: (data, lease) =>
      written(
        { ...options, jobId: data.jobId, organizationId: data.organizationId, lease },
        async (store, progress) => {
          const { request, organizationId } = data
          const key = {
            instrument: request.instrumentId,
            kind: request.kind,
            timeframe: request.timeframe,
          } as SeriesKey
          const root = stores.folder(organizationId, 'uploads')
          const { mode, assetClass } = request
          const { assetClass: _read, ...choices } = request.choices
          const report = await importFile(store, uploadedFile(root, request.uploadId), {
            ...choices,
            key,
            mode,
            onProgress: progress,
            ...(assetClass === null ? {} : { assetClass }),
          })
          return { key, report, notes: report.notes, done: () => dropUpload(root, request.uploadId) }
        },
      ),
    giveUp: ({ jobId }) => failJob(database, jobId, GIVEN_UP),
  }
}

/** Apart from imports: a venue is asked for hours where much is wanted, and no file waits for it. */
export function beginQueue(options: DatasetJobsOptions): JobQueue<BeginJob> {
  const { database, sources } = options
  return {
    name: BEGIN_QUEUE,
    retries: RETRIES,
    concurrency: 1,
    work: ({ jobId, organizationId, start }, lease) =>
      written({ ...options, jobId, organizationId, lease }, async (store, progress) => {
        const key = startedKey(start)
        const provider = await sources.provider(organizationId, start.source)
        const since = start.from === null ? {} : { from: start.from }
        const report = await updateSeries(store, provider, {
          key,
          options: { ...since, onProgress: progress },
        })
        return {
          key,
          report,
          notes: report.notes,
          kept: (datasetId) => keepSource(database, datasetId, start.source),
        }
      }),
    giveUp: ({ jobId }) => failJob(database, jobId, GIVEN_UP),
  }
}

export function updateQueue(options: DatasetJobsOptions): JobQueue<UpdateJob> {
  const { database, sources } = options
  return {
    name: UPDATE_QUEUE,
    retries: RETRIES,
    concurrency: 1,
    async work({ jobId: given, organizationId, datasetId }, lease) {
      const dataset = await findDataset(database, organizationId, datasetId)
      if (dataset?.updateSource == null || (given === null && dataset.updatesPaused)) {
        if (given !== null) await failJob(database, given, 'The dataset is gone, or has no source any more')
        return
      }
      const { updateSource } = dataset
      const jobId = given ?? (await addUpdateJob(database, dataset, SCHEDULER))
      await written({ ...options, jobId, organizationId, lease }, async (store, progress) => {
        const key = keyOf(dataset)
        if (isTickKind(key.kind))
          throw new RequestFault('BAD_INPUT', 'only bars can be updated from a source')
        const provider = await sources.provider(organizationId, updateSource)
        const barKey = { ...key, kind: key.kind }
        const report = await updateSeries(store, provider, { key: barKey, options: { onProgress: progress } })
        return { key, report, notes: report.notes, done: () => sendFollowers(options, dataset) }
      })
    },
    async giveUp({ jobId }) {
      if (jobId !== null) await failJob(database, jobId, GIVEN_UP)
    },
  }
}

export function addUpdateJob(database: Database, dataset: DatasetRow, actor: Actor): Promise<string> {
  const { organizationId, id: datasetId, instrumentId, kind, timeframe, updateSource } = dataset
  const title = `${instrumentId} ${kind} ${timeframe}`
  return addJob(database, {
    organizationId,
    kind: 'UPDATE',
    datasetId,
    title,
    request: { source: updateSource },
    actor,
  })
}

async function sendFollowers({ database, jobs }: DatasetJobsOptions, dataset: DatasetRow): Promise<void> {
  for (const { id: datasetId, organizationId } of await followersOf(database, dataset)) {
    const data: UpdateJob = { jobId: null, organizationId, datasetId }
    await jobs().send(UPDATE_QUEUE, data, { key: datasetId })
  }
}

interface Written {
  readonly key: SeriesKey
  readonly report: WriteReport
  readonly notes: readonly string[]
  /** What belongs to the dataset's row as well. */
  readonly kept?: (datasetId: string) => Promise<void>
  /** What follows once everything is recorded. */
  readonly done?: () => Promise<void> | void
}

interface WriteTerms extends DatasetJobsOptions {
  readonly jobId: string
  readonly organizationId: string
  readonly lease: Lease
}

/** Does one write under its job's row. A refusal ends the job; anything else sets it back, to be tried again. */
async function written(
  { database, stores, calendarOf, jobId, organizationId }: WriteTerms,
  write: (store: MarketStore, progress: (share: number) => void) => Promise<Written>,
): Promise<void> {
  if (!(await beginJob(database, jobId))) return
  const progress = progressWriter((share: number) => moveJob(database, jobId, share))
  try {
    const store = stores.of(organizationId)
    const { key, report, notes, kept, done } = await write(store, progress.put)
    await progress.settled()
    await validateSeries(store, key, { calendar: calendarOf(key.instrument) })
    const entry = store.describe(key)
    if (entry === undefined) throw new Error('Invariant: a series that was written is kept')
    const datasetId = await putDataset(database, organizationId, entry)
    await kept?.(datasetId)
    const { added, changed, removed } = report.diff
    const outcome = {
      rowsAdded: added,
      rowsChanged: changed,
      rowsRemoved: removed,
      notes,
      touchedBacktestIds: report.readersTouched,
    }
    await completeJob(database, jobId, { datasetId, outcome })
    await done?.()
  } catch (error) {
    await progress.settled()
    const refusal = refusalOf(error)
    if (refusal !== null) return failJob(database, jobId, refusal.message)
    await setBackJob(database, jobId, error instanceof Error ? error.message : String(error))
    throw error
  }
}
