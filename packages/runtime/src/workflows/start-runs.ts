/** Begins runs of workflows by the clock: by cron, and by the sessions of exchanges. */
import type { Micros } from '@quarterdeck/engine'
import { exchangeCalendar } from '@quarterdeck/market-data'
import type { Database } from '../database/database.ts'
import type { JobQueue } from '../jobs/jobs.ts'
import { instantText } from '../projection/exact.ts'
import type { WorkflowDefinition } from './definition.ts'
import { type StoredWorkflow, addRun, findWorkflow, scheduledWorkflows } from './workflow-rows.ts'

export const CRON_QUEUE = 'workflow-cron'
export const SESSION_QUEUE = 'workflow-sessions'
/** Sessions are looked at every minute. */
export const SESSION_CRON = '* * * * *'

const MINUTE: Micros = 60e6
const DAY: Micros = 86_400e6
/** An edge that lies further back is past: the process was not there. */
const LATE_MAX: Micros = 10 * MINUTE

export interface StartOptions {
  readonly database: Database
  readonly now: () => Micros
  /** A run was begun: its first steps can be. */
  readonly onBegun: (runId: string) => Promise<void>
}

export interface CronJob {
  readonly organizationId: string
  readonly workflowId: string
}

export function cronQueue(options: StartOptions): JobQueue<CronJob> {
  const { database, now } = options
  return {
    name: CRON_QUEUE,
    retries: 3,
    concurrency: 1,
    async work({ organizationId, workflowId }) {
      const workflow = await findWorkflow(database, organizationId, workflowId)
      if (workflow === null || !workflow.enabled) return
      await begin(options, workflow, Math.floor(now() / MINUTE) * MINUTE)
    },
    giveUp: () => Promise.resolve(),
  }
}

export function sessionQueue(options: StartOptions): JobQueue<object> {
  const { database, now } = options
  return {
    name: SESSION_QUEUE,
    retries: 1,
    concurrency: 1,
    async work() {
      for (const workflow of await scheduledWorkflows(database)) {
        const due = newestEdge(workflow.definition.schedule, now())
        if (due !== null) await begin(options, workflow, due)
      }
    },
    giveUp: () => Promise.resolve(),
  }
}

/** The newest opening or close that is due and not long past; null: none is, or the schedule is another one. */
export function newestEdge(schedule: WorkflowDefinition['schedule'], at: Micros): Micros | null {
  if (schedule === null || !('calendar' in schedule)) return null
  const { calendar, at: edge, offsetMinutes } = schedule
  const offset = offsetMinutes * MINUTE
  const sessions = exchangeCalendar(calendar).sessions(at - offset - 2 * DAY, at - offset + MINUTE)
  const edges = sessions.map(({ open, close }) => (edge === 'OPEN' ? open : close) + offset)
  return edges.findLast((due) => due <= at && due > at - LATE_MAX) ?? null
}

async function begin(
  { database, now, onBegun }: StartOptions,
  workflow: StoredWorkflow,
  due: Micros,
): Promise<void> {
  const { actor } = workflow
  const runId = await addRun(database, workflow, { cause: instantText(due), actor, at: now() })
  if (runId !== null) await onBegun(runId)
}
