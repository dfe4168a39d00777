/** Workflows, runs and steps as rows. */
import { randomUUID } from 'node:crypto'
import type { Actor, Micros } from '@quarterdeck/engine'
import type { Database, Queryable } from '../database/database.ts'
import { instantText } from '../projection/exact.ts'
import type { WorkflowDefinition } from './definition.ts'
import type { RunStatus, StepStates, StepStatus } from './progress.ts'

export interface StoredWorkflow {
  readonly id: string
  readonly organizationId: string
  readonly version: number
  readonly definition: WorkflowDefinition
  readonly enabled: boolean
  readonly actor: Actor
}

export interface StoredStep {
  readonly stepId: string
  readonly status: StepStatus
  readonly attempts: number
  readonly begun: string | null
  readonly output: unknown
}

export interface StoredRun {
  readonly id: string
  readonly organizationId: string
  readonly definition: WorkflowDefinition
  readonly status: RunStatus
  readonly actor: Actor
  readonly steps: ReadonlyMap<string, StoredStep>
}

export async function putWorkflow(
  database: Database,
  of: {
    readonly organizationId: string
    readonly definition: WorkflowDefinition
    readonly actor: Actor
    readonly at: Micros
  },
): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    `INSERT INTO workflow (id, organization_id, name, version, definition, enabled, actor, created_at, updated_at)
     VALUES ($1, $2, $3, 1, $4::jsonb, true, $5::jsonb, $6::timestamptz, $6::timestamptz)
     ON CONFLICT (organization_id, name) DO UPDATE SET version = workflow.version + 1,
       definition = excluded.definition, actor = excluded.actor, updated_at = excluded.updated_at RETURNING id`,
    [
      randomUUID(),
      of.organizationId,
      of.definition.name,
      JSON.stringify(of.definition),
      JSON.stringify(of.actor),
      instantText(of.at),
    ],
  )
  return row!.id
}

const WORKFLOW = `SELECT id, organization_id AS "organizationId", version, definition::text, enabled, actor::text FROM workflow`

interface WorkflowRow {
  readonly id: string
  readonly organizationId: string
  readonly version: number
  readonly definition: string
  readonly enabled: boolean
  readonly actor: string
}

const workflowOf = (row: WorkflowRow): StoredWorkflow => ({
  ...row,
  definition: JSON.parse(row.definition) as WorkflowDefinition,
  actor: JSON.parse(row.actor) as Actor,
})

export async function findWorkflow(
  database: Queryable,
  organizationId: string,
  id: string,
): Promise<StoredWorkflow | null> {
  const [row] = await database.query<WorkflowRow>(`${WORKFLOW} WHERE organization_id = $1 AND id = $2`, [
    organizationId,
    id,
  ])
  return row === undefined ? null : workflowOf(row)
}

/** Every workflow with a schedule that counts, of all organizations. */
export async function scheduledWorkflows(database: Queryable): Promise<readonly StoredWorkflow[]> {
  const rows = await database.query<WorkflowRow>(
    `${WORKFLOW} WHERE enabled AND definition->'schedule' <> 'null'::jsonb`,
  )
  return rows.map(workflowOf)
}

export async function setEnabled(database: Queryable, id: string, enabled: boolean): Promise<void> {
  await database.query('UPDATE workflow SET enabled = $2, updated_at = now() WHERE id = $1', [id, enabled])
}

export async function dropWorkflow(database: Queryable, id: string): Promise<void> {
  await database.query('DELETE FROM workflow WHERE id = $1', [id])
}

/** Begins a run, its steps pending. Null: the schedule's instant has begun one already. */
export async function addRun(
  database: Database,
  { id: workflowId, organizationId, version, definition }: StoredWorkflow,
  of: { readonly cause: string; readonly actor: Actor; readonly at: Micros },
): Promise<string | null> {
  const id = randomUUID()
  return database.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 11))', [workflowId])
    const rows = await tx.query(
      `INSERT INTO workflow_run (id, organization_id, workflow_id, workflow_version, definition, status, cause, actor, started_at)
       SELECT $1, $2, $3, $4, $5::jsonb, 'RUNNING', $6, $7::jsonb, $8::timestamptz
       WHERE $6 = 'MANUAL' OR NOT EXISTS (SELECT 1 FROM workflow_run WHERE workflow_id = $3 AND cause = $6) RETURNING id`,
      [
        id,
        organizationId,
        workflowId,
        version,
        JSON.stringify(definition),
        of.cause,
        JSON.stringify(of.actor),
        instantText(of.at),
      ],
    )
    if (rows.length === 0) return null
    for (const [place, step] of definition.steps.entries())
      await tx.query(
        `INSERT INTO workflow_step_run (run_id, step_id, organization_id, place, status, attempts) VALUES ($1, $2, $3, $4, 'PENDING', 0)`,
        [id, step.id, organizationId, place],
      )
    return id
  })
}

export async function findRun(database: Queryable, runId: string): Promise<StoredRun | null> {
  const [row] = await database.query<{
    id: string
    organizationId: string
    definition: string
    status: RunStatus
    actor: string
  }>(
    `SELECT id, organization_id AS "organizationId", definition::text, status, actor::text FROM workflow_run WHERE id = $1`,
    [runId],
  )
  if (row === undefined) return null
  const steps = await database.query<Omit<StoredStep, 'output'> & { readonly output: string | null }>(
    `SELECT step_id AS "stepId", status, attempts, begun, output::text FROM workflow_step_run WHERE run_id = $1 ORDER BY place`,
    [runId],
  )
  return {
    ...row,
    definition: JSON.parse(row.definition) as WorkflowDefinition,
    actor: JSON.parse(row.actor) as Actor,
    steps: new Map(
      steps.map((step) => [
        step.stepId,
        { ...step, output: step.output === null ? null : (JSON.parse(step.output) as unknown) },
      ]),
    ),
  }
}

export function statesOf({ steps }: StoredRun): StepStates {
  return new Map([...steps.values()].map(({ stepId, status }) => [stepId, status]))
}

/** Moves steps of a run on, those alone that are in one of these states; which were. One that is PENDING again has all of its attempts. */
export async function moveSteps(
  database: Queryable,
  runId: string,
  of: { readonly steps: readonly string[]; readonly from: readonly StepStatus[]; readonly to: StepStatus },
): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    `UPDATE workflow_step_run SET status = $4, attempts = CASE WHEN $4 = 'PENDING' THEN 0 ELSE attempts END,
       started_at = CASE WHEN $4 = 'RUNNING' THEN COALESCE(started_at, now()) WHEN $4 IN ('PENDING', 'QUEUED') THEN NULL ELSE started_at END,
       ended_at = CASE WHEN $4 IN ('SKIPPED', 'CANCELLED') THEN now() ELSE NULL END
     WHERE run_id = $1 AND step_id = ANY($2::text[]) AND status = ANY($3::text[]) RETURNING step_id AS id`,
    [runId, [...of.steps], [...of.from], of.to],
  )
  return rows.map(({ id }) => id)
}

/** A step begins an attempt; false: it is not its turn any more. */
export async function beginAttempt(database: Queryable, runId: string, stepId: string): Promise<boolean> {
  const rows = await database.query(
    `UPDATE workflow_step_run SET status = 'RUNNING', attempts = attempts + 1, started_at = COALESCE(started_at, now()), failure = NULL
     WHERE run_id = $1 AND step_id = $2 AND status IN ('QUEUED', 'RUNNING') RETURNING step_id`,
    [runId, stepId],
  )
  return rows.length > 0
}

/** Notes what a step began elsewhere; null: it will begin something else. */
export async function noteBegun(
  database: Queryable,
  runId: string,
  stepId: string,
  begun: string | null,
): Promise<void> {
  await database.query('UPDATE workflow_step_run SET begun = $3 WHERE run_id = $1 AND step_id = $2', [
    runId,
    stepId,
    begun,
  ])
}

export async function endStep(
  database: Queryable,
  runId: string,
  stepId: string,
  of: { readonly status: 'SUCCEEDED' | 'FAILED'; readonly output: unknown; readonly failure: string | null },
): Promise<void> {
  await database.query(
    `UPDATE workflow_step_run SET status = $3, output = $4::jsonb, failure = $5, ended_at = now()
     WHERE run_id = $1 AND step_id = $2 AND status = 'RUNNING'`,
    [runId, stepId, of.status, of.output === null ? null : JSON.stringify(of.output), of.failure],
  )
}

/** A run is taken up by somebody: from now on it acts in their name. */
export async function setRunActor(database: Queryable, runId: string, actor: Actor): Promise<void> {
  await database.query('UPDATE workflow_run SET actor = $2::jsonb WHERE id = $1', [
    runId,
    JSON.stringify(actor),
  ])
}

/** False: it has that status already. */
export async function setRunStatus(database: Queryable, runId: string, status: RunStatus): Promise<boolean> {
  const rows = await database.query(
    `UPDATE workflow_run SET status = $2, ended_at = CASE WHEN $2 = 'RUNNING' THEN NULL ELSE now() END
     WHERE id = $1 AND status <> $2 RETURNING id`,
    [runId, status],
  )
  return rows.length > 0
}
