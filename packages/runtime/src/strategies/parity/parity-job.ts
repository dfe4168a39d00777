/** Comparisons of runs with their replays, as jobs and rows. */
import { randomUUID } from 'node:crypto'
import type { Actor, Micros } from '@quarterdeck/engine'
import type { RunnerProcess, RunnerTerms } from '@quarterdeck/strategies'
import type { Database, Queryable } from '../../database/database.ts'
import type { JobQueue } from '../../jobs/jobs.ts'
import { instantText } from '../../projection/exact.ts'
import type { TapeEntry } from '../run/tape.ts'
import { recordOf, storedRuns } from '../run-rows.ts'
import type { LoadedArtifact } from '../supervisor/prepare-run.ts'
import { type ReplayResult, replayRun } from './replay-run.ts'

export const PARITY_QUEUE = 'strategy-parity'

export interface ParityJob {
  readonly organizationId: string
  readonly reportId: string
  readonly deploymentId: string
  readonly run: number
}

export interface ParityQueueOptions {
  readonly database: Database
  readonly now: () => Micros
  readonly artifact: (organizationId: string, digest: string) => Promise<LoadedArtifact>
  readonly startRunner: (terms: RunnerTerms) => RunnerProcess
  readonly onChange: (organizationId: string) => void
  /** A comparison came to its end. */
  readonly onCompared: (organizationId: string) => void
}

/** Runs looked through for the one that is asked for. */
const RUNS_LOOKED_AT = 10_000

export function parityQueue(options: ParityQueueOptions): JobQueue<ParityJob> {
  const { database, now, onChange, onCompared } = options
  return {
    name: PARITY_QUEUE,
    retries: 2,
    concurrency: 1,
    async work(job, { signal }) {
      const { reportId, organizationId } = job
      await setStatus(database, reportId, 'RUNNING')
      onChange(organizationId)
      const result = await compare(options, job, signal).catch((error: Error) => error)
      if (signal.aborted) throw new Error('The lease was lost')
      await endReport(database, reportId, result, now())
      onCompared(organizationId)
      onChange(organizationId)
    },
    async giveUp({ reportId, organizationId }) {
      await endReport(
        database,
        reportId,
        new Error('it was begun several times and never came to its end'),
        now(),
      )
      onChange(organizationId)
    },
  }
}

/** Compares by a tape that is not the recorded one, here and now: for drills. */
export async function compareBy(
  options: ParityQueueOptions,
  job: ParityJob,
  tape: (recorded: readonly TapeEntry[]) => readonly TapeEntry[],
): Promise<void> {
  const { database, now, onCompared, onChange } = options
  const result = await compare(options, job, new AbortController().signal, tape)
  await endReport(database, job.reportId, result, now())
  onCompared(job.organizationId)
  onChange(job.organizationId)
}

async function compare(
  { database, artifact, startRunner }: ParityQueueOptions,
  { organizationId, deploymentId, run }: ParityJob,
  signal: AbortSignal,
  tape = (recorded: readonly TapeEntry[]) => recorded,
): Promise<ReplayResult> {
  const runs = await storedRuns(database, organizationId, deploymentId, RUNS_LOOKED_AT)
  const stored = runs.find((one) => one.run === run)
  if (stored === undefined) throw new Error(`the deployment has no run ${run}`)
  const { entries } = await recordOf(database, stored, true)
  const { bundle } = await artifact(organizationId, stored.digest)
  return replayRun({ facts: stored, bundle, entries: tape(entries), startRunner, signal })
}

export async function addReport(
  database: Queryable,
  of: {
    readonly organizationId: string
    readonly deploymentId: string
    readonly run: number
    readonly actor: Actor
    readonly at: Micros
  },
): Promise<string> {
  const id = randomUUID()
  await database.query(
    `INSERT INTO parity_report (id, organization_id, deployment_id, run, status, inputs, decisions, equal, actor, created_at)
     VALUES ($1, $2, $3, $4, 'QUEUED', 0, 0, 0, $5::jsonb, $6::timestamptz)`,
    [id, of.organizationId, of.deploymentId, of.run, JSON.stringify(of.actor), instantText(of.at)],
  )
  return id
}

async function setStatus(database: Queryable, id: string, status: string): Promise<void> {
  await database.query('UPDATE parity_report SET status = $2 WHERE id = $1 AND ended_at IS NULL', [
    id,
    status,
  ])
}

async function endReport(
  database: Queryable,
  id: string,
  result: ReplayResult | Error,
  at: Micros,
): Promise<void> {
  const isFault = result instanceof Error
  const status = isFault ? 'FAILED' : result.first === null ? 'EQUAL' : 'DIFFERENT'
  const counts = isFault ? [0, 0, 0] : [result.inputs, result.decisions, result.equal]
  await database.query(
    `UPDATE parity_report SET status = $2, inputs = $3, decisions = $4, equal = $5, first_difference = $6::jsonb,
       failure = $7, ended_at = $8::timestamptz WHERE id = $1 AND ended_at IS NULL`,
    [
      id,
      status,
      ...counts,
      isFault || result.first === null ? null : JSON.stringify(result.first),
      isFault ? result.message : null,
      instantText(at),
    ],
  )
}
