/** Takes up workflows that an earlier process left, and their clock: in the background, only where there are some. */
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import type { RunningWorkflows } from './create-workflows.ts'

export interface ResumeOptions {
  readonly database: Database
  readonly log: Logger
  readonly workflows: () => Promise<RunningWorkflows>
  readonly isClosing: () => boolean
}

export function resumeWorkflows({ database, log, workflows, isClosing }: ResumeOptions): void {
  const resume = async () => {
    const [undone] = await database.query(
      `SELECT 1 AS one FROM workflow_run WHERE status = 'RUNNING'
       UNION ALL SELECT 1 FROM workflow WHERE enabled AND definition->'schedule' <> 'null'::jsonb LIMIT 1`,
    )
    if (undone === undefined || isClosing()) return
    await (await workflows()).resume()
  }
  setImmediate(() => {
    resume().catch((error: unknown) => {
      if (!isClosing()) log.error({ err: error }, 'Workflows could not be taken up')
    })
  })
}
