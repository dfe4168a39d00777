/** Drills as rows. */
import type { Micros } from '@quarterdeck/engine'
import type { Queryable } from '../../../database/database.ts'
import { instantText } from '../../../projection/exact.ts'
import type { Drill, DrillStep } from './drill.ts'

export async function addDrill(database: Queryable, organizationId: string, drill: Drill): Promise<void> {
  const { id, deploymentId, kind, status, steps, actor, startedAt } = drill
  await database.query(
    `INSERT INTO incident_drill (id, organization_id, deployment_id, kind, status, steps, actor, started_at)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8::timestamptz)`,
    [
      id,
      organizationId,
      deploymentId,
      kind,
      status,
      JSON.stringify(steps),
      JSON.stringify(actor),
      instantText(startedAt),
    ],
  )
}

export async function updateDrill(
  database: Queryable,
  { id, status, steps }: Drill,
  at: Micros,
): Promise<void> {
  await database.query(
    `UPDATE incident_drill SET status = $2, steps = $3::jsonb,
       ended_at = CASE WHEN $2 = 'RUNNING' THEN NULL ELSE $4::timestamptz END WHERE id = $1`,
    [id, status, JSON.stringify(steps), instantText(at)],
  )
}

/** Drills that the process before did not bring to their end: their faults died with it. */
export async function abandonDrills(database: Queryable, organizationId: string, at: Micros): Promise<void> {
  const step: DrillStep = {
    at,
    expected: 'the drill comes to its end',
    happened: 'the server was stopped in the middle of it',
    ok: false,
  }
  await database.query(
    `UPDATE incident_drill SET status = 'FAILED', steps = steps || $2::jsonb, ended_at = $3::timestamptz
     WHERE organization_id = $1 AND status = 'RUNNING' AND started_at < $3::timestamptz`,
    [organizationId, JSON.stringify([step]), instantText(at)],
  )
}
