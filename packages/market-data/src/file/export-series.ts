/** Series out of the store, as CSV or Parquet: what is exported and imported again is the same, bit for bit. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { tableOf, timesOf, type ColumnTable } from '../columns/column-table.ts'
import type { SeriesKey, TimeRange } from '../series/series-key.ts'
import { asidePath, publishFile } from '../store/durable-file.ts'
import type { MarketStore } from '../store/market-store.ts'
import { writeParquet } from '../store/parquet.ts'
import { withDuck } from './read-rows.ts'

export interface ExportOptions {
  readonly key: SeriesKey
  readonly range?: TimeRange
  /** `CSV`: a header, times as ISO 8601 with Z, numbers with all their digits. `PARQUET`: timestamps in UTC and doubles. */
  readonly format: 'CSV' | 'PARQUET'
}

/** Rows written at once. */
const BATCH_ROWS = 20_000

/** Writes a series to a file, replacing what is there only when it is done. Returns the number of rows. */
export async function exportSeries(
  store: MarketStore,
  path: string,
  options: ExportOptions,
): Promise<number> {
  const { key } = options
  const table = tableOf(key.kind, await store.read(key, options.range))
  const temporary = asidePath(path)
  try {
    if (options.format === 'CSV') writeCsv(temporary, table)
    else await withDuck((duck) => writeParquet(duck, temporary, table))
    publishFile(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  return table.length
}

function writeCsv(path: string, table: ColumnTable): void {
  const file = openSync(path, 'w')
  try {
    writeSync(file, `${table.fields.join(',')}\n`)
    for (let from = 0; from < table.length; from += BATCH_ROWS) {
      const lines: string[] = []
      for (let row = from; row < Math.min(from + BATCH_ROWS, table.length); row += 1)
        lines.push(line(table, row))
      writeSync(file, lines.join(''))
    }
  } finally {
    closeSync(file)
  }
}

function line(table: ColumnTable, row: number): string {
  let text = isoMicros(timesOf(table)[row]!)
  for (let column = 1; column < table.columns.length; column += 1) text += `,${table.columns[column]![row]!}`
  return `${text}\n`
}

/** An instant with microseconds, as `2024-01-31T14:30:00.000000Z`. */
function isoMicros(time: number): string {
  const millis = Math.floor(time / 1000)
  return `${new Date(millis).toISOString().slice(0, -1)}${String(time - millis * 1000).padStart(3, '0')}Z`
}
