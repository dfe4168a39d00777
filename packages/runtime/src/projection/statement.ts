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

export interface Writes {
  /** `name AS (...)` for each table that has rows. */
  readonly expressions: readonly string[]
  /** The JSON arrays, in the order of the parameters. */
  readonly values: readonly string[]
  /** The same for the same tables: names the prepared statement. */
  readonly shape: string
}

/** Writes for all rows of `changes`; parameters are numbered from `firstParameter`. */
export function projectionWrites(changes: Changes, firstParameter: number, guard: string | null): Writes {
  const expressions: string[] = []
  const values: string[] = []
  const shape: TableName[] = []
  // In the order of the declaration, not of first touch: few shapes, few prepared statements.
  for (const name of Object.keys(TABLES) as TableName[]) {
    const rows = changes.get(name)
    if (rows === undefined || rows.size === 0) continue
    expressions.push(`p_${name} AS (${expression(TABLES[name], firstParameter + values.length, guard)})`)
    values.push(JSON.stringify([...rows.values()]))
    shape.push(name)
  }
  return { expressions, values, shape: shape.join('+') }
}
