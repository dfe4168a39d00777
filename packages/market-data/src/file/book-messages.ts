/**
 * Rows of a recorded order book as the messages that a series keeps: where each begins, and of whole books what changed from one to
 * the next.
 *
 * A whole book a row would be kept many times over, level by level, though little of it changes. So only the first of each UTC day is
 * kept whole, as a snapshot: every file of the store can be played by itself.
 */
import { timesOf, type ColumnTable } from '../columns/column-table.ts'
import { DEPTH_FIELDS, DEPTH_FLAGS } from '../columns/tick-columns.ts'
import { createRowBuffer } from '../csv/row-buffer.ts'
import { MarketDataError } from '../market-data-error.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import type { RawRows, SettleChoices, SettledRows } from './settle-rows.ts'

const { START, SNAPSHOT } = DEPTH_FLAGS
const [SEQUENCE, SIDE, PRICE, SIZE, FLAGS] = [2, 3, 4, 5, 6]

/** The messages of rows that are in order of time. Throws `BAD_ROW` for what no book can hold, `BAD_FILE` where nothing starts one. */
export function bookMessages(raw: RawRows, choices: SettleChoices): SettledRows {
  return isWholeBooks(raw) ? ofWholeBooks(raw, choices) : ofLevels(raw, choices)
}

/** Whether each row is a whole book. */
export function isWholeBooks({ kind, table }: RawRows): boolean {
  return kind === 'DEPTH' && table.fields[1] !== DEPTH_FIELDS[1]
}

function ofLevels(raw: RawRows, choices: SettleChoices): SettledRows {
  const possible = withoutImpossible(raw, choices)
  const { table } = possible.raw
  const notes = [...possible.notes]
  const flags = table.columns[FLAGS]!
  const isMarked = flags.some((flag) => (flag & START) !== 0)
  if (!isMarked) {
    markStarts(table)
    if (raw.marksSnapshots !== true) {
      for (let row = 0; row < flags.length && (row === 0 || (flags[row]! & START) === 0); row += 1)
        flags[row]! |= SNAPSHOT
      notes.push('no column says which rows are a snapshot: those of the first message were taken for one')
    }
  }
  const first = flags.findIndex((flag) => (flag & SNAPSHOT) !== 0)
  if (first < 0) {
    const message = 'holds changes of an order book and no snapshot for them to change'
    throw new MarketDataError('BAD_FILE', message, { file: raw.file, column: 'flags' })
  }
  if (first > 0) notes.push(`${first} rows come before the first snapshot: until there the book is not known`)
  return { table, notes }
}

/** Rows of one time, of the same numbers, and of one sort, one after the other, are a message. */
function markStarts({ length, columns }: ColumnTable): void {
  const flags = columns[FLAGS]!
  const [time, from, sequence] = [columns[0]!, columns[1]!, columns[SEQUENCE]!]
  let before = Number.NaN
  for (let row = 0; row < length; row += 1) {
    const own = flags[row]!
    const isSame =
      own === before &&
      time[row] === time[row - 1] &&
      sequence[row] === sequence[row - 1] &&
      from[row] === from[row - 1]
    if (!isSame) flags[row] = own | START
    before = own
  }
}

function withoutImpossible(
  raw: RawRows,
  { impossible = 'REFUSE' }: SettleChoices,
): { readonly raw: RawRows; readonly notes: readonly string[] } {
  const { table } = raw
  let left = 0
  for (let row = 0; row < table.length; row += 1) {
    if (isPossible(table, row)) continue
    if (impossible === 'REFUSE') throw impossibleLevel(raw, row)
    left += 1
  }
  if (left === 0 || impossible === 'KEEP') return { raw, notes: [] }
  const kept = createRowBuffer(table.fields, table.length - left)
  for (let row = 0; row < table.length; row += 1) {
    if (!isPossible(table, row)) continue
    for (const [index, column] of table.columns.entries()) kept.columns[index]![kept.length] = column[row]!
    kept.lines[kept.length] = raw.lines[row]!
    kept.length += 1
  }
  return { raw: { ...raw, ...kept.rows() }, notes: [`${left} impossible levels were left out`] }
}

function isPossible({ columns }: ColumnTable, row: number): boolean {
  return columns[PRICE]![row]! > 0 && columns[SIZE]![row]! >= 0 && columns[SIDE]![row] !== 0
}

function impossibleLevel(raw: RawRows, row: number): MarketDataError {
  const [price, size] = [raw.table.columns[PRICE]![row]!, raw.table.columns[SIZE]![row]!]
  const [column, why] =
    size < 0
      ? ['size', `${size} is below 0`]
      : price > 0
        ? ['side', 'names no side']
        : ['price', `${price} is not above 0`]
  const place = { file: raw.file, row: raw.lines[row]!, column }
  return new MarketDataError('BAD_ROW', `${why}: choose impossible DROP or KEEP`, place)
}

type Levels = ReadonlyMap<number, number>

function ofWholeBooks(raw: RawRows, choices: SettleChoices): SettledRows {
  const { table } = raw
  const times = timesOf(table)
  const places = [sidePlaces(table, 'bid'), sidePlaces(table, 'ask')] as const
  const out = createRowBuffer(DEPTH_FIELDS, table.length * 4)
  let shown: readonly [Levels, Levels] = [new Map(), new Map()]
  let wholeUntil = Number.NEGATIVE_INFINITY
  let left = 0
  for (let row = 0; row < table.length; row += 1) {
    const fault = impossibleBook(places, row)
    if (fault !== null && choices.impossible !== 'KEEP') {
      if (choices.impossible !== 'DROP') throw impossibleRow(raw, row, fault)
      left += 1
      continue
    }
    const book = [levelsOf(places[0], row), levelsOf(places[1], row)] as const
    const time = times[row]!
    const isWhole = time >= wholeUntil && book[0].size + book[1].size > 0
    if (isWhole) wholeUntil = (Math.floor(time / DAY_MICROS) + 1) * DAY_MICROS
    const before = isWhole ? ([new Map(), new Map()] as const) : shown
    let flags = START | (isWhole ? SNAPSHOT : 0)
    for (const [index, side] of [1, -1].entries()) {
      for (const [price, size] of changes(before[index]!, book[index]!)) {
        if (out.length === out.lines.length) out.grow()
        const values = [time, 0, 0, side, price, size, flags]
        for (const [field, value] of values.entries()) out.columns[field]![out.length] = value
        out.lines[out.length] = raw.lines[row]!
        out.length += 1
        flags &= ~START
      }
    }
    shown = book
  }
  const notes = [`${table.length - left} whole books were kept as what changed from one to the next`]
  if (left > 0) notes.push(`${left} impossible books were left out`)
  return { table: out.rows().table, notes }
}

/** Levels that are gone, then those that are new or of another size. */
function* changes(before: Levels, after: Levels): Generator<readonly [price: number, size: number]> {
  for (const price of before.keys()) if (!after.has(price)) yield [price, 0]
  for (const [price, size] of after) if (before.get(price) !== size) yield [price, size]
}

interface LevelPlace {
  readonly price: Float64Array
  readonly size: Float64Array
}

function sidePlaces({ fields, columns }: ColumnTable, side: 'bid' | 'ask'): readonly LevelPlace[] {
  const places: LevelPlace[] = []
  for (let level = 1; ; level += 1) {
    const price = columns[fields.indexOf(`${side}${level}`)]
    const size = columns[fields.indexOf(`${side}Size${level}`)]
    if (price === undefined || size === undefined) return places
    places.push({ price, size })
  }
}

function levelsOf(places: readonly LevelPlace[], row: number): Levels {
  const levels = new Map<number, number>()
  for (const { price, size } of places) if (size[row]! !== 0) levels.set(price[row]!, size[row]!)
  return levels
}

function impossibleBook(places: readonly (readonly LevelPlace[])[], row: number): string | null {
  for (const side of places) {
    const shown = side.filter(({ size }) => size[row] !== 0)
    const bad = shown.find(({ price, size }) => size[row]! < 0 || !(price[row]! > 0))
    if (bad !== undefined) return `a level of ${bad.size[row]!} at ${bad.price[row]!}`
    if (levelsOf(side, row).size < shown.length) return 'one price stands twice on a side'
  }
  return null
}

function impossibleRow(raw: RawRows, row: number, fault: string): MarketDataError {
  const place = { file: raw.file, row: raw.lines[row]! }
  return new MarketDataError('BAD_ROW', `${fault}: choose impossible DROP or KEEP`, place)
}
