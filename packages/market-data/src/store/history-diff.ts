/** What a write does to rows that are already kept: which are new, which change, which go; and the rows that come of it. */
import { emptyTable, sliceTable, timesOf, type ColumnTable } from '../columns/column-table.ts'

/**
 * `APPEND` adds rows and refuses to change one; `CORRECT` adds rows and lets the new ones win; `REPLACE` makes the given rows
 * the whole series.
 */
export type WriteMode = 'APPEND' | 'CORRECT' | 'REPLACE'

/** One row's change: `before` is null for a row that was added, `after` for one that was removed. */
export interface RowChange {
  /** Microseconds UTC. */
  readonly time: number
  readonly before: Readonly<Record<string, number>> | null
  readonly after: Readonly<Record<string, number>> | null
}

export interface HistoryDiff {
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly unchanged: number
  /** Rows that stay though they lie within the span of the new rows, which lack them: a source that dropped them. */
  readonly absent: number
  /** The first changed and removed rows, in order of time; added ones are only counted. */
  readonly examples: readonly RowChange[]
}

/** Collects a difference over the parts of a series. */
export interface DiffTally {
  added: number
  removed: number
  changed: number
  unchanged: number
  absent: number
  readonly examples: RowChange[]
  /** Times of the first and last new row of the whole write. */
  readonly span: { readonly from: number; readonly to: number }
  /** Told of each time at which history differs from what it was. */
  readonly onTouched: (time: number) => void
}

const EXAMPLES_MAX = 20

/**
 * Merges new rows into old ones of the same period; both are in order of time. Rows of one instant are paired in their order.
 *
 * Returns one of the two tables itself when it is the result.
 */
export function mergeRows(
  before: ColumnTable,
  after: ColumnTable,
  { mode, tally }: { readonly mode: WriteMode; readonly tally: DiffTally },
): ColumnTable {
  // Rows of the result: positive is a row of `after`, negative one of `before`, each counted from 1.
  const rows = new Int32Array(before.length + after.length)
  let length = 0
  let old = 0
  let fresh = 0
  const oldTimes = timesOf(before)
  const freshTimes = timesOf(after)
  while (old < before.length || fresh < after.length) {
    const oldTime = old < before.length ? oldTimes[old]! : Number.POSITIVE_INFINITY
    const freshTime = fresh < after.length ? freshTimes[fresh]! : Number.POSITIVE_INFINITY
    if (oldTime < freshTime) {
      if (mode === 'REPLACE') remove(tally, before, old)
      else {
        rows[length++] = -old - 1
        if (oldTime >= tally.span.from && oldTime <= tally.span.to) tally.absent += 1
      }
      old += 1
      continue
    }
    if (freshTime < oldTime) {
      tally.added += 1
      tally.onTouched(freshTime)
    } else {
      compare(tally, { before, old, after, fresh })
      old += 1
    }
    fresh += 1
    rows[length++] = fresh
  }
  return gather(rows.subarray(0, length), before, after)
}

/** The difference of a tally, as it is reported. */
export function diffOf({ added, removed, changed, unchanged, absent, examples }: DiffTally): HistoryDiff {
  return { added, removed, changed, unchanged, absent, examples: [...examples] }
}

/** A tally for the rows of one write. */
export function createTally(fresh: ColumnTable, onTouched: (time: number) => void): DiffTally {
  const times = timesOf(fresh)
  const span = { from: times[0] ?? Number.POSITIVE_INFINITY, to: times.at(-1) ?? Number.NEGATIVE_INFINITY }
  return { added: 0, removed: 0, changed: 0, unchanged: 0, absent: 0, examples: [], span, onTouched }
}

/** Counts rows that go with their whole period. */
export function removeAll(tally: DiffTally, before: ColumnTable): void {
  for (let row = 0; row < before.length; row += 1) remove(tally, before, row)
}

function remove(tally: DiffTally, before: ColumnTable, row: number): void {
  tally.removed += 1
  const time = timesOf(before)[row]!
  tally.onTouched(time)
  if (tally.examples.length < EXAMPLES_MAX) {
    tally.examples.push({ time, before: rowAt(before, row), after: null })
  }
}

function compare(
  tally: DiffTally,
  at: {
    readonly before: ColumnTable
    readonly old: number
    readonly after: ColumnTable
    readonly fresh: number
  },
): void {
  const { before, old, after, fresh } = at
  for (let column = 1; column < before.columns.length; column += 1) {
    if (before.columns[column]![old] === after.columns[column]![fresh]) continue
    tally.changed += 1
    const time = timesOf(after)[fresh]!
    tally.onTouched(time)
    if (tally.examples.length < EXAMPLES_MAX) {
      tally.examples.push({ time, before: rowAt(before, old), after: rowAt(after, fresh) })
    }
    return
  }
  tally.unchanged += 1
}

function gather(rows: Int32Array, before: ColumnTable, after: ColumnTable): ColumnTable {
  if (rows.length === after.length && (rows.length === 0 || (rows[0] === 1 && rows.at(-1) === rows.length))) {
    return sliceTable(after, 0, after.length)
  }
  const merged = emptyTable(before.fields, rows.length)
  for (const [index, column] of merged.columns.entries()) {
    const old = before.columns[index]!
    const fresh = after.columns[index]!
    for (let row = 0; row < rows.length; row += 1) {
      const source = rows[row]!
      column[row] = source > 0 ? fresh[source - 1]! : old[-source - 1]!
    }
  }
  return merged
}

function rowAt(table: ColumnTable, row: number): Readonly<Record<string, number>> {
  return Object.fromEntries(table.fields.map((field, index) => [field, table.columns[index]![row]!]))
}
