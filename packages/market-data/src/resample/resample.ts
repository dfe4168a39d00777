/** Longer bars from shorter ones, in one pass over the columns. */
import { createBarColumns, sliceBars, type BarColumns } from '../columns/bar-columns.ts'
import { BAR_FIELDS } from '../columns/bar-columns.ts'
import { MarketDataError } from '../market-data-error.ts'
import type { Timeframe } from '../series/timeframe.ts'
import { bucketRule, type Bucket, type BucketOptions } from './buckets.ts'

/**
 * What a longer bar is named by: `OPEN` its span's start (the rule of the store), `CLOSE` its span's end, `FIRST` and `LAST` its
 * own first and last bar. The start and end of days and longer are midnights UTC of their dates.
 */
export type BarLabel = 'OPEN' | 'CLOSE' | 'FIRST' | 'LAST'

export interface ResampleOptions extends BucketOptions {
  readonly to: Timeframe
  /** `OPEN` by default. */
  readonly label?: BarLabel
}

/**
 * Resamples bars in order of time: the first open, the highest high, the lowest low, the last close, the sum of volumes.
 *
 * Spans without a bar give none. Throws `BAD_ORDER` for bars out of order, `BAD_OPTION` for a timeframe without a length.
 */
export function resampleBars(bars: BarColumns, options: ResampleOptions): BarColumns {
  if (bars.length === 0) return createBarColumns(0)
  const { time } = bars
  const span = { from: time[0]!, to: time[bars.length - 1]! + 1 }
  const rule = bucketRule(options.to, span, options)
  const label = options.label ?? 'OPEN'
  let out = createBarColumns(Math.min(bars.length, 1_024))
  let length = 0
  let current: Bucket | undefined
  for (let row = 0; row < bars.length;) {
    const bucket = rule(time[row]!)
    if (bucket === undefined) {
      row += 1
      continue
    }
    const to = endOfRun(time, row, bucket)
    // Sessions of one week are several runs of one bar.
    const joins = current !== undefined && current.label === bucket.label
    if (!joins && length === out.length) out = grown(out)
    const at = joins ? length - 1 : length
    fold(bars, { from: row, to }, out, { at, joins })
    if (!joins || label === 'LAST') out.time[at] = labelOf(label, bucket, time, joins ? to - 1 : row, to)
    if (!joins) length += 1
    current = bucket
    row = to
  }
  return compact(out, length)
}

function endOfRun(time: Float64Array, from: number, { end }: Bucket): number {
  let before = time[from]!
  let row = from + 1
  for (; row < time.length; row += 1) {
    const at = time[row]!
    if (at < before)
      throw new MarketDataError('BAD_ORDER', 'bars to resample must be in order of time', { row: row + 1 })
    if (at >= end) break
    before = at
  }
  return row
}

function fold(
  bars: BarColumns,
  run: { readonly from: number; readonly to: number },
  out: BarColumns,
  { at, joins }: { readonly at: number; readonly joins: boolean },
): void {
  const { high, low, volume } = bars
  const { from, to } = run
  let highest = joins ? out.high[at]! : high[from]!
  let lowest = joins ? out.low[at]! : low[from]!
  let traded = joins ? out.volume[at]! : 0
  for (let row = from; row < to; row += 1) {
    const top = high[row]!
    const bottom = low[row]!
    if (top > highest) highest = top
    if (bottom < lowest) lowest = bottom
    traded += volume[row]!
  }
  if (!joins) out.open[at] = bars.open[from]!
  out.high[at] = highest
  out.low[at] = lowest
  out.close[at] = bars.close[to - 1]!
  out.volume[at] = traded
}

function labelOf(label: BarLabel, bucket: Bucket, time: Float64Array, first: number, to: number): number {
  if (label === 'OPEN') return bucket.label
  if (label === 'CLOSE') return bucket.labelEnd
  return label === 'FIRST' ? time[first]! : time[to - 1]!
}

function grown(bars: BarColumns): BarColumns {
  const larger = createBarColumns(bars.length * 2)
  for (const field of BAR_FIELDS) larger[field].set(bars[field])
  return larger
}

/** The first rows, in buffers of their own size. */
function compact(bars: BarColumns, length: number): BarColumns {
  const kept = createBarColumns(length)
  for (const field of BAR_FIELDS) kept[field].set(sliceBars(bars, 0, length)[field])
  return kept
}
