/** Incidents and their settings as rows. */
import type { Actor, Micros } from '@quarterdeck/engine'
import type { Queryable } from '../../database/database.ts'
import { instantText } from '../../projection/exact.ts'
import type { Automation, Incident, IncidentKind, IncidentSeverity, RemedyStep } from './incident.ts'

interface IncidentRow {
  readonly id: string
  readonly deploymentId: string
  readonly kind: IncidentKind
  readonly severity: IncidentSeverity
  readonly summary: string
  readonly subject: string
  readonly openedAt: number
  readonly steps: string
  readonly drillId: string | null
}

const COLUMNS = `id, deployment_id AS "deploymentId", kind, severity, summary, subject, steps::text, drill_id AS "drillId",
  (extract(epoch FROM opened_at) * 1000000)::bigint AS "openedAt"`

export async function openIncidents(
  database: Queryable,
  organizationId: string,
): Promise<readonly Incident[]> {
  const rows = await database.query<IncidentRow>(
    `SELECT ${COLUMNS} FROM strategy_incident WHERE organization_id = $1 AND ended_at IS NULL ORDER BY seq`,
    [organizationId],
  )
  return rows.map((row) => ({ ...row, steps: JSON.parse(row.steps) as RemedyStep[] }))
}

/** What the newest incident of each kind was about, where a person closed it. */
export async function settledSubjects(
  database: Queryable,
  organizationId: string,
): Promise<
  readonly { readonly deploymentId: string; readonly kind: IncidentKind; readonly subject: string }[]
> {
  return database.query(
    `SELECT "deploymentId", kind, subject FROM (
       SELECT DISTINCT ON (deployment_id, kind) deployment_id AS "deploymentId", kind, subject, ended_by
       FROM strategy_incident WHERE organization_id = $1 ORDER BY deployment_id, kind, seq DESC) newest
     WHERE ended_by->>'kind' IN ('USER', 'API_KEY')`,
    [organizationId],
  )
}

export async function addIncident(
  database: Queryable,
  organizationId: string,
  incident: Incident,
): Promise<void> {
  await database.query(
    `INSERT INTO strategy_incident
       (id, organization_id, deployment_id, kind, severity, summary, subject, steps, drill_id, opened_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10::timestamptz)`,
    [
      incident.id,
      organizationId,
      incident.deploymentId,
      incident.kind,
      incident.severity,
      incident.summary,
      incident.subject,
      JSON.stringify(incident.steps),
      incident.drillId,
      instantText(incident.openedAt),
    ],
  )
}

/** Writes what can change of an incident while it is open. */
export async function updateIncident(
  database: Queryable,
  { id, severity, summary, subject, steps }: Incident,
): Promise<void> {
  await database.query(
    `UPDATE strategy_incident SET severity = $2, summary = $3, subject = $4, steps = $5::jsonb WHERE id = $1`,
    [id, severity, summary, subject, JSON.stringify(steps)],
  )
}

export async function keepBundle(database: Queryable, incidentId: string, bundle: string): Promise<void> {
  await database.query('UPDATE strategy_incident SET bundle = $2::jsonb WHERE id = $1', [incidentId, bundle])
}

/** Whether what was seen at its onset is on record. */
export async function hasBundle(database: Queryable, incidentId: string): Promise<boolean> {
  const rows = await database.query('SELECT 1 FROM strategy_incident WHERE id = $1 AND bundle IS NOT NULL', [
    incidentId,
  ])
  return rows.length > 0
}

export async function endIncident(
  database: Queryable,
  incidentId: string,
  of: { readonly reason: string; readonly actor: Actor; readonly at: Micros },
): Promise<void> {
  await database.query(
    `UPDATE strategy_incident SET ended_at = $2::timestamptz, end_reason = $3, ended_by = $4::jsonb
     WHERE id = $1 AND ended_at IS NULL`,
    [incidentId, instantText(of.at), of.reason, JSON.stringify(of.actor)],
  )
}

/** Whether there is, or was, an incident of this id. */
export async function hasIncident(
  database: Queryable,
  organizationId: string,
  incidentId: string,
): Promise<boolean> {
  const rows = await database.query(
    'SELECT 1 FROM strategy_incident WHERE id = $1 AND organization_id = $2',
    [incidentId, organizationId],
  )
  return rows.length > 0
}

export async function storedAutomation(
  database: Queryable,
  organizationId: string,
): Promise<Automation | null> {
  const [row] = await database.query<{ automation: Automation }>(
    'SELECT automation FROM incident_setting WHERE organization_id = $1',
    [organizationId],
  )
  return row?.automation ?? null
}

export async function keepAutomation(
  database: Queryable,
  organizationId: string,
  of: { readonly automation: Automation; readonly actor: Actor; readonly at: Micros },
): Promise<void> {
  await database.query(
    `INSERT INTO incident_setting (organization_id, automation, updated_by, updated_at)
     VALUES ($1, $2, $3::jsonb, $4::timestamptz)
     ON CONFLICT (organization_id) DO UPDATE SET automation = excluded.automation, updated_by = excluded.updated_by,
       updated_at = excluded.updated_at`,
    [organizationId, of.automation, JSON.stringify(of.actor), instantText(of.at)],
  )
}
