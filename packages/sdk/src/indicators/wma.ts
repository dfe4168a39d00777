/** Linearly weighted moving average: the newest value weighs `period`, the oldest 1. */

import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowLine } from './window-line.ts'

/** Streaming form of {@link wma}. */
export class Wma extends Indicator {
  readonly window: WindowLine
  readonly weights: number

  /** `period` from 1; TA-Lib's default is 30. */
  constructor(period = 30) {
    requirePeriods('WMA', { period })
    super('WMA', period, [period])
    this.window = new WindowLine(period)
    this.weights = (period * (period + 1)) / 2
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const { window } = this
    if (window.push(value)) this.value = window.anchor + (window.weighted + window.sum) / this.weights
    return this.value
  }
}

/** The weighted mean of each `period` values; NaN before the first whole window. */
export function wma(column: Float64Array, period = 30): Float64Array {
  const average = new Wma(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = average.update(column[at]!)
  return out
}
