/** Parquet of other people: which columns it has, how they become those of a series, and what is wrong with them. */
import { basename } from 'node:path'
import { guessTimeForm } from '../csv/time-form.ts'
import { detect, type Detection, type LayoutChoices } from '../csv/detect.ts'
import { MarketDataError } from '../market-data-error.ts'
import { isLevelField } from '../csv/book-columns.ts'
import { isPrice } from '../csv/layout.ts'
import type { WordTable } from '../csv/words.ts'
import { selectDoubles, sqlName, sqlText, type Duck } from '../store/parquet.ts'
import type { RawRows } from './settle-rows.ts'

const SAMPLE_ROWS = 200
const NUMBERS = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U\w+INT|FLOAT|DOUBLE|DECIMAL.*)$/

export interface ParquetColumns {
  readonly file: string
  readonly names: readonly string[]
  readonly types: readonly string[]
  readonly rows: number
}

/** The columns of a Parquet file. Throws `BAD_FILE` when it is none. */
export async function parquetColumns(duck: Duck, path: string): Promise<ParquetColumns> {
  const file = basename(path)
  try {
    return await duck.run(async (connection) => {
      const described = await connection.runAndReadAll(
        `DESCRIBE SELECT * FROM read_parquet(${sqlText(path)})`,
      )
      const counted = await connection.runAndReadAll(
        `SELECT count(*)::DOUBLE FROM read_parquet(${sqlText(path)})`,
      )
      const rows = described.getRows()
      return {
        file,
        names: rows.map(([name]) => String(name)),
        types: rows.map(([, type]) => String(type)),
        rows: Number(counted.getRows()[0]![0]),
      }
    })
  } catch (error) {
    throw new MarketDataError('BAD_FILE', `is no readable Parquet (${firstLine(error)})`, { file })
  }
}

/** Detects a Parquet file by the names of its columns and its first times. */
export async function detectParquet(
  duck: Duck,
  path: string,
  { columns, choices }: { readonly columns: ParquetColumns; readonly choices: LayoutChoices },
): Promise<Detection> {
  const texts = columns.names.map((name) => `coalesce(${sqlName(name)}::VARCHAR, '')`)
  const rows = await duck.run(async (connection) => {
    const sql = `SELECT ${texts.join(', ')} FROM read_parquet(${sqlText(path)}) LIMIT ${SAMPLE_ROWS}`
    return (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String))
  })
  const sample = {
    file: columns.file,
    separator: ',',
    decimal: '.' as const,
    header: columns.names,
    headerLines: 1,
    rows,
  }
  const detection = detect(sample, { ...choices, dialect: 'GENERIC' })
  const type = columns.types[detection.layout.columns['time']!]!
  if (!isTimestamp(type) || detection.layout.zone !== undefined) return detection
  // A timestamp of Parquet is an instant in UTC by its definition.
  return { ...detection, questions: detection.questions.filter(({ choice }) => choice !== 'zone') }
}

function isTimestamp(type: string): boolean {
  return type.startsWith('TIMESTAMP') || type === 'DATE'
}

/** Reads the rows that a detection describes. Throws with row and column for nulls and for types that are no numbers. */
export async function readParquetRows(
  duck: Duck,
  path: string,
  { columns, detection }: { readonly columns: ParquetColumns; readonly detection: Detection },
): Promise<RawRows> {
  const { layout } = detection
  const { fields } = layout
  const select = fields.map((field) => {
    const position = layout.columns[field]
    if (position === undefined) return '0::DOUBLE'
    const name = columns.names[position]!
    const type = columns.types[position]!
    if (field === 'time') return timeSql(columns, { name, type, detection })
    const words = layout.words[field]
    if (words !== undefined) return wordSql(sqlName(name), words)
    if (!NUMBERS.test(type)) {
      const message = `holds ${type}; ${field} needs numbers. The file has ${described(columns)}`
      throw new MarketDataError('BAD_FILE', message, { file: columns.file, column: name })
    }
    const divisor = isPrice(field) && layout.priceDivisor !== 1 ? ` / ${layout.priceDivisor}` : ''
    const value = `${sqlName(name)}::DOUBLE${divisor}`
    return isLevelField(field) ? `coalesce(nullif(${value}, 'NaN'::DOUBLE), 0::DOUBLE)` : value
  })
  const sql = `SELECT ${select.join(', ')} FROM read_parquet(${sqlText(path)})`
  const table = await selectDoubles(duck, sql, { fields, rows: columns.rows })
  for (const [index, column] of table.columns.entries()) {
    const row = column.findIndex((value) => Number.isNaN(value))
    if (row < 0) continue
    const position = layout.columns[fields[index]!]!
    throw new MarketDataError('BAD_ROW', 'is empty or not what the column should hold', {
      file: columns.file,
      row: row + 1,
      column: columns.names[position]!,
    })
  }
  const lines = Int32Array.from({ length: table.length }, (_, row) => row + 1)
  const marksSnapshots = layout.columns['flags'] !== undefined
  return { file: columns.file, kind: layout.kind, table, lines, marksSnapshots }
}

/** What a word means; NULL for one that means nothing. */
function wordSql(name: string, words: WordTable): string {
  const cases = Object.entries(words).map(([word, value]) => `WHEN ${sqlText(word)} THEN ${value}`)
  return `(CASE lower(${name}::VARCHAR) ${cases.join(' ')} END)::DOUBLE`
}

function timeSql(
  columns: ParquetColumns,
  { name, type, detection }: { readonly name: string; readonly type: string; readonly detection: Detection },
): string {
  if (type.startsWith('TIMESTAMP') || type === 'DATE') return `epoch_us(${sqlName(name)})::DOUBLE`
  const { time } = detection.layout
  if (NUMBERS.test(type) && time.form === 'EPOCH') {
    const micros = { s: '* 1000000', ms: '* 1000', us: '', ns: '/ 1000' }[time.unit]
    return `round(${sqlName(name)} ${micros})::DOUBLE`
  }
  if (
    type === 'VARCHAR' &&
    guessTimeForm(['2000-01-01']).form !== undefined &&
    time.form === 'DATE' &&
    time.order === 'YMD'
  ) {
    return `epoch_us(try_cast(${sqlName(name)} AS TIMESTAMPTZ))::DOUBLE`
  }
  const message = `holds ${type}; time needs a timestamp or a count since 1970. The file has ${described(columns)}`
  throw new MarketDataError('BAD_FILE', message, { file: columns.file, column: name })
}

function described({ names, types }: ParquetColumns): string {
  return names.map((name, index) => `${name} ${types[index]!}`).join(', ')
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0]!
}
