/** Puts workflows together: definitions, schedules, the queue of steps. Loaded with the first call, or at the start where some are at work. */
import type { Actor } from '@quarterdeck/engine'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import { createBossJobs } from '../jobs/boss-jobs.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Logger } from '../logger.ts'
import type { PartitionHost } from '../partition/host.ts'
import { RequestFault } from '../request-fault.ts'
import { cronFault } from '../research/cron-fault.ts'
import type { Asking, Research } from '../research/research.ts'
import { ChangeSignal } from '../strategies/change-signal.ts'
import type { Strategies } from '../strategies/strategies.ts'
import { abandon } from './abandon-step.ts'
import { type WorkflowDefinition, readDefinition } from './definition.ts'
import { toRestart } from './progress.ts'
import type { WorkflowLeave } from './leave.ts'
import { type AuditNote, advance, stepQueue } from './run-step.ts'
import {
  CRON_QUEUE,
  type CronJob,
  SESSION_CRON,
  SESSION_QUEUE,
  cronQueue,
  sessionQueue,
} from './start-runs.ts'
import {
  type StoredRun,
  type StoredWorkflow,
  addRun,
  dropWorkflow,
  findRun,
  findWorkflow,
  moveSteps,
  noteBegun,
  putWorkflow,
  scheduledWorkflows,
  setEnabled,
  setRunActor,
  setRunStatus,
  statesOf,
} from './workflow-rows.ts'
import type { Workflows } from './workflows.ts'

export interface WorkflowsOptions {
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  readonly research: () => Promise<Research>
  readonly strategies: () => Promise<Strategies>
  readonly leave: WorkflowLeave
  readonly host: (organizationId: string) => Pick<PartitionHost, 'submit'>
}

export interface RunningWorkflows extends Workflows {
  /** Takes up runs that an earlier process left, and the clock. */
  resume(): Promise<void>
  close(): Promise<void>
}

export function createWorkflows(options: WorkflowsOptions): RunningWorkflows {
  const { database, clock, logger } = options
  const signal = new ChangeSignal()
  const onChange = (organizationId: string) => signal.raise(organizationId)
  const record = async (organizationId: string, actor: Actor, { after, ...entry }: AuditNote) => {
    const audit = { type: 'RecordAudit', ...entry, before: null, after: JSON.stringify(after) } as const
    await options.host(organizationId).submit(actor, audit)
  }
  const steps = { ...options, jobs: () => jobs, record, onChange }
  const starts = { database, now: () => clock.now(), onBegun: (runId: string) => advance(steps, runId) }
  const jobs: Jobs = createBossJobs({
    database,
    logger,
    queues: [stepQueue(steps), cronQueue(starts), sessionQueue(starts)],
  })
  const plan = async ({ id, organizationId, definition, enabled }: StoredWorkflow) => {
    await jobs.unschedule(CRON_QUEUE, id)
    const { schedule } = definition
    if (!enabled || schedule === null) return
    const job: CronJob = { organizationId, workflowId: id }
    if ('cron' in schedule) await jobs.schedule(CRON_QUEUE, job, { key: id, ...schedule })
    else await jobs.schedule(SESSION_QUEUE, {}, { key: 'sessions', cron: SESSION_CRON, zone: 'UTC' })
  }
  const workflowOf = async (organizationId: string, id: string) => {
    const workflow = await findWorkflow(database, organizationId, id)
    if (workflow === null) throw new RequestFault('NOT_FOUND', 'Workflow not found', 'workflowId')
    return workflow
  }
  const runOf = async (organizationId: string, id: string): Promise<StoredRun> => {
    const run = await findRun(database, id)
    if (run === null || run.organizationId !== organizationId)
      throw new RequestFault('NOT_FOUND', 'Run not found', 'runId')
    return run
  }

  const read = (value: unknown) => {
    const definition = readDefinition(value)
    checkSchedule(definition)
    return definition
  }

  return {
    read,
    async save({ organizationId, actor }, value) {
      const definition = read(value)
      const id = await putWorkflow(database, { organizationId, definition, actor, at: clock.now() })
      await plan(await workflowOf(organizationId, id))
      onChange(organizationId)
      return id
    },
    async enable({ organizationId }, workflowId, enabled) {
      const workflow = await workflowOf(organizationId, workflowId)
      await setEnabled(database, workflowId, enabled)
      await plan({ ...workflow, enabled })
      onChange(organizationId)
    },
    async remove({ organizationId }, workflowId) {
      const workflow = await workflowOf(organizationId, workflowId)
      await plan({ ...workflow, enabled: false })
      await dropWorkflow(database, workflowId)
      onChange(organizationId)
    },
    async run({ organizationId, actor }: Asking, workflowId) {
      const workflow = await workflowOf(organizationId, workflowId)
      const runId = await addRun(database, workflow, { cause: 'MANUAL', actor, at: clock.now() })
      if (runId === null) throw new Error('Invariant: a run by hand is always another one')
      await advance(steps, runId)
      return runId
    },
    async cancel({ organizationId }, runId) {
      const run = await runOf(organizationId, runId)
      if (run.status !== 'RUNNING') throw new RequestFault('CONFLICT', 'The run is over', 'runId')
      await setRunStatus(database, runId, 'CANCELLED')
      const all = [...run.steps.keys()]
      await moveSteps(database, runId, { steps: all, from: ['PENDING', 'QUEUED'], to: 'CANCELLED' })
      // Whoever works on a step sees to it as well; here also where nobody does, such as after a crash.
      for (const { action, begun } of underWay(run)) await abandon(options, organizationId, { action, begun })
      onChange(organizationId)
    },
    async restart({ organizationId, actor }, runId) {
      const run = await runOf(organizationId, runId)
      if (run.status === 'RUNNING' || run.status === 'SUCCEEDED')
        throw new RequestFault(
          'CONFLICT',
          `The run has the status ${run.status}: nothing of it failed`,
          'runId',
        )
      const again = toRestart(statesOf(run))
      for (const stepId of again) await noteBegun(database, runId, stepId, null)
      await moveSteps(database, runId, {
        steps: again,
        from: ['FAILED', 'SKIPPED', 'CANCELLED', 'PENDING', 'QUEUED', 'RUNNING'],
        to: 'PENDING',
      })
      await setRunActor(database, runId, actor)
      await setRunStatus(database, runId, 'RUNNING')
      await advance(steps, runId)
    },
    async *changes(organizationId, until) {
      while (!until.aborted) {
        await signal.next(organizationId, until)
        if (!until.aborted) yield
      }
    },
    async resume() {
      for (const workflow of await scheduledWorkflows(database)) await plan(workflow)
      const running = await database.query<{ id: string }>(
        `SELECT id FROM workflow_run WHERE status = 'RUNNING'`,
      )
      for (const { id } of running) await advance(steps, id)
      // Steps that an earlier process left are with the queue.
      await jobs.start()
    },
    close: () => jobs.stop(),
  }
}

/** What steps of a run began elsewhere and still wait for. */
function underWay({ definition, steps }: StoredRun) {
  return definition.steps.flatMap(({ id, action }) => {
    const { status, begun } = steps.get(id) ?? {}
    return status === 'RUNNING' && begun != null ? [{ action, begun }] : []
  })
}

/** A cron expression has rules of its own. */
function checkSchedule({ schedule }: WorkflowDefinition): void {
  if (schedule === null || !('cron' in schedule)) return
  const fault = cronFault(schedule.cron)
  if (fault !== null) throw new RequestFault('BAD_INPUT', `cron ${fault}`, 'definition.schedule.cron')
  try {
    new Intl.DateTimeFormat('en', { timeZone: schedule.zone })
  } catch {
    const message = `"${schedule.zone}" is no time zone: give an IANA name such as Europe/Paris`
    throw new RequestFault('BAD_INPUT', message, 'definition.schedule.zone')
  }
}
