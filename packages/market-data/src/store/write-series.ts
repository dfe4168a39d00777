/** Writes rows into a series: plan what changes, write the new files, publish the manifest, clear the old files away. */
import type { AssetClass } from '@quarterdeck/sdk'
import { emptyTable, type ColumnTable } from '../columns/column-table.ts'
import { MarketDataError } from '../market-data-error.ts'
import { seriesName, type SeriesKey } from '../series/series-key.ts'
import {
  createTally,
  diffOf,
  mergeRows,
  removeAll,
  type DiffTally,
  type HistoryDiff,
  type WriteMode,
} from './history-diff.ts'
import {
  publishManifest,
  readManifest,
  seriesHash,
  type SeriesManifest,
  type PartContent,
} from './manifest.ts'
import { periodUnit } from './periods.ts'
import { readPins, watchPins } from './pins.ts'
import { loadPart, partOf, splitByPeriod, sweep, writePart, type SeriesFiles } from './series-files.ts'

/** Where a write stands. A test that ends the process in one of them must find the store whole. */
export type WriteStep = 'PLANNED' | 'PART_WRITTEN' | 'PARTS_WRITTEN' | 'PUBLISHED' | 'SWEPT'

export interface WriteOptions {
  readonly mode: WriteMode
  /** Where the rows come from, in words. */
  readonly source: string
  /** Names the write; derived from the content where it is left out. */
  readonly importId?: string
  /** Class of the instrument; kept from earlier writes where it is left out. */
  readonly assetClass?: AssetClass
  /** Told of the share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

export interface WriteReport {
  readonly importId: string
  readonly diff: HistoryDiff
  /** Readers, such as backtests, whose pinned rows are no longer what they read. */
  readonly readersTouched: readonly string[]
  /** Content hash of the series after the write. */
  readonly contentSha256: string
  readonly rows: number
}

export interface WriteContext {
  readonly directory: string
  readonly files: SeriesFiles
  readonly nowMicros: number
  readonly onStep: (step: WriteStep) => void
}

const IMPORTS_KEPT = 200

interface Planned {
  /** The write that made the part as it is; undefined for this one. */
  readonly importId: string | undefined
  readonly part: PartContent
  /** The rows to write; undefined for a part that stays as it is. */
  readonly table: ColumnTable | undefined
}

/** Writes rows that were checked. The caller holds the write lock. */
export async function writeSeries(
  context: WriteContext,
  {
    key,
    table,
    options,
  }: { readonly key: SeriesKey; readonly table: ColumnTable; readonly options: WriteOptions },
): Promise<WriteReport> {
  const { files, onStep } = context
  const before = readManifest(files.path)
  sweep(files, before?.parts ?? [], context.nowMicros / 1000)
  const watch = watchPins(readPins(context.directory), key)
  const tally = createTally(table, (time) => watch.touched(time))
  const planned = await plan(files, { before, key, table, mode: options.mode, tally })
  refuseChange(options.mode, key, tally)
  onStep('PLANNED')
  await writeParts(context, planned, options.onProgress)
  onStep('PARTS_WRITTEN')
  const contentSha256 = seriesHash(planned.map(({ part }) => part))
  const diff = diffOf(tally)
  const importId = options.importId ?? `${contentSha256.slice(0, 16)}-${(before?.imports.length ?? 0) + 1}`
  const parts = planned.map((one) => ({ ...one.part, importId: one.importId ?? importId }))
  const entry = {
    id: importId,
    source: options.source,
    at: context.nowMicros,
    rowsAdded: diff.added,
    rowsChanged: diff.changed,
    rowsRemoved: diff.removed,
  }
  const manifest: SeriesManifest = {
    version: 1,
    key,
    assetClass: options.assetClass ?? before?.assetClass ?? null,
    parts,
    imports: [...(before?.imports ?? []), entry].slice(-IMPORTS_KEPT),
    verdict: before?.verdict?.contentSha256 === contentSha256 ? before.verdict : null,
    ...(before?.actions === undefined ? {} : { actions: before.actions }),
  }
  publishManifest(files.path, manifest)
  onStep('PUBLISHED')
  sweep(files, parts, context.nowMicros / 1000)
  onStep('SWEPT')
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  return { importId, diff, readersTouched: watch.readers(), contentSha256, rows }
}

async function plan(
  files: SeriesFiles,
  given: {
    readonly before: SeriesManifest | undefined
    readonly key: SeriesKey
    readonly table: ColumnTable
    readonly mode: WriteMode
    readonly tally: DiffTally
  },
): Promise<readonly Planned[]> {
  const { mode, tally } = given
  const old = new Map((given.before?.parts ?? []).map((part) => [part.period, part]))
  const fresh = splitByPeriod(periodUnit(given.key.timeframe), given.table)
  const planned: Planned[] = []
  for (const [period, rows] of fresh) {
    const part = old.get(period)
    if (part === undefined) {
      mergeRows(emptyTable(files.fields), rows, { mode, tally })
      planned.push({ part: partOf(period, rows), table: rows, importId: undefined })
      continue
    }
    const merged = mergeRows(await loadPart(files, part), rows, { mode, tally })
    const next = partOf(period, merged)
    planned.push(
      next.sha256 === part.sha256
        ? { part, table: undefined, importId: part.importId }
        : { part: next, table: merged, importId: undefined },
    )
  }
  for (const part of old.values()) {
    if (fresh.has(part.period)) continue
    if (mode === 'REPLACE') removeAll(tally, await loadPart(files, part))
    else {
      planned.push({ part, table: undefined, importId: part.importId })
      if (part.first >= tally.span.from && part.last <= tally.span.to) tally.absent += part.rows
    }
  }
  return planned.sort((a, b) => a.part.first - b.part.first)
}

function refuseChange(mode: WriteMode, key: SeriesKey, { changed, examples }: DiffTally): void {
  if (mode !== 'APPEND' || changed === 0) return
  const [first] = examples
  const at = new Date((first?.time ?? 0) / 1000).toISOString()
  throw new MarketDataError(
    'BAD_ROW',
    `${seriesName(key)}: ${changed} rows differ from those that are kept, the first at ${at} ` +
      `(${JSON.stringify(first?.before)} would become ${JSON.stringify(first?.after)}); ` +
      'write with mode CORRECT to let the new rows win',
  )
}

async function writeParts(
  { files, onStep }: WriteContext,
  planned: readonly Planned[],
  onProgress: ((share: number) => void) | undefined,
): Promise<void> {
  for (const [index, { part, table }] of planned.entries()) {
    if (table !== undefined) {
      await writePart(files, part, table)
      onStep('PART_WRITTEN')
    }
    onProgress?.((index + 1) / planned.length)
  }
}
