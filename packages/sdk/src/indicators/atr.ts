/** Average true range, in price (ATR) and in percent of the close (NATR). */

import { averageOf, type AverageKind } from './average.ts'
import { columnFor, PIECE_BARS, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator, type IndicatorOf } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { TrueRange } from './true-range.ts'

export interface AtrOptions {
  /** How ranges are averaged; WILDER, the default, is TA-Lib's. */
  readonly average?: AverageKind
  /** The true range of the first bar: left out, as in TA-Lib and by default, or its own range. */
  readonly first?: 'NONE' | 'RANGE'
}

/** Streaming form of {@link atr}. */
export class Atr extends Indicator {
  readonly range: TrueRange
  readonly average: IndicatorOf<number>

  /** `period` from 1; TA-Lib's default is 14. */
  constructor(period = 14, options: AtrOptions = {}) {
    const { average = 'WILDER', first = 'NONE' } = options
    requirePeriods('ATR', { period })
    const range = new TrueRange({ first })
    super('ATR', period + range.warmUp - 1, [period, { average, first }])
    this.range = range
    this.average = averageOf('ATR', 'average', average, period)
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    this.value = this.average.update(this.range.next(high, low, close))
    return this.value
  }
}

/** Streaming form of {@link natr}. */
export class Natr extends Indicator {
  readonly range: Atr

  constructor(period = 14, options: AtrOptions = {}) {
    const { average = 'WILDER', first = 'NONE' } = options
    const range = new Atr(period, { average, first })
    super('NATR', range.warmUp, [period, { average, first }])
    this.range = range
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. At a close of 0 it is 0. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    const range = this.range.next(high, low, close)
    this.value = close === 0 ? 0 : (range / close) * 100
    return this.value
  }
}

/** The average true range of each bar; NaN before it is warm. */
export function atr(
  columns: ColumnsOf<'high' | 'low' | 'close'>,
  period = 14,
  options: AtrOptions = {},
): Float64Array {
  const { high, low, close } = columns
  const out = columnFor('ATR', columns, ['high', 'low', 'close'])
  const indicator = new Atr(period, options)
  const { average = 'WILDER' } = options
  const begin = average === 'WILDER' ? Math.min(indicator.warmUp, out.length) : out.length
  for (let at = 0; at < begin; at += 1) out[at] = indicator.next(high[at]!, low[at]!, close[at]!)
  if (begin === out.length) return out
  for (let from = begin; from < out.length; from += PIECE_BARS) fill(columns, out, from, period)
  // A gap stays in the average for good: then the streaming form does it, which skips gaps.
  if (!Number.isNaN(out[out.length - 1]! + close[out.length - 1]!)) return out
  indicator.reset()
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!, close[at]!)
  return out
}

/** Wilder's smoothing of the ranges of a piece; the bar before it has its value. */
function fill(
  columns: ColumnsOf<'high' | 'low' | 'close'>,
  out: Float64Array,
  from: number,
  period: number,
): void {
  const { high, low, close } = columns
  const end = Math.min(from + PIECE_BARS, out.length)
  const factor = 1 / period
  let level = out[from - 1]!
  let previous = close[from - 1]!
  for (let at = from; at < end; at += 1) {
    const top = high[at]!
    const bottom = low[at]!
    const range = Math.max(top, previous) - Math.min(bottom, previous)
    level += factor * (range - level)
    out[at] = level
    previous = close[at]!
  }
}

/** The average true range in percent of the close; NaN before it is warm. */
export function natr(
  columns: ColumnsOf<'high' | 'low' | 'close'>,
  period = 14,
  options: AtrOptions = {},
): Float64Array {
  const { high, low, close } = columns
  const out = columnFor('NATR', columns, ['high', 'low', 'close'])
  const indicator = new Natr(period, options)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!, close[at]!)
  return out
}
