/** Where bars come from: a file, a venue's candles over HTTP. All providers answer the same question. */
import type { AssetClass } from '@quarterdeck/sdk'
import type { BarColumns } from '../columns/bar-columns.ts'
import { timeframeMicros, type Timeframe } from '../series/timeframe.ts'
import type { BarKind, SeriesKey, TimeRange } from '../series/series-key.ts'
import type { MarketStore } from '../store/market-store.ts'
import type { WriteMode } from '../store/history-diff.ts'
import type { WriteReport } from '../store/write-series.ts'

export interface BarRequest {
  readonly key: SeriesKey & { readonly kind: BarKind }
  readonly range: TimeRange
  /** Told of the share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

export interface ProvidedBars {
  /** In order of time, each time once, within the range that was asked for. */
  readonly bars: BarColumns
  /** Where they come from, in words, for the record of the write. */
  readonly source: string
  /** What the provider did to them that a reader should know. */
  readonly notes: readonly string[]
  /** Class of the instrument, where the provider knows it. */
  readonly assetClass?: AssetClass
}

export interface BarProvider {
  /** Names the provider in messages. */
  readonly name: string
  /** Throws a MarketDataError when it cannot answer. */
  bars(request: BarRequest): Promise<ProvidedBars>
}

/** Bars before the last one kept that an update asks for again, to see whether history still agrees. */
const OVERLAP_BARS = 10

export interface UpdateOptions {
  /** `APPEND` (refuse a changed history) by default, or `CORRECT`. */
  readonly mode?: Exclude<WriteMode, 'REPLACE'>
  /** Where a series that is not kept yet begins; absent: as far back as the provider has it. */
  readonly from?: number
  readonly onProgress?: (share: number) => void
}

export interface UpdateReport extends WriteReport {
  readonly notes: readonly string[]
}

/**
 * Brings a series up to date: asks for what follows the last bar that is kept, and a few before it to compare.
 *
 * A series that is not kept yet is asked for whole, or from where it is to begin.
 */
export async function updateSeries(
  store: MarketStore,
  provider: BarProvider,
  { key, options = {} }: { readonly key: BarRequest['key']; readonly options?: UpdateOptions },
): Promise<UpdateReport> {
  const { first: begins = null, last = null } = store.describe(key) ?? {}
  const { onProgress, from } = options
  const wanted: TimeRange = from === undefined ? {} : { from }
  const range: TimeRange =
    last === null ? wanted : { from: Math.max(begins ?? last, last - overlap(key.timeframe)) }
  const half = (offset: number) => (share: number) => onProgress?.(offset + share / 2)
  const { bars, source, notes, assetClass } = await provider.bars({ key, range, onProgress: half(0) })
  const mode = options.mode ?? 'APPEND'
  const known = assetClass === undefined ? {} : { assetClass }
  const report = await store.write(key, bars, { ...known, mode, source, onProgress: half(0.5) })
  return { ...report, notes }
}

function overlap(timeframe: Timeframe): number {
  const MONTH = 31 * 86_400e6
  return OVERLAP_BARS * (timeframeMicros(timeframe) ?? MONTH)
}
