/** Reads what strategies said. */
import type { LogLevel } from '@quarterdeck/sdk'
import type { Queryable } from '../database/database.ts'
import type { LogLine, LogSearch } from './strategies.ts'

/** Lines of a deployment, oldest first; without `afterId` the newest ones. */
export async function searchLog(
  database: Queryable,
  organizationId: string,
  deploymentId: string,
  { afterId, beforeId, levels, text, limit }: LogSearch,
): Promise<readonly LogLine[]> {
  const rows = await database.query<{
    id: number
    run: number
    at: Date
    micros: number
    level: LogLevel
    message: string
  }>(
    `SELECT id, run, (extract(epoch FROM at) * 1000000)::bigint AS micros, level, message FROM deployment_log
     WHERE organization_id = $1 AND deployment_id = $2
       AND ($3::bigint IS NULL OR id > $3::bigint) AND ($4::bigint IS NULL OR id < $4::bigint)
       AND (cardinality($5::text[]) = 0 OR level = ANY($5::text[]))
       AND ($6 = '' OR position(lower($6) IN lower(message)) > 0)
     ORDER BY id ${afterId === null ? 'DESC' : 'ASC'} LIMIT $7`,
    [organizationId, deploymentId, afterId, beforeId, [...levels], text, limit],
  )
  const lines = rows.map(({ id, run, micros, level, message }) => ({
    id,
    deploymentId,
    run,
    at: micros,
    level,
    message,
  }))
  return afterId === null ? lines.reverse() : lines
}
