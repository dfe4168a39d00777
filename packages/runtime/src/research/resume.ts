/** Takes up what an earlier process left undone, and keeps the clock of updates: in the background, only where there is some. */
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import type { RunningResearch } from './create-research.ts'

export interface ResumeOptions {
  readonly database: Database
  readonly log: Logger
  readonly research: () => Promise<RunningResearch>
  readonly isClosing: () => boolean
}

/**
 * Several machines share the work on a PostgreSQL server, so each takes jobs from its start on. The embedded database has one
 * process, which needs the queue only once there is work.
 */
export function resumeResearch({ database, log, research, isClosing }: ResumeOptions): void {
  const resume = async () => {
    const [undone] = await database.query(
      `SELECT 1 AS one FROM research_job WHERE ended_at IS NULL
       UNION ALL SELECT 1 FROM backtest WHERE ended_at IS NULL
       UNION ALL SELECT 1 FROM dataset WHERE update_cron IS NOT NULL AND NOT updates_paused LIMIT 1`,
    )
    if ((database.embedded && undone === undefined) || isClosing()) return
    const { jobs } = await research()
    await jobs.start()
  }
  setImmediate(() => {
    resume().catch((error: unknown) => {
      if (!isClosing()) log.error({ err: error }, 'Jobs of datasets and backtests could not be taken up')
    })
  })
}
