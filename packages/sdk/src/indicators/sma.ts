/** Simple moving average: the mean of the last `period` values. */

import { hasGap } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowSum } from './window-sum.ts'

/** Streaming form of {@link sma}. */
export class Sma extends Indicator {
  readonly window: WindowSum

  /** `period` from 1; TA-Lib's default is 30. */
  constructor(period = 30) {
    requirePeriods('SMA', { period })
    super('SMA', period, [period])
    this.window = new WindowSum(period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = this.window.push(value) / this.window.period
    return this.value
  }
}

/** The mean of each `period` values; NaN before the first whole window. */
export function sma(column: Float64Array, period = 30): Float64Array {
  const average = new Sma(period)
  const out = new Float64Array(column.length)
  if (hasGap(column)) {
    for (let at = 0; at < out.length; at += 1) out[at] = average.update(column[at]!)
    return out
  }
  out.fill(Number.NaN, 0, period - 1)
  if (out.length < period) return out
  let sum = 0
  for (let at = 0; at < period; at += 1) sum += column[at]!
  out[period - 1] = sum / period
  for (let begin = period; begin < out.length; begin += period) sum = fillBlock(column, out, begin, sum)
  return out

  // One whole window a call, as the streaming form renews its sum: the loop needs no test for it.
  function fillBlock(values: Float64Array, means: Float64Array, begin: number, before: number): number {
    const end = Math.min(begin + period, means.length)
    let running = before
    let fresh = 0
    for (let at = begin; at < end; at += 1) {
      const value = values[at]!
      running += value - values[at - period]!
      fresh += value
      means[at] = running / period
    }
    if (end - begin === period) means[end - 1] = fresh / period
    return fresh
  }
}
