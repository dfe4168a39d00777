/**
 * The store of market data: series of bars, trades and quotes in Parquet, with a column cache in front.
 *
 * Readers never wait and never see half a write; one writer at a time, across processes. Times are microseconds UTC.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { AssetClass } from '@quarterdeck/sdk'
import type { CorporateAction } from '../adjustment/corporate-action.ts'
import { columnsOfTable, fieldsOfKind, tableOf, type ColumnsOfKind } from '../columns/column-table.ts'
import { MarketDataError } from '../market-data-error.ts'
import {
  checkSeriesKey,
  isSameSeries,
  type SeriesKey,
  type SeriesKind,
  type TimeRange,
} from '../series/series-key.ts'
import type { Verdict } from '../validation/verdict.ts'
import { checkRows } from './check-rows.ts'
import type { ColumnFileRef } from './column-files.ts'
import { createColumnMemory } from './column-memory.ts'
import { UNFINISHED } from './durable-file.ts'
import {
  publishManifest,
  readManifest,
  readManifests,
  seriesDirectory,
  seriesHash,
  type SeriesImport,
  type SeriesManifest,
} from './manifest.ts'
import { createDuck } from './parquet.ts'
import { readPin, readPins, removePin, writePin, type Pin } from './pins.ts'
import { manifestOf, pinDifferences, pinRange, readRange, shareRange, verifySeries } from './read-series.ts'
import { parquetPath, type SeriesFiles } from './series-files.ts'
import {
  actionsHash,
  actionsHashWithin,
  writeSeriesActions,
  type ActionsReport,
  type WriteActionsOptions,
} from './series-actions.ts'
import { createWriteLock } from './write-lock.ts'
import { writeSeries, type WriteOptions, type WriteReport, type WriteStep } from './write-series.ts'

/** One series in the catalogue. */
export interface CatalogueEntry {
  readonly key: SeriesKey
  readonly assetClass: AssetClass | null
  readonly rows: number
  /** Times of the first and last row; null for a series without rows. */
  readonly first: number | null
  readonly last: number | null
  readonly contentSha256: string
  /** The last writes, the newest last. */
  readonly imports: readonly SeriesImport[]
  /** What validation said of exactly this content; null when it was not asked since the last change. */
  readonly verdict: Verdict | null
}

export interface MarketStoreOptions {
  /** Made when it is missing. */
  readonly directory: string
  /** Threads DuckDB may use, 2 by default. */
  readonly duckThreads?: number
  /** Bytes of columns kept in memory after a read, 256 MiB by default. */
  readonly memoryBytes?: number
  /** How long a writer waits for another process's write, 10,000 ms by default. */
  readonly lockWaitMs?: number
  /** The clock, microseconds UTC. */
  readonly now?: () => number
  /** Told of each durable step of a write: for tests that end the process there. */
  readonly onStep?: (step: WriteStep) => void
}

export interface MarketStore {
  readonly directory: string
  /** Every series, by instrument, kind and timeframe. */
  catalogue(): readonly CatalogueEntry[]
  /** One series; undefined when it is not kept. */
  describe(key: SeriesKey): CatalogueEntry | undefined
  /** Writes rows; all or nothing. See `WriteMode` for what happens to rows that are kept already. */
  write<K extends SeriesKind>(
    key: SeriesKey & { readonly kind: K },
    columns: ColumnsOfKind<K>,
    options: WriteOptions,
  ): Promise<WriteReport>
  /**
   * Reads a range, `NOT_FOUND` when the series is not kept; an empty range gives no rows.
   *
   * The columns lie in a SharedArrayBuffer and may be posted to worker threads, which then read the same memory. They belong to
   * the store's cache: do not write to them.
   */
  read<K extends SeriesKind>(
    key: SeriesKey & { readonly kind: K },
    range?: TimeRange,
  ): Promise<ColumnsOfKind<K>>
  /**
   * A file of a range of bars that worker processes open with `openBarFile` or `loadBarFile`. It is kept for a day after its
   * last use.
   */
  shareBars(key: SeriesKey, range?: TimeRange): Promise<ColumnFileRef>
  /** Parquet files of a series, in order, for tools that read them themselves. */
  parquetFiles(key: SeriesKey): readonly string[]
  /** Records what a reader reads, in place of its earlier pin. */
  pin(
    reader: string,
    series: readonly { readonly key: SeriesKey; readonly range?: TimeRange }[],
  ): Promise<Pin>
  pinOf(reader: string): Pin | undefined
  unpin(reader: string): boolean
  /** What of a reader's pin is no longer what it read: a line each. */
  comparePin(reader: string): Promise<readonly string[]>
  /** Splits and dividends kept beside a series, in order of time; none for a series that is not kept. */
  actionsOf(key: SeriesKey): readonly CorporateAction[]
  /** Writes splits and dividends beside a series, all or nothing; `NOT_FOUND` when it is not kept. */
  writeActions(
    key: SeriesKey,
    actions: readonly CorporateAction[],
    options: WriteActionsOptions,
  ): Promise<ActionsReport>
  /** Whether splits and dividends of a series are those that a reader's pin has; true where it has none of the series. */
  hasPinnedActions(reader: string, key: SeriesKey): boolean
  /** Removes a series; the readers whose rows go with it. */
  remove(key: SeriesKey): Promise<readonly string[]>
  /** Records what validation said of the present content. */
  recordVerdict(key: SeriesKey, contentSha256: string, verdict: Verdict): Promise<void>
  /** Reads every file of a series and compares it with its hash: a line for each that is damaged. */
  verify(key: SeriesKey): Promise<readonly string[]>
  close(): void
}

const MEMORY_BYTES = 256 * 2 ** 20
const LOCK_WAIT_MS = 10_000

/** Opens a store. Nothing is locked until something is written. */
export function openMarketStore(options: MarketStoreOptions): MarketStore {
  const { directory } = options
  mkdirSync(join(directory, 'series'), { recursive: true, mode: 0o700 })
  const duck = createDuck(options.duckThreads ?? 2)
  const memory = createColumnMemory(options.memoryBytes ?? MEMORY_BYTES)
  const whileLocked = createWriteLock(directory, options.lockWaitMs ?? LOCK_WAIT_MS)
  const now = options.now ?? (() => Date.now() * 1000)
  const onStep = options.onStep ?? (() => undefined)
  const filesOf = (key: SeriesKey): SeriesFiles => {
    checkSeriesKey(key)
    return { path: seriesDirectory(directory, key), fields: fieldsOfKind(key.kind), duck }
  }
  const at = (key: SeriesKey, range: TimeRange = {}) => ({ files: filesOf(key), key, range })
  return {
    directory,
    catalogue: () => readManifests(directory).map(entryOf),
    describe(key) {
      const manifest = readManifest(filesOf(key).path)
      return manifest === undefined ? undefined : entryOf(manifest)
    },
    async write(key, columns, writeOptions) {
      const files = filesOf(key)
      const table = tableOf(key.kind, columns)
      checkRows(key.kind, table)
      const context = { directory, files, nowMicros: now(), onStep }
      return whileLocked(() => writeSeries(context, { key, table, options: writeOptions }))
    },
    read: async (key, range) => columnsOfTable(key.kind, await readRange(at(key, range), memory)),
    shareBars: async (key, range) => shareRange(at(key, range)),
    parquetFiles(key) {
      const files = filesOf(key)
      return manifestOf(files, key).parts.map((part) => parquetPath(files, part))
    },
    async pin(reader, wanted) {
      const contents = (): string =>
        wanted
          .map(({ key }) => {
            const { parts, actions } = manifestOf(filesOf(key), key)
            return `${seriesHash(parts)} ${actionsHash(actions?.list ?? [])}`
          })
          .join()
      for (;;) {
        const before = contents()
        const series = []
        for (const { key, range } of wanted) series.push(await pinRange(at(key, range)))
        const pin: Pin = { reader, series }
        writePin(directory, pin)
        // A write that was published meanwhile has not seen this pin: what is pinned must be what is kept.
        if (contents() === before) return pin
      }
    },
    pinOf: (reader) => readPin(directory, reader),
    unpin: (reader) => removePin(directory, reader),
    async comparePin(reader) {
      const pin = readPin(directory, reader)
      if (pin === undefined) throw new MarketDataError('NOT_FOUND', `no pin of reader "${reader}" is kept`)
      const differences = []
      for (const old of pin.series) {
        const isKept = readManifest(filesOf(old.key).path) !== undefined
        differences.push(...pinDifferences(old, isKept ? await pinRange(at(old.key, old)) : undefined))
      }
      return differences
    },
    actionsOf: (key) => readManifest(filesOf(key).path)?.actions?.list ?? [],
    writeActions: async (key, actions, actionOptions) =>
      whileLocked(async () => {
        const files = filesOf(key)
        const context = { directory, path: files.path, nowMicros: now() }
        return writeSeriesActions(context, manifestOf(files, key), { actions, options: actionOptions })
      }),
    hasPinnedActions(reader, key) {
      const pinned = readPin(directory, reader)?.series.find((one) => isSameSeries(one.key, key))
      const kept = readManifest(filesOf(key).path)?.actions?.list ?? []
      return pinned === undefined || actionsHashWithin(kept, pinned) === (pinned.actionsSha256 ?? null)
    },
    remove: async (key) => whileLocked(async () => removeSeries(directory, filesOf(key), key)),
    recordVerdict: async (key, contentSha256, verdict) =>
      whileLocked(async () => {
        const files = filesOf(key)
        const manifest = manifestOf(files, key)
        if (seriesHash(manifest.parts) !== contentSha256) return
        publishManifest(files.path, { ...manifest, verdict: { verdict, at: now(), contentSha256 } })
      }),
    verify: async (key) => verifySeries(filesOf(key), key),
    close: () => duck.close(),
  }
}

function removeSeries(directory: string, files: SeriesFiles, key: SeriesKey): readonly string[] {
  manifestOf(files, key)
  // One rename takes the whole series out of sight; what it leaves under the new name is nothing to a reader.
  const gone = files.path + UNFINISHED
  rmSync(gone, { recursive: true, force: true })
  renameSync(files.path, gone)
  rmSync(gone, { recursive: true })
  return readPins(directory)
    .filter(({ series }) =>
      series.some((pinned) => isSameSeries(pinned.key, key) && pinned.slices.length > 0),
    )
    .map(({ reader }) => reader)
}

function entryOf({ key, assetClass, parts, imports, verdict }: SeriesManifest): CatalogueEntry {
  const contentSha256 = seriesHash(parts)
  return {
    key,
    assetClass,
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    first: parts[0]?.first ?? null,
    last: parts.at(-1)?.last ?? null,
    contentSha256,
    imports,
    verdict: verdict?.contentSha256 === contentSha256 ? verdict.verdict : null,
  }
}
