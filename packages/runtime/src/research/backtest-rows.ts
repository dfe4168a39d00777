/** Rows of backtests, their trials and inputs. */
import { randomUUID } from 'node:crypto'
import { isLessBetter, type FigureName } from '@quarterdeck/simulation'
import type { Database, Queryable } from '../database/database.ts'
import { packedDocument, putPacked } from './backtest-documents.ts'
import type { Asking, BacktestTerms, DatasetRef, SweepTerms } from './research.ts'
import type { StoredWalkForward } from './walk-forward-windows.ts'

export type StoredTerms = BacktestTerms &
  Partial<Pick<SweepTerms, 'axes' | 'method' | 'samples' | 'objective'>> & {
    readonly walkForward?: StoredWalkForward
  }

/** SINGLE: one run. SWEEP: many parameter sets. WALK_FORWARD: a sweep in each of many windows, and a test after it. */
export type BacktestKind = 'SINGLE' | 'SWEEP' | 'WALK_FORWARD'

export interface BacktestRow {
  readonly id: string
  readonly organizationId: string
  readonly kind: BacktestKind
  readonly name: string
  readonly terms: StoredTerms
  readonly ended: boolean
  /** Of a search, its trials; 0 while they are not counted. */
  readonly total: number
}

export async function addBacktest(
  database: Database,
  { organizationId, actor }: Asking,
  {
    terms,
    kind,
    datasets,
  }: {
    readonly terms: StoredTerms
    readonly kind: BacktestRow['kind']
    readonly datasets: readonly DatasetRef[]
  },
): Promise<string> {
  const id = randomUUID()
  await database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO backtest (id, organization_id, kind, name, strategy, status, request, done, total, plan, actor, created_at,
         updated_at)
       VALUES ($1, $2, $3, $4, $5, 'QUEUED', $6::jsonb, 0, 0, ARRAY[]::text[], $7::jsonb, now(), now())`,
      [id, organizationId, kind, terms.name, terms.strategy, JSON.stringify(terms), JSON.stringify(actor)],
    )
    for (const [place, dataset] of datasets.entries()) {
      await tx.query(
        `INSERT INTO backtest_dataset (backtest_id, place, organization_id, dataset_id, instrument_id, kind, timeframe)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, place, organizationId, dataset.id, dataset.instrumentId, dataset.kind, dataset.timeframe],
      )
    }
  })
  return id
}

export async function findBacktest(database: Queryable, id: string): Promise<BacktestRow | null> {
  const [row] = await database.query<Omit<BacktestRow, 'terms'> & { readonly request: string }>(
    `SELECT id, organization_id AS "organizationId", kind, name, request, ended_at IS NOT NULL AS ended, total::float8 AS total
     FROM backtest
     WHERE id = $1`,
    [id],
  )
  if (row === undefined) return null
  const { request, ...rest } = row
  return { ...rest, terms: JSON.parse(request) as StoredTerms }
}

/** Begins, or begins again after a lost lease; null: it has ended. */
export async function beginBacktest(database: Queryable, id: string): Promise<BacktestRow | null> {
  const begun = await database.query(
    `UPDATE backtest SET status = 'RUNNING', started_at = coalesce(started_at, now()), updated_at = now()
     WHERE id = $1 AND ended_at IS NULL RETURNING id`,
    [id],
  )
  return begun.length === 0 ? null : findBacktest(database, id)
}

export interface RunProgress {
  readonly done: number
  readonly total: number
  readonly eventsPerSecond: number | null
}

/** False: somebody has ended it. */
export async function moveBacktest(
  database: Queryable,
  id: string,
  { done, total, eventsPerSecond }: RunProgress,
): Promise<boolean> {
  const moved = await database.query(
    `UPDATE backtest SET done = $2, total = $3, events_per_second = $4, updated_at = now()
     WHERE id = $1 AND ended_at IS NULL RETURNING id`,
    [id, done, total, eventsPerSecond],
  )
  return moved.length > 0
}

export async function endBacktest(
  database: Queryable,
  id: string,
  status: 'CANCELLED' | 'FAILED',
  failure: string | null,
): Promise<void> {
  await database.query(
    `UPDATE backtest SET status = $2, failure = $3, updated_at = now(), ended_at = now() WHERE id = $1 AND ended_at IS NULL`,
    [id, status, failure],
  )
}

export async function setPlan(
  database: Queryable,
  id: string,
  plan: readonly string[],
  trials: number,
): Promise<void> {
  await database.query(
    `UPDATE backtest SET plan = $2, total = $3, updated_at = now() WHERE id = $1 AND ended_at IS NULL`,
    [id, plan, trials],
  )
}

/** Notes the content that was read. */
export async function pinInput(
  database: Queryable,
  {
    backtestId,
    place,
    contentSha256,
  }: {
    readonly backtestId: string
    readonly place: number
    readonly contentSha256: string
  },
): Promise<void> {
  await database.query(
    'UPDATE backtest_dataset SET content_sha256 = $3 WHERE backtest_id = $1 AND place = $2',
    [backtestId, place, contentSha256],
  )
}

export type StoredFigures = Readonly<Record<string, number | null>>

export interface FinishedRun {
  readonly figures: StoredFigures
  readonly decisions: string
  readonly events: number
  readonly eventsPerSecond: number
  /** Documents by name. */
  readonly documents: Readonly<Record<string, string>>
}

/** Writes the results and ends it, at once. */
export async function completeRun(
  database: Database,
  backtest: BacktestRow,
  run: FinishedRun,
): Promise<void> {
  const packed = await Promise.all(Object.entries(run.documents).map(packedDocument))
  await database.transaction(async (tx) => {
    for (const document of packed) await putPacked(tx, backtest, document)
    await tx.query(
      `UPDATE backtest SET status = 'COMPLETED', figures = $2::jsonb, decisions = $3, done = $4, total = $4,
         events_per_second = $5, updated_at = now(), ended_at = now() WHERE id = $1 AND ended_at IS NULL`,
      [backtest.id, JSON.stringify(run.figures), run.decisions, run.events, run.eventsPerSecond],
    )
  })
}

export interface FinishedTrial {
  readonly number: number
  readonly parameters: Readonly<Record<string, unknown>>
  readonly figures: StoredFigures | null
  readonly failure: string | null
}

/** Puts a trial down; again: no change. */
export async function putTrial(
  database: Queryable,
  { id, organizationId }: BacktestRow,
  trial: FinishedTrial,
): Promise<void> {
  await database.query(
    `INSERT INTO backtest_trial (backtest_id, number, organization_id, parameters, status, figures, failure)
     VALUES ($1, $2, $3, $4::jsonb, $5, $6::jsonb, $7) ON CONFLICT (backtest_id, number) DO NOTHING`,
    [
      id,
      trial.number,
      organizationId,
      JSON.stringify(trial.parameters),
      trial.failure === null ? 'COMPLETED' : 'FAILED',
      trial.figures === null ? null : JSON.stringify(trial.figures),
      trial.failure,
    ],
  )
}

/** Numbers of the trials of a range that are done. */
export async function trialsDone(
  database: Queryable,
  id: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ReadonlySet<number>> {
  const rows = await database.query<{ number: number }>(
    'SELECT number FROM backtest_trial WHERE backtest_id = $1 AND number >= $2 AND number < $3',
    [id, from, to],
  )
  return new Set(rows.map(({ number }) => number))
}

export interface TrialRow {
  readonly number: number
  /** JSON. */
  readonly parameters: string
  /** The figure that trials are ranked by; null: it has none. */
  readonly score: number | null
  readonly failure: string | null
}

/** The trials of a range that are done, in order. */
export function trialsOf(
  database: Queryable,
  id: string,
  { from, to, objective }: { readonly from: number; readonly to: number; readonly objective: string },
): Promise<readonly TrialRow[]> {
  return database.query(
    `SELECT number, parameters, (figures->>$4)::float8 AS score, failure FROM backtest_trial
     WHERE backtest_id = $1 AND number >= $2 AND number < $3 ORDER BY number`,
    [id, from, to, objective],
  )
}

/**
 * Counts a sweep's trials, names its best by the figure, and completes it once all are done. False: somebody has ended it.
 */
export async function countTrials(
  database: Queryable,
  id: string,
  { objective, eventsPerSecond }: { readonly objective: FigureName; readonly eventsPerSecond: number | null },
): Promise<boolean> {
  const order = isLessBetter(objective) ? 'ASC' : 'DESC'
  const counted = await database.query<{ ended: boolean }>(
    `WITH counted AS (SELECT count(*) AS done FROM backtest_trial WHERE backtest_id = $1),
     best AS (SELECT number FROM backtest_trial WHERE backtest_id = $1 AND (figures->>$2) IS NOT NULL
              ORDER BY (figures->>$2)::float8 ${order}, number LIMIT 1)
     UPDATE backtest SET done = counted.done, best_trial = (SELECT number FROM best),
       events_per_second = coalesce($3::float8, events_per_second), updated_at = now(),
       status = CASE WHEN counted.done >= total THEN 'COMPLETED' ELSE status END,
       ended_at = CASE WHEN counted.done >= total THEN now() END
     FROM counted WHERE id = $1 AND ended_at IS NULL AND total > 0 RETURNING ended_at IS NOT NULL AS ended`,
    [id, objective, eventsPerSecond],
  )
  return counted.length > 0
}
