/** Imports a file into a series, all or nothing; and offers a file as a provider. */
import { basename } from 'node:path'
import type { AssetClass } from '@quarterdeck/sdk'
import { firstRowAtOrAfter, sliceBars } from '../columns/bar-columns.ts'
import { columnsOfTable, type ColumnsOfKind } from '../columns/column-table.ts'
import type { Dialect } from '../csv/layout.ts'
import type { BarProvider } from '../provider/bar-provider.ts'
import { checkSeriesKey, type SeriesKey, type SeriesKind } from '../series/series-key.ts'
import type { WriteMode } from '../store/history-diff.ts'
import type { MarketStore } from '../store/market-store.ts'
import type { WriteReport } from '../store/write-series.ts'
import { readFileRows, type FileChoices } from './read-rows.ts'

export interface ImportOptions extends FileChoices {
  readonly key: SeriesKey
  /** `APPEND` by default. */
  readonly mode?: WriteMode
  readonly onProgress?: (share: number, stage: 'READ' | 'WRITE') => void
  /** Class of the instrument: kept in the catalogue, and LEAN writes equities otherwise than currencies. */
  readonly assetClass?: AssetClass
}

export interface ImportReport extends WriteReport {
  readonly dialect: Dialect | 'PARQUET'
  readonly rowsRead: number
  /** What was done to the rows on the way, in words. */
  readonly notes: readonly string[]
}

/** Share of the work that reading is, for progress. */
const READ_SHARE = 0.5

/**
 * Imports a file. The store stays as it was when anything is wrong; the error then names file, row and column.
 *
 * `onProgress` is told of the share of the whole that is done, 0 to 1.
 */
export async function importFile(
  store: MarketStore,
  path: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const { key, onProgress, assetClass, mode = 'APPEND', ...choices } = options
  checkSeriesKey(key)
  const { rows, dialect, notes } = await readFileRows(path, {
    ...choices,
    key,
    ...(assetClass !== undefined && { assetClass }),
    onProgress: (share) => onProgress?.(share * READ_SHARE, 'READ'),
  })
  const report = await store.write(key, columnsOfTable(key.kind, rows), {
    mode,
    source: basename(path),
    ...(assetClass !== undefined && { assetClass }),
    onProgress: (share) => onProgress?.(READ_SHARE + share * (1 - READ_SHARE), 'WRITE'),
  })
  return { ...report, dialect, rowsRead: rows.length, notes }
}

/** Reads a file as a series of any kind, without a store. Throws as an import does. */
export async function readFileSeries<K extends SeriesKind>(
  path: string,
  key: SeriesKey & { readonly kind: K },
  choices: FileChoices = {},
): Promise<ColumnsOfKind<K>> {
  checkSeriesKey(key)
  const { rows } = await readFileRows(path, { ...choices, key })
  return columnsOfTable(key.kind, rows)
}

/** A file as a provider of bars. */
export function fileProvider(path: string, choices: FileChoices = {}): BarProvider {
  const name = basename(path)
  return {
    name,
    async bars({ key, range, onProgress }) {
      const read = await readFileRows(path, { ...choices, key, ...(onProgress && { onProgress }) })
      const bars = columnsOfTable(key.kind, read.rows)
      const from = range.from === undefined ? 0 : firstRowAtOrAfter(bars.time, range.from)
      const to = range.to === undefined ? bars.length : firstRowAtOrAfter(bars.time, range.to)
      return { bars: sliceBars(bars, from, to), source: name, notes: read.notes }
    },
  }
}
