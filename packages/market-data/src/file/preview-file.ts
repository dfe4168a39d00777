/** A look at a file before anything is written: what it is taken for, how its first rows read, what is wrong, what to choose. */
import { columnsOfTable, timesOf } from '../columns/column-table.ts'
import { detect, guessTimeframe, type Detection, type FileQuestion } from '../csv/detect.ts'
import type { Dialect } from '../csv/layout.ts'
import { createCsvParser } from '../csv/parse-csv.ts'
import { sampleOf } from '../csv/sample.ts'
import { MarketDataError } from '../market-data-error.ts'
import { isTickKind, type SeriesKind } from '../series/series-key.ts'
import type { Timeframe } from '../series/timeframe.ts'
import { validateBars } from '../validation/validate.ts'
import { BinanceStreamReader, isBinanceStream } from './binance-stream.ts'
import { bookMessages, isWholeBooks } from './book-messages.ts'
import { detectParquet, parquetColumns, readParquetRows } from './parquet-file.ts'
import { HEAD_BYTES, isParquet, withDuck, type FileChoices } from './read-rows.ts'
import type { RawRows } from './settle-rows.ts'
import { headText, openSourceFile } from './source-file.ts'

export interface FilePreview {
  readonly dialect: Dialect | 'PARQUET'
  /** Why it is taken for that. */
  readonly why: string
  readonly kind: SeriesKind
  /** The columns used: field of the series -> name in the file. */
  readonly mapping: Readonly<Record<string, string>>
  /** Zone of the file's times; null where they carry their offset, are dates alone, or it must be chosen. */
  readonly zone: string | null
  readonly priceDivisor: number
  readonly label: 'OPEN' | 'CLOSE'
  /** What the distances between the first times suggest. */
  readonly timeframe: Timeframe | null
  /** The first rows as they would be kept; empty while a question is open. */
  readonly rows: readonly Readonly<Record<string, number>>[]
  /** What must be chosen before the import. */
  readonly questions: readonly FileQuestion[]
  /** What is wrong with the first rows, in words. */
  readonly problems: readonly string[]
}

const PREVIEW_ROWS = 10

/** Looks at the start of a file. Throws where it cannot be read at all, or lacks a column that is needed. */
export async function previewFile(path: string, choices: FileChoices = {}): Promise<FilePreview> {
  if (isParquet(path)) return withParquet(path, choices)
  const source = openSourceFile(path, choices.entry)
  const text = await headText(source, HEAD_BYTES)
  if (isBinanceStream(text)) return binancePreview(source.name, text, choices)
  const detection = detect(sampleOf(source.name, text, choices.separator), choices)
  const { dialect, layout, datesOnly, questions } = detection
  if (questions.length > 0) return previewOf(detection, dialect)
  const options = { file: source.name, dateOnly: datesOnly, rowsGuess: PREVIEW_ROWS }
  const parser = createCsvParser(layout, options)
  try {
    // The last line of a head that is cut off is no fault of the file.
    const whole = text.length < HEAD_BYTES ? text : text.slice(0, text.lastIndexOf('\n') + 1)
    parser.push(Buffer.from(whole, 'latin1'))
    const marksSnapshots = layout.columns['flags'] !== undefined
    const raw = { file: source.name, kind: layout.kind, marksSnapshots, ...parser.end() }
    return previewOf(detection, dialect, raw)
  } catch (error) {
    if (!(error instanceof MarketDataError)) throw error
    return { ...previewOf(detection, dialect), problems: [error.message] }
  }
}

function binancePreview(file: string, text: string, { kind = 'DEPTH', symbol }: FileChoices): FilePreview {
  const about = {
    dialect: 'BINANCE_STREAM',
    why: "lines of nanoseconds and a message of Binance's websocket",
    kind,
    mapping: {},
    zone: 'UTC',
    priceDivisor: 1,
    label: 'OPEN',
    timeframe: 'tick',
    rows: [],
    questions: [],
    problems: [],
  } as const
  try {
    const reader = new BinanceStreamReader(file, kind, symbol)
    // The last line of a head that is cut off is no fault of the file.
    reader.push(text.slice(0, text.lastIndexOf('\n') + 1))
    return { ...about, rows: firstRows(reader.end().raw) }
  } catch (error) {
    if (!(error instanceof MarketDataError)) throw error
    // A snapshot may be longer than the head.
    return { ...about, problems: error.code === 'BAD_FILE' ? [] : [error.message] }
  }
}

function withParquet(path: string, choices: FileChoices): Promise<FilePreview> {
  return withDuck(async (duck) => {
    const columns = await parquetColumns(duck, path)
    const detection = await detectParquet(duck, path, { columns, choices })
    if (detection.questions.length > 0) return previewOf(detection, 'PARQUET')
    return previewOf(detection, 'PARQUET', await readParquetRows(duck, path, { columns, detection }))
  })
}

function previewOf(
  { why, layout, questions }: Detection,
  dialect: FilePreview['dialect'],
  raw?: RawRows,
): FilePreview {
  const timeframe = raw === undefined ? null : (guessTimeframe(timesOf(raw.table).subarray(0, 1_000)) ?? null)
  const mapping = Object.fromEntries(
    Object.entries(layout.columns).map(([field, position]) => [field, layout.names[position]!]),
  )
  return {
    dialect,
    why,
    kind: layout.kind,
    mapping: {
      ...mapping,
      ...(layout.clockColumn !== undefined && { clock: layout.names[layout.clockColumn]! }),
    },
    zone: layout.zone ?? null,
    priceDivisor: layout.priceDivisor,
    label: layout.label,
    timeframe,
    rows:
      raw === undefined ? [] : firstRows(isWholeBooks(raw) ? bookMessages(raw, { impossible: 'KEEP' }) : raw),
    questions,
    problems: raw === undefined || timeframe === null ? [] : problemsOf(raw, timeframe),
  }
}

function firstRows({ table }: Pick<RawRows, 'table'>): readonly Readonly<Record<string, number>>[] {
  return Array.from({ length: Math.min(PREVIEW_ROWS, table.length) }, (_, row) =>
    Object.fromEntries(table.fields.map((field, index) => [field, table.columns[index]![row]!])),
  )
}

/** Grave faults of the first rows; missing bars are for validation, which knows the calendar. */
function problemsOf({ kind, table, lines }: RawRows, timeframe: Timeframe): readonly string[] {
  if (isTickKind(kind)) return []
  return validateBars(columnsOfTable(kind, table), { timeframe })
    .rules.filter(({ verdict }) => verdict === 'FAIL')
    .filter(({ rule }) => rule !== 'GAPS')
    .map(({ rule, count, findings: [first] }) => {
      const where = first === undefined ? '' : `, first in row ${lines[first.row]!}: ${first.detail}`
      return `${rule}: ${count} rows${where}`
    })
}
