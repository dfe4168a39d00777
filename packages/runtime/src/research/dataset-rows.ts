/** Rows of datasets and of the jobs that write them. */
import { randomUUID } from 'node:crypto'
import type { Actor } from '@quarterdeck/engine'
import type { CatalogueEntry, SeriesKey } from '@quarterdeck/market-data'
import type { Queryable } from '../database/database.ts'
import type { DatasetRef, UpdateSchedule } from './research.ts'

export interface DatasetRow extends DatasetRef {
  readonly updateSource: string | null
  readonly updateCron: string | null
  readonly updateZone: string | null
  readonly updateAfterId: string | null
  readonly updatesPaused: boolean
}

const COLUMNS =
  'id, organization_id AS "organizationId", instrument_id AS "instrumentId", kind, timeframe, ' +
  'update_source AS "updateSource", update_cron AS "updateCron", update_zone AS "updateZone", ' +
  'update_after_id AS "updateAfterId", updates_paused AS "updatesPaused"'

export function keyOf({ instrumentId, kind, timeframe }: DatasetRef): SeriesKey {
  return { instrument: instrumentId, kind: kind as 'BARS', timeframe: timeframe as '1m' }
}

export async function findDataset(
  database: Queryable,
  organizationId: string,
  id: string,
): Promise<DatasetRow | null> {
  const [row] = await database.query<DatasetRow>(
    `SELECT ${COLUMNS} FROM dataset WHERE organization_id = $1 AND id = $2`,
    [organizationId, id],
  )
  return row ?? null
}

export async function hasDataset(
  database: Queryable,
  organizationId: string,
  { instrument, kind, timeframe }: SeriesKey,
): Promise<boolean> {
  const found = await database.query(
    'SELECT id FROM dataset WHERE organization_id = $1 AND instrument_id = $2 AND kind = $3 AND timeframe = $4',
    [organizationId, instrument, kind, timeframe],
  )
  return found.length > 0
}

/** The datasets that follow another one's updates. */
export function followersOf(database: Queryable, dataset: DatasetRef): Promise<readonly DatasetRow[]> {
  return database.query<DatasetRow>(
    `SELECT ${COLUMNS} FROM dataset
     WHERE organization_id = $1 AND update_after_id = $2 AND update_source IS NOT NULL AND NOT updates_paused ORDER BY seq`,
    [dataset.organizationId, dataset.id],
  )
}

/** Writes what the catalogue says of a series; the id of its dataset. */
export async function putDataset(
  database: Queryable,
  organizationId: string,
  { key, assetClass, rows, first, last, contentSha256, verdict, imports }: CatalogueEntry,
): Promise<string> {
  const at = (micros: number | null) => (micros === null ? null : new Date(micros / 1000))
  const [row] = await database.query<{ id: string }>(
    `INSERT INTO dataset (id, organization_id, instrument_id, kind, timeframe, asset_class, rows, first_at, last_at,
       content_sha256, source, verdict, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now(), now())
     ON CONFLICT (organization_id, instrument_id, kind, timeframe) DO UPDATE SET
       asset_class = excluded.asset_class, rows = excluded.rows, first_at = excluded.first_at, last_at = excluded.last_at,
       content_sha256 = excluded.content_sha256, source = excluded.source, verdict = excluded.verdict, updated_at = now()
     RETURNING id`,
    [
      randomUUID(),
      organizationId,
      key.instrument,
      key.kind,
      key.timeframe,
      assetClass,
      rows,
      at(first),
      at(last),
      contentSha256,
      imports.at(-1)?.source ?? '',
      verdict,
    ],
  )
  if (row === undefined) throw new Error('Invariant: writing a dataset answers its id')
  return row.id
}

export async function putSchedule(
  database: Queryable,
  { id, organizationId }: DatasetRef,
  schedule: UpdateSchedule | null,
): Promise<void> {
  await database.query(
    `UPDATE dataset SET update_source = $3, update_cron = $4, update_zone = $5, update_after_id = $6, updates_paused = false
     WHERE organization_id = $1 AND id = $2`,
    [
      organizationId,
      id,
      schedule?.source ?? null,
      schedule?.cron ?? null,
      schedule?.cron == null ? null : schedule.zone,
      schedule?.afterId ?? null,
    ],
  )
}

/** Says what a dataset is updated from, where nobody has said so yet. */
export async function keepSource(database: Queryable, datasetId: string, source: string): Promise<void> {
  await database.query('UPDATE dataset SET update_source = coalesce(update_source, $2) WHERE id = $1', [
    datasetId,
    source,
  ])
}

export interface NewJob {
  readonly organizationId: string
  readonly kind: 'IMPORT' | 'UPDATE'
  readonly datasetId: string | null
  readonly title: string
  readonly request: object
  readonly actor: Actor
}

export async function addJob(database: Queryable, job: NewJob): Promise<string> {
  const id = randomUUID()
  await database.query(
    `INSERT INTO research_job (id, organization_id, kind, dataset_id, title, status, request, progress, attempts, actor,
       created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, 'QUEUED', $6::jsonb, 0, 0, $7::jsonb, now(), now())`,
    [
      id,
      job.organizationId,
      job.kind,
      job.datasetId,
      job.title,
      JSON.stringify(job.request),
      JSON.stringify(job.actor),
    ],
  )
  return id
}

/** Begins, or begins again; false: it has ended already, and there is nothing to do. */
export async function beginJob(database: Queryable, id: string): Promise<boolean> {
  const begun = await database.query(
    `UPDATE research_job SET status = 'RUNNING', attempts = attempts + 1, progress = 0, failure = NULL, updated_at = now()
     WHERE id = $1 AND ended_at IS NULL RETURNING id`,
    [id],
  )
  return begun.length > 0
}

export async function moveJob(database: Queryable, id: string, progress: number): Promise<void> {
  await database.query(
    `UPDATE research_job SET progress = $2, updated_at = now() WHERE id = $1 AND ended_at IS NULL`,
    [id, progress],
  )
}

/** It failed and will be tried again. */
export async function setBackJob(database: Queryable, id: string, failure: string): Promise<void> {
  await database.query(
    `UPDATE research_job SET status = 'QUEUED', failure = $2, updated_at = now() WHERE id = $1 AND ended_at IS NULL`,
    [id, failure],
  )
}

export async function failJob(database: Queryable, id: string, failure: string): Promise<void> {
  await database.query(
    `UPDATE research_job SET status = 'FAILED', failure = $2, updated_at = now(), ended_at = now()
     WHERE id = $1 AND ended_at IS NULL`,
    [id, failure],
  )
}

/** What a job changed, as the API shows it. */
export interface JobOutcome {
  readonly rowsAdded: number
  readonly rowsChanged: number
  readonly rowsRemoved: number
  readonly notes: readonly string[]
  readonly touchedBacktestIds: readonly string[]
}

export async function completeJob(
  database: Queryable,
  id: string,
  { datasetId, outcome }: { readonly datasetId: string; readonly outcome: JobOutcome },
): Promise<void> {
  await database.query(
    `UPDATE research_job SET status = 'COMPLETED', progress = 1, failure = NULL, dataset_id = $2, outcome = $3::jsonb,
       updated_at = now(), ended_at = now() WHERE id = $1 AND ended_at IS NULL`,
    [id, datasetId, JSON.stringify(outcome)],
  )
}
