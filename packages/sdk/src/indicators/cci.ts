/**
 * Commodity channel index: the typical price's distance from its mean, in mean absolute deviations times 0.015.
 *
 * A mean absolute deviation cannot slide, so an update costs O(period), as in TA-Lib.
 */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowSum } from './window-sum.ts'

/** Lambert's constant: it puts some three quarters of the values between -100 and 100. */
const SCALE = 0.015

/** Streaming form of {@link cci}. */
export class Cci extends Indicator {
  readonly window: WindowSum

  /** `period` from 1; TA-Lib's default is 14. */
  constructor(period = 14) {
    requirePeriods('CCI', { period })
    super('CCI', period, [period])
    this.window = new WindowSum(period)
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. Where nothing deviates it is 0. */
  next(high: number, low: number, close: number): number {
    const typical = (high + low + close) / 3
    if (Number.isNaN(typical)) return this.value
    const { window } = this
    const mean = window.push(typical) / window.period
    if (Number.isNaN(mean)) return this.value
    let deviation = 0
    for (let cell = 0; cell < window.period; cell += 1) deviation += Math.abs(window.cells[cell]! - mean)
    // Equal prices differ from their rounded mean by its rounding alone: that is no deviation.
    const moved = deviation > Math.abs(mean) * window.period * 1e-14
    this.value = moved ? (typical - mean) / ((SCALE * deviation) / window.period) : 0
    return this.value
  }
}

/** The commodity channel index of each bar; NaN before the first whole window. */
export function cci(columns: ColumnsOf<'high' | 'low' | 'close'>, period = 14): Float64Array {
  const { high, low, close } = columns
  const out = columnFor('CCI', columns, ['high', 'low', 'close'])
  const indicator = new Cci(period)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!, close[at]!)
  return out
}
