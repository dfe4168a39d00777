/** Reads series: ranges through the column cache, files for other processes, and the hashes of what was read. */
import { BAR_FIELDS } from '../columns/bar-columns.ts'
import { contentHash, sliceTable, timesOf, type ColumnTable } from '../columns/column-table.ts'
import { MarketDataError } from '../market-data-error.ts'
import { seriesName, type SeriesKey, type TimeRange } from '../series/series-key.ts'
import type { ColumnFileRef } from './column-files.ts'
import type { ColumnMemory } from './column-memory.ts'
import { readManifest, seriesHash, type SeriesManifest, type PartContent } from './manifest.ts'
import type { PinnedSeries } from './pins.ts'
import { actionsHashWithin } from './series-actions.ts'
import {
  loadRows,
  readPart,
  readTimes,
  rowsInRange,
  shareRows,
  type PartRows,
  type SeriesFiles,
} from './series-files.ts'

/** Reads that meet a file which a write has just replaced are made again this often. */
const READ_TRIES = 5

/** The manifest of a series, or `NOT_FOUND`. */
export function manifestOf(files: SeriesFiles, key: SeriesKey): SeriesManifest {
  const manifest = readManifest(files.path)
  if (manifest === undefined) throw new MarketDataError('NOT_FOUND', `no series ${seriesName(key)} is kept`)
  return manifest
}

/** What to read, and where. */
export interface SeriesRange {
  readonly files: SeriesFiles
  readonly key: SeriesKey
  readonly range: TimeRange
}

/**
 * Runs a read again when a write replaced its files meanwhile, or cleared away what it was making: files are never changed, but
 * they may go.
 */
async function reading<T>(
  { files, key, range }: SeriesRange,
  read: (rows: readonly PartRows[]) => Promise<T>,
  timesOfPart = (part: PartContent): Promise<Float64Array> => readTimes(files, part),
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const { parts } = manifestOf(files, key)
    try {
      return await read(await rowsInRange(parts, range, timesOfPart))
    } catch (error) {
      const isSame = seriesHash(manifestOf(files, key).parts) === seriesHash(parts)
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
      if ((isSame && !isGone) || tries === READ_TRIES) throw error
    }
  }
}

/** The rows of a range; what lies in one part is a view of that part's columns in memory. */
export function readRange(from: SeriesRange, memory: ColumnMemory): Promise<ColumnTable> {
  const wholePart = (part: PartContent): Promise<ColumnTable> =>
    remembered(from.files, [{ part, from: 0, to: part.rows }], memory)
  const read = async (rows: readonly PartRows[]): Promise<ColumnTable> => {
    const [only] = rows
    if (rows.length !== 1 || only === undefined) return remembered(from.files, rows, memory)
    return sliceTable(await wholePart(only.part), only.from, only.to)
  }
  return reading(from, read, async (part) => timesOf(await wholePart(part)))
}

async function remembered(
  files: SeriesFiles,
  rows: readonly PartRows[],
  memory: ColumnMemory,
): Promise<ColumnTable> {
  const name = rows.map(({ part, from, to }) => `${part.sha256} ${from} ${to}`).join('\n')
  const known = memory.get(name)
  if (known !== undefined) return known
  const table = await loadRows(files, rows)
  memory.put(name, table)
  return table
}

/** A file of a range of bars for other processes. */
export function shareRange(from: SeriesRange): Promise<ColumnFileRef> {
  if (from.files.fields !== BAR_FIELDS) {
    throw new MarketDataError('BAD_SERIES', `${seriesName(from.key)} holds no bars`, { field: 'kind' })
  }
  return reading(from, (rows) => shareRows(from.files, rows))
}

/** The hashes of what a range holds now, its open ends closed at the rows that are there. */
export function pinRange(from: SeriesRange): Promise<PinnedSeries> {
  const { files, key, range } = from
  return reading(from, async (rows) => {
    const slices = []
    let first: number | undefined
    let last: number | undefined
    for (const { part, from: start, to } of rows) {
      const isWhole = to - start === part.rows
      const sha256 = isWhole ? part.sha256 : contentHash(await loadRows(files, [{ part, from: start, to }]))
      slices.push({ period: part.period, rows: to - start, sha256 })
      first ??= part.first
      last = part.last
    }
    const span = { from: range.from ?? first ?? 0, to: range.to ?? (last === undefined ? 0 : last + 1) }
    const actions = manifestOf(files, key).actions?.list ?? []
    const actionsSha256 = actionsHashWithin(actions, span)
    return { key, ...span, slices, ...(actionsSha256 === null ? {} : { actionsSha256 }) }
  })
}

/** What of a pinned range is no longer what it was, a line each. */
export function pinDifferences(old: PinnedSeries, now: PinnedSeries | undefined): readonly string[] {
  const name = seriesName(old.key)
  if (now === undefined) return [`${name} is no longer kept`]
  const present = new Map(now.slices.map((slice) => [slice.period, slice]))
  const before = new Set(old.slices.map(({ period }) => period))
  return [
    ...old.slices.flatMap(({ period, rows, sha256 }) => {
      const slice = present.get(period)
      if (slice === undefined) return [`${name} ${period}: ${rows} rows are gone`]
      return slice.sha256 === sha256 ? [] : [`${name} ${period}: the rows that were read have changed`]
    }),
    ...now.slices
      .filter(({ period }) => !before.has(period))
      .map(({ period, rows }) => `${name} ${period}: ${rows} rows are new`),
    ...(old.actionsSha256 === now.actionsSha256 ? [] : [`${name}: its splits and dividends have changed`]),
  ]
}

/** Reads every file of a series and compares it with its hash: a line for each that is damaged. */
export async function verifySeries(files: SeriesFiles, key: SeriesKey): Promise<readonly string[]> {
  const faults = []
  for (const part of manifestOf(files, key).parts) {
    try {
      await readPart(files, part)
      const columns = await loadRows(files, [{ part, from: 0, to: part.rows }])
      if (contentHash(columns) !== part.sha256) {
        faults.push(`${part.period}: the column file does not hold the rows that were written`)
      }
    } catch (error) {
      faults.push(`${part.period}: ${(error as Error).message}`)
    }
  }
  return faults
}
