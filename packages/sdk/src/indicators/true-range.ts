/** True range: the bar's range, stretched to the close before it. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requireOneOf } from './parameter.ts'

export interface TrueRangeOptions {
  /** What the first bar gives, which has no close before it: nothing, as in TA-Lib and by default, or its own range. */
  readonly first?: 'NONE' | 'RANGE'
}

/** Streaming form of {@link trueRange}. */
export class TrueRange extends Indicator {
  readonly givesFirst: boolean
  previous = Number.NaN

  constructor(options: TrueRangeOptions = {}) {
    const { first = 'NONE' } = options
    requireOneOf('TRANGE', 'first', first, ['NONE', 'RANGE'])
    super('TRANGE', first === 'RANGE' ? 1 : 2, [{ first }])
    this.givesFirst = first === 'RANGE'
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    this.value = rangeOf(high, low, Number.isNaN(this.previous) && this.givesFirst ? low : this.previous)
    this.previous = close
    return this.value
  }
}

/** The true range of a bar whose predecessor closed at `previous`. */
export function rangeOf(high: number, low: number, previous: number): number {
  return Math.max(high, previous) - Math.min(low, previous)
}

/** The true range of each bar. */
export function trueRange(
  columns: ColumnsOf<'high' | 'low' | 'close'>,
  options: TrueRangeOptions = {},
): Float64Array {
  const { high, low, close } = columns
  const out = columnFor('TRANGE', columns, ['high', 'low', 'close'])
  const indicator = new TrueRange(options)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!, close[at]!)
  return out
}
