/** What happens every night by itself: every run that was live that day is compared with its replay, and old words are let go. */
import { addReport, PARITY_QUEUE, type ParityJob } from './parity/parity-job.ts'
import type { Actor, Micros } from '@quarterdeck/engine'
import type { Database } from '../database/database.ts'
import type { JobQueue, Jobs } from '../jobs/jobs.ts'
import { instantText } from '../projection/exact.ts'

export const NIGHTLY_QUEUE = 'strategy-nightly'
/** Shortly after the UTC day has ended. */
export const NIGHTLY_CRON = '10 0 * * *'
/** Log lines, and the tapes of runs that have ended, are kept so long. */
export const KEPT_DAYS = 90

const DAY_MICROS: Micros = 86_400e6
const SCHEDULER: Actor = { kind: 'SYSTEM', id: 'nightly', name: 'Nightly comparison', userId: null }

export interface NightlyOptions {
  readonly database: Database
  readonly now: () => Micros
  /** The queue itself, for the comparisons. */
  readonly jobs: () => Jobs
  /** Makes durable what runs of this process have decided. */
  readonly flush: () => Promise<void>
}

export function nightlyQueue({ database, now, jobs, flush }: NightlyOptions): JobQueue<object> {
  return {
    name: NIGHTLY_QUEUE,
    retries: 3,
    concurrency: 1,
    async work() {
      await flush()
      const at = now()
      const runs = await database.query<{ organizationId: string; deploymentId: string; run: number }>(
        `SELECT organization_id AS "organizationId", deployment_id AS "deploymentId", run FROM deployment_run r
         WHERE (ended_at IS NULL OR ended_at > $1::timestamptz) AND inputs > 0
           AND NOT EXISTS (SELECT 1 FROM parity_report p WHERE p.deployment_id = r.deployment_id AND p.run = r.run
             AND p.inputs >= r.inputs AND p.status IN ('EQUAL', 'DIFFERENT'))`,
        [instantText(at - DAY_MICROS)],
      )
      for (const run of runs) {
        const reportId = await addReport(database, { ...run, actor: SCHEDULER, at })
        const job: ParityJob = { ...run, reportId }
        await jobs().send(PARITY_QUEUE, job, { key: reportId })
      }
      await letGo(database, at - KEPT_DAYS * DAY_MICROS)
    },
    // The next night does it again.
    giveUp: () => Promise.resolve(),
  }
}

async function letGo(database: Database, before: Micros): Promise<void> {
  const instant = [instantText(before)]
  await database.query('DELETE FROM deployment_log WHERE at < $1::timestamptz', instant)
  await database.query(
    `DELETE FROM deployment_tape t USING deployment_run r
     WHERE r.deployment_id = t.deployment_id AND r.run = t.run AND r.ended_at < $1::timestamptz`,
    instant,
  )
}
