/** Reads the rows of a text file, as a layout says, from bytes to columns, naming line and column of the first fault. */
import { MarketDataError, type FaultPlace } from '../market-data-error.ts'
import { isLevelField } from './book-columns.ts'
import { isPrice, type CsvLayout } from './layout.ts'
import { numberAt } from './number-bytes.ts'
import { createRowBuffer, type ReadRows, type RowBuffer } from './row-buffer.ts'
import { createTimeReader, TimeFault, type TimeReader } from './time-bytes.ts'
import type { WordTable } from './words.ts'

const NEWLINE = 10
const RETURN = 13
const QUOTE = 34
const SPACE = 32
const FIELDS_MAX = 256
/** A line longer than this is no row. */
const LINE_BYTES_MAX = 1 << 20
const decoder = new TextDecoder('latin1')

export interface CsvParser {
  /** Takes the next bytes of the file. */
  push(bytes: Uint8Array): void
  /** Takes the last line and gives all rows. */
  end(): ReadRows
  /** Rows that were left out because their prices are empty. */
  readonly skipped: number
}

export interface CsvParseOptions {
  /** Named in messages. */
  readonly file: string
  /** Rows are days or longer: only their dates count. */
  readonly dateOnly: boolean
  /** A guess of how many rows come, so that columns need not grow. */
  readonly rowsGuess: number
}

interface Parsing {
  readonly layout: CsvLayout
  readonly file: string
  readonly separator: number
  readonly point: number
  readonly readTime: TimeReader
  readonly rows: RowBuffer
  readonly fields: readonly string[]
  /** Position of each field in the line, -1 where the file lacks it; time stands apart. */
  readonly positions: readonly number[]
  readonly divisors: readonly number[]
  /** Of each field that holds words. */
  readonly words: readonly (WordTable | undefined)[]
  /** Whether a field may be empty: then it is 0. */
  readonly mayLack: readonly boolean[]
  readonly start: Int32Array
  readonly end: Int32Array
  line: number
  skipped: number
}

export function createCsvParser(layout: CsvLayout, options: CsvParseOptions): CsvParser {
  const { fields } = layout
  const parsing: Parsing = {
    layout,
    file: options.file,
    separator: layout.separator.charCodeAt(0),
    point: layout.decimal.charCodeAt(0),
    readTime: createTimeReader(layout, options.dateOnly),
    rows: createRowBuffer(fields, options.rowsGuess),
    fields,
    positions: fields.map((field) => layout.columns[field] ?? -1),
    divisors: fields.map((field) => (isPrice(field) ? layout.priceDivisor : 1)),
    words: fields.map((field) => layout.words[field]),
    mayLack: fields.map(isLevelField),
    start: new Int32Array(FIELDS_MAX),
    end: new Int32Array(FIELDS_MAX),
    line: 0,
    skipped: 0,
  }
  let rest: Uint8Array = new Uint8Array(0)
  return {
    push(bytes) {
      const joined = rest.length === 0 ? bytes : joinBytes(rest, bytes)
      const used = readLines(parsing, joined)
      rest = joined.slice(used)
      if (rest.length > LINE_BYTES_MAX) {
        throw fault(
          parsing,
          `a line is longer than ${LINE_BYTES_MAX} bytes: line breaks are missing, or this is no text`,
          {},
        )
      }
    },
    end() {
      if (rest.length > 0) readLine(parsing, rest, 0, rest.length)
      return parsing.rows.rows()
    },
    get skipped() {
      return parsing.skipped
    },
  }
}

/** Reads every whole line; returns how many bytes they are. */
function readLines(parsing: Parsing, bytes: Uint8Array): number {
  let from = 0
  for (;;) {
    const to = bytes.indexOf(NEWLINE, from)
    if (to < 0) return from
    readLine(parsing, bytes, from, to)
    from = to + 1
  }
}

function readLine(parsing: Parsing, bytes: Uint8Array, from: number, lineEnd: number): void {
  parsing.line += 1
  if (parsing.line <= parsing.layout.headerLines) return
  const to = lineEnd > from && bytes[lineEnd - 1] === RETURN ? lineEnd - 1 : lineEnd
  if (to === from) return
  const count = splitFields(parsing, bytes, from, to)
  if (count !== parsing.layout.names.length) throw wrongCount(parsing, bytes, { from, to, count })
  const { only } = parsing.layout
  if (only !== undefined && isOther(parsing, bytes, only)) return
  if (parsing.layout.skipEmpty && isEmptyRow(parsing, bytes)) {
    parsing.skipped += 1
    return
  }
  readRow(parsing, bytes)
}

function splitFields(
  { separator, start, end }: Parsing,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  let count = 0
  let at = from
  for (;;) {
    if (count === FIELDS_MAX) return count
    let last: number
    if (bytes[at] === QUOTE && at < to) {
      const closing = bytes.indexOf(QUOTE, at + 1)
      const isClosed = closing > 0 && closing < to
      start[count] = at + 1
      end[count] = isClosed ? closing : to
      last = isClosed ? closing + 1 : to
      while (last < to && bytes[last] !== separator) last += 1
    } else {
      last = at
      while (last < to && bytes[last] !== separator) last += 1
      let first = at
      let end_ = last
      while (first < end_ && bytes[first] === SPACE) first += 1
      while (end_ > first && bytes[end_ - 1] === SPACE) end_ -= 1
      start[count] = first
      end[count] = end_
    }
    count += 1
    if (last >= to) return count
    at = last + 1
  }
}

function readRow(parsing: Parsing, bytes: Uint8Array): void {
  const { rows, positions, divisors, words, mayLack, start, end, point } = parsing
  if (rows.length === rows.lines.length) rows.grow()
  const row = rows.length
  const { columns } = rows
  columns[0]![row] = timeOf(parsing, bytes)
  for (let field = 1; field < positions.length; field += 1) {
    const position = positions[field]!
    if (position < 0) continue
    const table = words[field]
    const value =
      table === undefined
        ? numberAt(bytes, start[position]!, end[position]!, point)
        : (table[fieldText(parsing, bytes, position).toLowerCase()] ?? Number.NaN)
    if (Number.isNaN(value)) {
      if (mayLack[field] === true && isEmpty(parsing, bytes, position)) continue
      throw notANumber(parsing, bytes, field)
    }
    const divisor = divisors[field]!
    columns[field]![row] = divisor === 1 ? value : value / divisor
  }
  rows.lines[row] = parsing.line
  rows.length = row + 1
}

function timeOf(parsing: Parsing, bytes: Uint8Array): number {
  try {
    return parsing.readTime(bytes, parsing)
  } catch (error) {
    if (!(error instanceof TimeFault)) throw error
    const column = parsing.layout.names[parsing.layout.columns['time']!]!
    const code = error.isChoice ? 'AMBIGUOUS' : 'BAD_ROW'
    throw new MarketDataError(code, error.message, { file: parsing.file, row: parsing.line, column })
  }
}

function isOther(parsing: Parsing, bytes: Uint8Array, only: NonNullable<CsvLayout['only']>): boolean {
  const value = fieldText(parsing, bytes, only.column)
  if (value === only.value) return false
  if (!only.refusesOthers) return true
  const place = { file: parsing.file, row: parsing.line, column: parsing.layout.names[only.column]! }
  throw new MarketDataError('AMBIGUOUS', `${value} after ${only.value}: choose symbol`, place)
}

function isEmptyRow(parsing: Parsing, bytes: Uint8Array): boolean {
  return parsing.fields.every((field, index) => {
    const position = parsing.positions[index]!
    return !isPrice(field) || position < 0 || isEmpty(parsing, bytes, position)
  })
}

function isEmpty(parsing: Parsing, bytes: Uint8Array, position: number): boolean {
  if (parsing.start[position] === parsing.end[position]) return true
  const text = fieldText(parsing, bytes, position).toLowerCase()
  return text === 'null' || text === 'nan' || text === 'n/a'
}

function fieldText({ start, end }: Parsing, bytes: Uint8Array, position: number): string {
  return decoder.decode(bytes.subarray(start[position], end[position]))
}

function notANumber(parsing: Parsing, bytes: Uint8Array, field: number): MarketDataError {
  const position = parsing.positions[field]!
  const text = fieldText(parsing, bytes, position)
  const column = parsing.layout.names[position]!
  const table = parsing.words[field]
  const wanted = table === undefined ? 'is no number' : wantedWord(parsing.fields[field]!, table)
  return fault(parsing, strange(text) ?? `"${text.slice(0, 40)}" ${wanted}`, { column })
}

function wantedWord(field: string, table: WordTable): string {
  return field === 'flags' ? `is none of ${Object.keys(table).join(', ')}` : 'names no side'
}

function wrongCount(
  parsing: Parsing,
  bytes: Uint8Array,
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): MarketDataError {
  const text = decoder.decode(bytes.subarray(from, Math.min(to, from + 200)))
  const expected = parsing.layout.names.length
  const isCut = count < expected && to === bytes.length
  const why =
    strange(text) ??
    `${count} columns where ${expected} are expected${isCut ? ': the file ends inside a row' : ''}`
  return fault(parsing, why, {})
}

/** Why text that should be plain is not; undefined when it is. */
function strange(text: string): string | undefined {
  if (text.includes('\0')) return 'zero bytes: a part of the file is UTF-16, or it is no text'
  const letter = /[\u0080-\u00ff]/.exec(text)?.[0]
  if (letter === undefined) return undefined
  return `byte 0x${letter.charCodeAt(0).toString(16).toUpperCase()} where a number is expected: the file mixes encodings, or it is no text`
}

function fault(parsing: Parsing, message: string, place: FaultPlace): MarketDataError {
  return new MarketDataError('BAD_ROW', message, { file: parsing.file, row: parsing.line, ...place })
}

function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
