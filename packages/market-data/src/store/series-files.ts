/** The files of one series: their names, writing a part, reading rows across parts, and clearing away what a crash left. */
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  contentHash,
  emptyTable,
  rowBytes,
  sliceTable,
  tableOver,
  timesOf,
  type ColumnTable,
} from '../columns/column-table.ts'
import { firstRowAtOrAfter } from '../columns/bar-columns.ts'
import { MarketDataError } from '../market-data-error.ts'
import type { TimeRange } from '../series/series-key.ts'
import { hasColumnFile, readColumnRows, writeColumnFile } from './column-files.ts'
import { asidePath, publishFile, UNFINISHED } from './durable-file.ts'
import type { PartContent } from './manifest.ts'
import { readParquet, writeParquet, type Duck } from './parquet.ts'
import { periodAt, type PeriodUnit } from './periods.ts'

/** A range file is kept this long after its last use, so that a worker that was told its name still finds it. */
const RANGE_FILE_KEPT_MS = 24 * 3_600_000

export interface SeriesFiles {
  readonly path: string
  readonly fields: readonly string[]
  readonly duck: Duck
}

/** Rows `from` up to, without, `to` of one part. */
export interface PartRows {
  readonly part: PartContent
  readonly from: number
  readonly to: number
}

/** Path of a part's Parquet file. */
export function parquetPath(files: SeriesFiles, part: PartContent): string {
  return join(files.path, `${stem(part)}.parquet`)
}

function columnPath(files: SeriesFiles, part: PartContent): string {
  return join(files.path, `${stem(part)}.columns`)
}

function stem({ period, sha256 }: PartContent): string {
  return `${period}-${sha256.slice(0, 24)}`
}

/** What a table will be as a part. */
export function partOf(period: string, table: ColumnTable): PartContent {
  const times = timesOf(table)
  return {
    period,
    rows: table.length,
    first: times[0]!,
    last: times.at(-1)!,
    sha256: contentHash(table),
  }
}

/** Writes the files of a part. Until a manifest names them they are nothing. */
export async function writePart(files: SeriesFiles, part: PartContent, table: ColumnTable): Promise<void> {
  mkdirSync(files.path, { recursive: true })
  const path = parquetPath(files, part)
  const aside = asidePath(path)
  await writeParquet(files.duck, aside, table)
  publishFile(aside, path)
  writeColumnFile(columnPath(files, part), table)
}

/** Makes the column file of a part from its Parquet file where it is missing. Throws `DAMAGED` when the rows are not those written. */
async function ensureColumns(files: SeriesFiles, part: PartContent): Promise<string> {
  const path = columnPath(files, part)
  if (!hasColumnFile(path, files.fields, part.rows)) writeColumnFile(path, await readPart(files, part))
  return path
}

/** The rows of a part from Parquet, checked against its hash. */
export async function readPart(files: SeriesFiles, part: PartContent): Promise<ColumnTable> {
  const path = parquetPath(files, part)
  const table = await readParquet(files.duck, path, { fields: files.fields, rows: part.rows })
  if (contentHash(table) !== part.sha256) {
    throw new MarketDataError('DAMAGED', `${path} does not hold the rows that were written`)
  }
  return table
}

/** Which rows of which parts lie in a range. Asks for the times of the first and last part only. */
export async function rowsInRange(
  parts: readonly PartContent[],
  range: TimeRange,
  timesOfPart: (part: PartContent) => Promise<Float64Array>,
): Promise<readonly PartRows[]> {
  const from = range.from ?? Number.NEGATIVE_INFINITY
  const to = range.to ?? Number.POSITIVE_INFINITY
  const found: PartRows[] = []
  for (const part of parts) {
    if (part.last < from || part.first >= to) continue
    if (part.first >= from && part.last < to) {
      found.push({ part, from: 0, to: part.rows })
      continue
    }
    const times = await timesOfPart(part)
    const rows = { part, from: firstRowAtOrAfter(times, from), to: firstRowAtOrAfter(times, to) }
    if (rows.to > rows.from) found.push(rows)
  }
  return found
}

/** The times of a part from its column file. */
export async function readTimes(files: SeriesFiles, part: PartContent): Promise<Float64Array> {
  const path = await ensureColumns(files, part)
  const into = emptyTable([files.fields[0]!], part.rows)
  readColumnRows(path, part.rows, { into, copy: { from: 0, count: part.rows, at: 0 } })
  return timesOf(into)
}

/** Rows of several parts, one after the other, in memory that threads can share. */
export async function loadRows(files: SeriesFiles, rows: readonly PartRows[]): Promise<ColumnTable> {
  const length = rows.reduce((sum, { from, to }) => sum + to - from, 0)
  const buffer = new SharedArrayBuffer(length * rowBytes(files.fields))
  const table = tableOver(files.fields, buffer, length)
  let at = 0
  for (const { part, from, to } of rows) {
    const path = await ensureColumns(files, part)
    readColumnRows(path, part.rows, { into: table, copy: { from, count: to - from, at } })
    at += to - from
  }
  return table
}

/** The rows of one part, as the store keeps them. */
export function loadPart(files: SeriesFiles, part: PartContent): Promise<ColumnTable> {
  return loadRows(files, [{ part, from: 0, to: part.rows }])
}

/** A file that holds exactly these rows one column after the other, under a name that lives longer than its parts. */
export async function shareRows(
  files: SeriesFiles,
  rows: readonly PartRows[],
): Promise<{ readonly path: string; readonly rows: number; readonly sha256: string }> {
  const pathOf = (sha256: string): string => join(files.path, `range-${sha256.slice(0, 24)}.columns`)
  const [only] = rows
  if (rows.length === 1 && only !== undefined && only.to - only.from === only.part.rows) {
    const { part } = only
    const path = pathOf(part.sha256)
    if (!hasColumnFile(path, files.fields, part.rows)) linkOrCopy(await ensureColumns(files, part), path)
    return { path, rows: part.rows, sha256: part.sha256 }
  }
  const table = await loadRows(files, rows)
  const sha256 = contentHash(table)
  const path = pathOf(sha256)
  if (!hasColumnFile(path, files.fields, table.length)) writeColumnFile(path, table)
  return { path, rows: table.length, sha256 }
}

/** Another name for a file; a copy on file systems that know one name only. */
function linkOrCopy(existing: string, path: string): void {
  const aside = asidePath(path)
  try {
    linkSync(existing, aside)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EMLINK') throw error
    copyFileSync(existing, aside)
  }
  publishFile(aside, path)
}

/** Removes files that no manifest names: what a crash left, what a write replaced, ranges long unused. */
export function sweep(files: SeriesFiles, parts: readonly PartContent[], nowMs: number): void {
  if (!existsSync(files.path)) return
  const kept = new Set(parts.flatMap((part) => [`${stem(part)}.parquet`, `${stem(part)}.columns`]))
  for (const name of readdirSync(files.path)) {
    if (name === 'manifest.json' || kept.has(name)) continue
    const path = join(files.path, name)
    const isRange = name.startsWith('range-') && !name.endsWith(UNFINISHED)
    // A range may be another name of a part's file: giving it that name is a use too.
    const { atimeMs, ctimeMs } = statSync(path)
    if (isRange && nowMs - Math.max(atimeMs, ctimeMs) < RANGE_FILE_KEPT_MS) continue
    rmSync(path)
  }
}

/** Cuts rows, in order of time, into those of each period; nothing is copied. */
export function splitByPeriod(unit: PeriodUnit, table: ColumnTable): ReadonlyMap<string, ColumnTable> {
  const times = timesOf(table)
  const split = new Map<string, ColumnTable>()
  for (let from = 0; from < table.length;) {
    const period = periodAt(unit, times[from]!)
    const to = firstRowAtOrAfter(times, period.to)
    split.set(period.name, sliceTable(table, from, to))
    from = to
  }
  return split
}
