/**
 * SQL that writes projected rows: one common table expression a table, so that a whole batch is one statement and one round
 * trip. Each table's rows travel as one JSON array, whatever their number.
 */
import type { Changes } from './projector.ts'
import { TABLES, type Table, type TableName } from './tables.ts'

const quoted = (name: string) => `"${name}"`

/**
 * The expression for one table. `parameter` is the number of the JSON parameter; `guard` a one-row relation, or none: it makes
 * every write depend on the same condition.
 */
function expression(table: Table, parameter: number, guard: string | null): string {
  const source = `json_populate_recordset(NULL::${quoted(table.name)}, $${parameter}::json) r${guard === null ? '' : `, ${guard}`}`
  if (table.update !== undefined) {
    const assignments = table.update.map((column) => `${quoted(column)} = r.${quoted(column)}`)
    const match = table.key.map((column) => `t.${quoted(column)} = r.${quoted(column)}`)
    return `UPDATE ${quoted(table.name)} t SET ${assignments.join(', ')} FROM ${source} WHERE ${match.join(' AND ')}`
  }
  const columns = table.columns.map(quoted)
  const assignments = table.columns
    .filter((column) => !table.key.includes(column))
    .map((column) => `${quoted(column)} = EXCLUDED.${quoted(column)}`)
  return (
    `INSERT INTO ${quoted(table.name)} (${columns.join(', ')}) SELECT ${columns.map((column) => `r.${column}`).join(', ')} ` +
    `FROM ${source} ON CONFLICT (${table.key.map(quoted).join(', ')}) DO UPDATE SET ${assignments.join(', ')}`
  )
}

/** The rows of one table. */
export interface TableWrite {
  readonly table: TableName
  /** As one JSON array. */
  readonly rows: string
}

/** What writes all rows of `changes`: the tables in the order of their declaration, not of first touch, so that few statements do. */
export function projectionWrites(changes: Changes): readonly TableWrite[] {
  const writes: TableWrite[] = []
  for (const table of TABLE_NAMES) {
    const rows = changes.get(table)
    if (rows !== undefined && rows.size > 0) writes.push({ table, rows: JSON.stringify([...rows.values()]) })
  }
  return writes
}

/** `name AS (...)` for a table's rows, which are the parameter of that number; `guard` as above. */
export function writeExpression(table: TableName, parameter: number, guard: string | null): string {
  return `p_${table} AS (${expression(TABLES[table], parameter, guard)})`
}

/** All of `changes` as one statement, for who writes rows without a commit. Null: there are none. */
export function changesStatement(
  changes: Changes,
): { readonly text: string; readonly values: readonly string[] } | null {
  const writes = projectionWrites(changes)
  if (writes.length === 0) return null
  const expressions = writes.map(({ table }, index) => writeExpression(table, index + 1, null))
  return { text: `WITH ${expressions.join(', ')} SELECT 1`, values: writes.map(({ rows }) => rows) }
}

const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[]
