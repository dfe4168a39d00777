/** The rows of a file, text or Parquet, in the order of a series: detected, read, settled. */
import { timesOf, type ColumnTable } from '../columns/column-table.ts'
import { detect, guessTimeframe, type Detection, type LayoutChoices } from '../csv/detect.ts'
import type { CsvLayout, Dialect } from '../csv/layout.ts'
import { createCsvParser } from '../csv/parse-csv.ts'
import { sampleOf } from '../csv/sample.ts'
import { MarketDataError } from '../market-data-error.ts'
import type { SeriesKey } from '../series/series-key.ts'
import { isIntraday, timeframeMicros, type Timeframe } from '../series/timeframe.ts'
import { createDuck, type Duck } from '../store/parquet.ts'
import { BinanceStreamReader, isBinanceStream } from './binance-stream.ts'
import { detectParquet, parquetColumns, readParquetRows } from './parquet-file.ts'
import { settleRows, type RawRows, type SettleChoices } from './settle-rows.ts'
import { headText, openSourceFile, startsWith, type SourceFile } from './source-file.ts'

/** What the caller says of a file; whatever is left out is detected. */
export interface FileChoices extends LayoutChoices, SettleChoices {
  /** One file of a zip that holds several. */
  readonly entry?: string
}

export interface FileRows {
  readonly rows: ColumnTable
  readonly dialect: Dialect | 'PARQUET'
  /** What was done to the rows on the way, in words. */
  readonly notes: readonly string[]
}

export interface ReadOptions extends FileChoices {
  readonly key: SeriesKey
  /** Told of the share that is read, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

/** Bytes of a file that detection looks at. */
export const HEAD_BYTES: number = 1 << 16
/** Bytes of a row, for a first guess of their number. */
const ROW_BYTES = 45

/** Whether a file is Parquet, by its first bytes. */
export function isParquet(path: string): boolean {
  return startsWith(path, 'PAR1')
}

/** Runs work on a DuckDB of its own. */
export async function withDuck<T>(work: (duck: Duck) => Promise<T>): Promise<T> {
  const duck = createDuck(2)
  try {
    return await work(duck)
  } finally {
    duck.close()
  }
}

/** Reads a whole file. Throws with file, row and column of the first fault, or `AMBIGUOUS` naming what must be chosen. */
export async function readFileRows(path: string, options: ReadOptions): Promise<FileRows> {
  const choices = { ...options, kind: options.key.kind }
  if (isParquet(path)) {
    const { raw, detection } = await withDuck((duck) => parquetRows(duck, path, choices))
    options.onProgress?.(1)
    return { ...settled(raw, detection, options), dialect: 'PARQUET' }
  }
  const source = openSourceFile(path, options.entry)
  const text = await headText(source, HEAD_BYTES)
  if (isBinanceStream(text)) return binanceRows(source, options)
  const detection = detect(sampleOf(source.name, text, options.separator), choices)
  refuseQuestions(source.name, detection, options.key)
  const { raw, skipped } = await textRows(source, detection, options)
  const rows = settled(raw, detection, options)
  const notes = skipped === 0 ? rows.notes : [`${skipped} rows without prices were left out`, ...rows.notes]
  return { rows: rows.rows, notes, dialect: detection.dialect }
}

async function binanceRows(source: SourceFile, options: ReadOptions): Promise<FileRows> {
  const reader = new BinanceStreamReader(source.name, options.key.kind, options.symbol)
  const decoder = new TextDecoder()
  for await (const chunk of progressing(source, options)) reader.push(decoder.decode(chunk, { stream: true }))
  const { raw, notes } = reader.end()
  const rows = settleRows(raw, options)
  return { rows: rows.table, notes: [...notes, ...rows.notes], dialect: 'BINANCE_STREAM' }
}

/** The bytes of a source, telling of the share that is read. */
async function* progressing(
  source: SourceFile,
  { onProgress }: Pick<ReadOptions, 'onProgress'>,
): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const chunk of source.chunks()) {
    yield chunk
    read += chunk.length
    onProgress?.(Math.min(1, read / Math.max(1, source.bytesGuess)))
  }
}

async function parquetRows(
  duck: Duck,
  path: string,
  choices: LayoutChoices & { readonly key: SeriesKey },
): Promise<{ readonly raw: RawRows; readonly detection: Detection }> {
  const columns = await parquetColumns(duck, path)
  const detection = await detectParquet(duck, path, { columns, choices })
  refuseQuestions(columns.file, detection, choices.key)
  return { raw: await readParquetRows(duck, path, { columns, detection }), detection }
}

function refuseQuestions(file: string, { questions }: Detection, { timeframe }: SeriesKey): void {
  const open = questions.filter(({ choice }) => choice !== 'zone' || isIntraday(timeframe))
  if (open.length > 0)
    throw new MarketDataError('AMBIGUOUS', open.map(({ text }) => text).join('; '), { file })
}

async function textRows(
  source: SourceFile,
  detection: Detection,
  options: ReadOptions,
): Promise<{ readonly raw: RawRows; readonly skipped: number }> {
  const { key } = options
  const parser = createCsvParser(detection.layout, {
    file: source.name,
    dateOnly: isDateOnly(detection, key.timeframe),
    rowsGuess: Math.ceil(source.bytesGuess / ROW_BYTES),
  })
  for await (const chunk of progressing(source, options)) parser.push(chunk)
  const { table, lines } = parser.end()
  if (table.length === 0) throw new MarketDataError('BAD_FILE', 'holds no rows', { file: source.name })
  const marksSnapshots = detection.layout.columns['flags'] !== undefined
  const raw = { file: source.name, kind: key.kind, table, lines, marksSnapshots }
  return { raw, skipped: parser.skipped }
}

/** Days and longer are known by their date: what a file says of their time of day and zone is left out. */
function isDateOnly({ layout }: Detection, timeframe: Timeframe): boolean {
  return layout.time.form === 'DATE' && !isIntraday(timeframe)
}

function settled(
  raw: RawRows,
  { layout }: Detection,
  options: ReadOptions,
): { readonly rows: ColumnTable; readonly notes: readonly string[] } {
  const { table, notes } = settleRows(raw, options)
  return {
    rows: table,
    notes: [...notes, ...labelled(table, layout, options.key), ...distance(table, options.key)],
  }
}

/** Bars that a file names by their ends are named by their starts in the store. */
function labelled(table: ColumnTable, { label }: CsvLayout, { timeframe }: SeriesKey): string[] {
  const micros = timeframeMicros(timeframe)
  if (label !== 'CLOSE' || micros === undefined || !isIntraday(timeframe)) return []
  const times = timesOf(table)
  for (let row = 0; row < times.length; row += 1) times[row]! -= micros
  return [`the file names bars by their ends; they were moved ${timeframe} back to their starts`]
}

function distance(table: ColumnTable, { timeframe }: SeriesKey): string[] {
  if (timeframe === 'tick') return []
  const guess = guessTimeframe(timesOf(table).subarray(0, 1_000))
  return guess === undefined || guess === timeframe
    ? []
    : [`most of the first rows lie ${guess} apart, not ${timeframe}`]
}
