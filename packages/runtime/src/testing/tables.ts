/** The whole content of an organization's tables as text, for comparing one state with another. */
import type { Queryable } from '../database/database.ts'
import { PROJECTED_TABLES } from '../projection/tables.ts'

/** Every projected table and the outbox, each row as text, in an order that depends on the content only. */
export async function tableContents(
  database: Queryable,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const contents: Record<string, readonly string[]> = {}
  for (const table of [...PROJECTED_TABLES, 'outbox_entry']) {
    // As text: a json column keeps its spelling, and a difference in spelling is a difference.
    const rows = await database.query<{ row: string }>(`SELECT t::text AS row FROM "${table}" t ORDER BY 1`)
    contents[table] = rows.map(({ row }) => row)
  }
  return contents
}
