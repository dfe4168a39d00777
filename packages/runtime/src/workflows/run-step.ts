/** Steps of workflows as jobs: one attempt after the other, and then whatever waits for the step. */
import type { Actor } from '@quarterdeck/engine'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { JobQueue, Jobs, Lease } from '../jobs/jobs.ts'
import type { Logger } from '../logger.ts'
import { RequestFault } from '../request-fault.ts'
import { abandon } from './abandon-step.ts'
import type { WorkflowStep } from './definition.ts'
import type { WorkflowLeave } from './leave.ts'
import { hopeless, ready, statusOf } from './progress.ts'
import { type ActionParts, StepRefused, doAction } from './step-action.ts'
import {
  type StoredRun,
  beginAttempt,
  endStep,
  findRun,
  moveSteps,
  noteBegun,
  setRunStatus,
  statesOf,
} from './workflow-rows.ts'

export const STEP_QUEUE = 'workflow-step'

export interface StepJob {
  readonly runId: string
  readonly stepId: string
}

export interface StepQueueOptions extends ActionParts {
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  readonly jobs: () => Jobs
  readonly leave: WorkflowLeave
  /** Puts an entry into the organization's audit log. */
  readonly record: (organizationId: string, actor: Actor, entry: AuditNote) => Promise<void>
  readonly onChange: (organizationId: string) => void
}

export interface AuditNote {
  readonly action: string
  readonly summary: string
  readonly after: object
}

/** Steps of one process at once: most of them wait for something else. */
const AT_ONCE = 8
/** Of the queue itself, for processes that end in the middle: an attempt that fails is tried again by the step's own terms. */
const RETRIES = 20
/** How often a step that runs asks whether its run was cancelled. */
const ASKED_EVERY_MS = 1_000

export function stepQueue(options: StepQueueOptions): JobQueue<StepJob> {
  return {
    name: STEP_QUEUE,
    retries: RETRIES,
    concurrency: AT_ONCE,
    async work({ runId, stepId }, lease) {
      const run = await findRun(options.database, runId)
      const step = run?.definition.steps.find(({ id }) => id === stepId)
      if (run?.status !== 'RUNNING' || step === undefined) return
      await attempts(options, run, step, lease)
      await advance(options, runId)
    },
    async giveUp({ runId, stepId }) {
      const failure = 'It was begun many times and never came to its end; see the server log'
      await endStep(options.database, runId, stepId, { status: 'FAILED', output: null, failure })
      await advance(options, runId)
    },
  }
}

/** Queues what can begin, skips what never will, and ends the run once nothing is left. Done again, it does the same. */
export async function advance(
  { database, jobs, onChange }: Pick<StepQueueOptions, 'database' | 'jobs' | 'onChange'>,
  runId: string,
): Promise<void> {
  const run = await findRun(database, runId)
  if (run === null) return
  const { steps } = run.definition
  if (run.status === 'RUNNING') {
    const lost = hopeless(steps, statesOf(run))
    await moveSteps(database, runId, { steps: lost, from: ['PENDING'], to: 'SKIPPED' })
    await moveSteps(database, runId, { steps: ready(steps, statesOf(run)), from: ['PENDING'], to: 'QUEUED' })
  }
  const now = await findRun(database, runId)
  if (now === null) return
  // Also those that were queued before: a process may have ended between the two.
  for (const { stepId, status } of now.steps.values())
    if (status === 'QUEUED') {
      const job: StepJob = { runId, stepId }
      await jobs().send(STEP_QUEUE, job, { key: `${runId} ${stepId}` })
    }
  if (now.status === 'RUNNING') await setRunStatus(database, runId, statusOf(statesOf(now)))
  onChange(run.organizationId)
}

async function attempts(
  options: StepQueueOptions,
  run: StoredRun,
  step: WorkflowStep,
  lease: Lease,
): Promise<void> {
  const { database, clock, onChange } = options
  for (;;) {
    if (!(await beginAttempt(database, run.id, step.id))) return
    onChange(run.organizationId)
    const now = await findRun(database, run.id)
    const stored = now?.steps.get(step.id)
    if (now === null || stored === undefined) return
    const result = await attempt(options, now, step, lease)
    if (lease.signal.aborted) throw new Error('The lease was lost')
    if (!(result instanceof Error)) {
      await endStep(database, run.id, step.id, { status: 'SUCCEEDED', output: result, failure: null })
      return
    }
    const isFinal = result instanceof StepRefused || result instanceof RequestFault
    if (isFinal || stored.attempts > step.retries) {
      const failure = result.message
      await endStep(database, run.id, step.id, { status: 'FAILED', output: null, failure })
      return
    }
    // What it began has failed: the next attempt begins it anew.
    await noteBegun(database, run.id, step.id, null)
    const pauseMs = step.backoffSeconds * 1_000 * 2 ** (stored.attempts - 1)
    await new Promise<void>((resolve) => clock.after(pauseMs, resolve))
    if (lease.signal.aborted) throw new Error('The lease was lost')
  }
}

/** The step's output, or why there is none. */
async function attempt(
  options: StepQueueOptions,
  run: StoredRun,
  step: WorkflowStep,
  lease: Lease,
): Promise<object | Error> {
  const { database, logger } = options
  const { organizationId } = run
  const forbidden = await forbiddance(options, run, step)
  if (forbidden !== null) return new StepRefused(forbidden)
  const cancelled = new AbortController()
  const asking = setInterval(() => {
    // An unanswered question is asked again in a second.
    findRun(database, run.id)
      .then((now) => now?.status === 'CANCELLED' && cancelled.abort(new Error('The run was cancelled')))
      .catch((error: unknown) => logger.warn({ err: error }, 'Whether a run was cancelled is not known'))
  }, ASKED_EVERY_MS)
  const late = AbortSignal.timeout(step.timeoutSeconds * 1_000)
  let begun = run.steps.get(step.id)?.begun ?? null
  try {
    return await doAction(options, {
      asking: { organizationId, actor: actorOf(run.actor) },
      action: step.action,
      outputOf: (id) => run.steps.get(id)?.output ?? null,
      begun,
      onBegun: (id) => {
        begun = id
        return noteBegun(database, run.id, step.id, id)
      },
      signal: AbortSignal.any([lease.signal, cancelled.signal, late]),
    })
  } catch (error) {
    // Whoever takes the step over waits for what was begun.
    if (lease.signal.aborted) return error as Error
    const isGivenUp = late.aborted || cancelled.signal.aborted
    if (isGivenUp && begun !== null) await abandon(options, organizationId, { action: step.action, begun })
    if (cancelled.signal.aborted) return new StepRefused('The run was cancelled')
    return late.aborted ? new Error(`It took longer than ${step.timeoutSeconds} s`) : (error as Error)
  } finally {
    clearInterval(asking)
  }
}

/** Why the one in whose name the run acts may not take this step any more, after that is on record; null: they may. */
async function forbiddance(
  { database, leave, record, logger }: StepQueueOptions,
  { id: runId, organizationId, actor, definition }: StoredRun,
  { id: stepId, action }: WorkflowStep,
): Promise<string | null> {
  const reason = await leave(database, { organizationId, actor, does: action.do })
  if (reason === null) return null
  const summary = `Refused a step of the workflow ${definition.name}: ${reason}`
  logger.error({ organizationId, runId, stepId, actor }, summary)
  await record(organizationId, actorOf(actor), {
    action: 'workflow.refused',
    summary,
    after: { runId, stepId, does: action.do },
  })
  return reason
}

/** Who began the run, or saved the workflow that its clock began, is accountable for what it does. */
function actorOf(actor: Actor): Actor {
  return { ...actor, name: `${actor.name} (workflow)` }
}
