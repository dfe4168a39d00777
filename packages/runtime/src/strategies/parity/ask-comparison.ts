/** Asks for comparisons of runs with their replays: as jobs, or at once by a tape of the caller's. */
import type { Micros } from '@quarterdeck/engine'
import type { Database } from '../../database/database.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import { RequestFault } from '../../request-fault.ts'
import type { Asking } from '../../research/research.ts'
import type { TapeEntry } from '../run/tape.ts'
import { storedRuns } from '../run-rows.ts'
import { PARITY_QUEUE, type ParityJob, type ParityQueueOptions, addReport, compareBy } from './parity-job.ts'

export interface ComparisonOptions {
  readonly database: Database
  readonly now: () => Micros
  readonly jobs: () => Jobs
  /** Makes durable what runs of the organization have decided. */
  readonly flush: (organizationId: string) => Promise<void>
  readonly parity: ParityQueueOptions
}

/** Runs looked through for the one that is asked for. */
const RUNS_LOOKED_AT = 10_000

/** Asks for a comparison of a run, the newest with null; the id of its report. */
export async function askComparison(
  options: ComparisonOptions,
  asking: Asking,
  of: { readonly deploymentId: string; readonly run: number | null },
): Promise<string> {
  const job = await newReport(options, asking, of)
  await options.jobs().send(PARITY_QUEUE, job, { key: job.reportId })
  return job.reportId
}

/** Compares the newest run by another tape than the recorded one; resolves when it is done. */
export async function compareNowBy(
  options: ComparisonOptions,
  asking: Asking,
  of: {
    readonly deploymentId: string
    readonly tape: (recorded: readonly TapeEntry[]) => readonly TapeEntry[]
  },
): Promise<void> {
  await compareBy(options.parity, await newReport(options, asking, { ...of, run: null }), of.tape)
}

async function newReport(
  { database, now, flush }: ComparisonOptions,
  { organizationId, actor }: Asking,
  { deploymentId, run }: { readonly deploymentId: string; readonly run: number | null },
): Promise<ParityJob> {
  await flush(organizationId)
  const runs = await storedRuns(database, organizationId, deploymentId, run === null ? 1 : RUNS_LOOKED_AT)
  const chosen = run === null ? runs[0] : runs.find((one) => one.run === run)
  if (chosen === undefined) throw new RequestFault('NOT_FOUND', 'The deployment has no such run', 'run')
  const of = { organizationId, deploymentId, run: chosen.run }
  const reportId = await addReport(database, { ...of, actor, at: now() })
  return { ...of, reportId }
}
