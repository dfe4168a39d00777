/** The newest comparison of each deployment that came to an end, read again when one did. */
import type { Queryable } from '../../database/database.ts'
import type { ParityDifference } from '../strategies.ts'
import type { ComparedRun } from './observation.ts'

export async function newestComparisons(
  database: Queryable,
  organizationId: string,
): Promise<ReadonlyMap<string, ComparedRun>> {
  const rows = await database.query<{
    deploymentId: string
    reportId: string
    run: number
    status: ComparedRun['status']
    difference: string | null
  }>(
    `SELECT DISTINCT ON (deployment_id) deployment_id AS "deploymentId", id AS "reportId", run, status,
       first_difference::text AS difference
     FROM parity_report WHERE organization_id = $1 AND status IN ('EQUAL', 'DIFFERENT')
     ORDER BY deployment_id, seq DESC`,
    [organizationId],
  )
  return new Map(
    rows.map(({ deploymentId, difference, ...row }) => {
      const first = difference === null ? null : (JSON.parse(difference) as ParityDifference)
      return [deploymentId, { ...row, field: first?.field ?? null }]
    }),
  )
}
