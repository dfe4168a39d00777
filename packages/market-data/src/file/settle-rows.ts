/** Brings rows as a file gives them into the order of a series, and refuses or settles what does not fit, as the caller says. */
import { emptyTable, sliceTable, timesOf, type ColumnTable } from '../columns/column-table.ts'
import { MarketDataError } from '../market-data-error.ts'
import { isTickKind, type SeriesKind } from '../series/series-key.ts'
import { bookMessages } from './book-messages.ts'

/** What to do about rows that do not fit; each is refused, naming the row, unless another way is chosen. */
export interface SettleChoices {
  /** Rows out of order. A file that runs from new to old as a whole is turned round without asking. */
  readonly disorder?: 'REFUSE' | 'SORT'
  /** Bars of one time. */
  readonly duplicates?: 'REFUSE' | 'FIRST' | 'LAST'
  /**
   * Bars whose high or low does not enclose open and close, or whose prices are not above 0; levels of a book without a price above
   * 0, or of a size below 0.
   */
  readonly impossible?: 'REFUSE' | 'DROP' | 'KEEP'
}

export interface RawRows {
  readonly file: string
  readonly kind: SeriesKind
  readonly table: ColumnTable
  /** What the rows count in messages: lines of a text file. */
  readonly lines: Int32Array
  /** Whether the file itself says which levels of a book are a snapshot; false where it is left out. */
  readonly marksSnapshots?: boolean
}

export interface SettledRows {
  readonly table: ColumnTable
  /** What was done, in words. */
  readonly notes: readonly string[]
}

/** Rows in order of time, each bar once, those of a book as its messages. */
export function settleRows(raw: RawRows, choices: SettleChoices): SettledRows {
  const notes: string[] = []
  let rows = inOrder(raw, choices, notes)
  if (raw.kind === 'DEPTH') {
    const messages = bookMessages(rows, choices)
    return { table: messages.table, notes: [...notes, ...messages.notes] }
  }
  if (!isTickKind(raw.kind)) {
    rows = withoutImpossible(rows, choices, notes)
    rows = withoutDuplicates(rows, choices, notes)
  }
  return { table: rows.table, notes }
}

function inOrder(raw: RawRows, choices: SettleChoices, notes: string[]): RawRows {
  const times = timesOf(raw.table)
  let falls = 0
  let rises = 0
  let fault = -1
  for (let row = 1; row < times.length; row += 1) {
    if (times[row]! < times[row - 1]!) {
      falls += 1
      if (fault < 0) fault = row
    } else if (times[row]! > times[row - 1]!) rises += 1
  }
  if (falls === 0) return raw
  if (rises === 0) {
    notes.push('rows run from new to old and were turned round')
    return pick(
      raw,
      Uint32Array.from(times, (_, row) => times.length - 1 - row),
    )
  }
  if (choices.disorder !== 'SORT') {
    const message = `earlier than the row before it, as are ${falls - 1} others: sort the file, or choose disorder SORT`
    throw new MarketDataError('BAD_ORDER', message, {
      file: raw.file,
      row: raw.lines[fault]!,
      column: 'time',
    })
  }
  notes.push(`rows were sorted by time; ${falls} stood before an earlier one`)
  // A stable sort: rows of one time keep their order.
  return pick(
    raw,
    Uint32Array.from(times, (_, row) => row).sort((a, b) => times[a]! - times[b]! || a - b),
  )
}

function withoutDuplicates(raw: RawRows, choices: SettleChoices, notes: string[]): RawRows {
  const times = timesOf(raw.table)
  const doubled: number[] = []
  for (let row = 1; row < times.length; row += 1) if (times[row] === times[row - 1]) doubled.push(row)
  if (doubled.length === 0) return raw
  const [first] = doubled
  const { duplicates } = choices
  if (duplicates === undefined || duplicates === 'REFUSE') {
    const message = `the time of row ${raw.lines[first! - 1]!} again, and ${doubled.length - 1} more such rows: choose duplicates FIRST or LAST`
    throw new MarketDataError('BAD_ORDER', message, {
      file: raw.file,
      row: raw.lines[first!]!,
      column: 'time',
    })
  }
  notes.push(
    `${doubled.length} rows of a time already seen were left out; the ${duplicates.toLowerCase()} of each was kept`,
  )
  const dropped = new Set(duplicates === 'FIRST' ? doubled : doubled.map((row) => row - 1))
  return pick(raw, rowsBut(times.length, dropped))
}

function withoutImpossible(raw: RawRows, choices: SettleChoices, notes: string[]): RawRows {
  if (choices.impossible === 'KEEP') return raw
  const [, open, high, low, close] = raw.table.columns as readonly Float64Array[]
  const dropped = new Set<number>()
  for (let row = 0; row < raw.table.length; row += 1) {
    const [o, h, l, c] = [open![row]!, high![row]!, low![row]!, close![row]!]
    if (h >= o && h >= c && l <= o && l <= c && l > 0) continue
    if (choices.impossible !== 'DROP') throw impossible(raw, row, { o, h, l, c })
    dropped.add(row)
  }
  if (dropped.size === 0) return raw
  notes.push(
    `${dropped.size} impossible bars were left out, the first in row ${raw.lines[[...dropped][0]!]!}`,
  )
  return pick(raw, rowsBut(raw.table.length, dropped))
}

function impossible(
  { file, lines }: RawRows,
  row: number,
  { o, h, l, c }: { readonly o: number; readonly h: number; readonly l: number; readonly c: number },
): MarketDataError {
  const [column, why] =
    l <= 0
      ? ['low', `${l} is not above 0`]
      : h < l
        ? ['high', `${h} is below low ${l}`]
        : h < Math.max(o, c)
          ? ['high', `${h} is below open ${o} or close ${c}`]
          : ['low', `${l} is above open ${o} or close ${c}`]
  return new MarketDataError('BAD_ROW', `${why}: choose impossible DROP or KEEP`, {
    file,
    row: lines[row]!,
    column,
  })
}

function rowsBut(length: number, dropped: ReadonlySet<number>): Uint32Array {
  const kept = new Uint32Array(length - dropped.size)
  let at = 0
  for (let row = 0; row < length; row += 1) if (!dropped.has(row)) kept[at++] = row
  return kept
}

function pick(raw: RawRows, rows: Uint32Array): RawRows {
  const table = emptyTable(raw.table.fields, rows.length)
  for (const [index, column] of table.columns.entries()) {
    const from = raw.table.columns[index]!
    for (let row = 0; row < rows.length; row += 1) column[row] = from[rows[row]!]!
  }
  const lines = Int32Array.from(rows, (row) => raw.lines[row]!)
  return { ...raw, table: sliceTable(table, 0, rows.length), lines }
}
