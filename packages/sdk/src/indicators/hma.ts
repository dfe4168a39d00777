/** Hull's moving average: WMA over sqrt(period) of 2 * WMA(period / 2) - WMA(period), with whole parts of both. */

import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { Wma } from './wma.ts'

/** Streaming form of {@link hma}. */
export class Hma extends Indicator {
  readonly half: Wma
  readonly whole: Wma
  readonly smooth: Wma

  /** `period` from 2. */
  constructor(period = 30) {
    requirePeriods('HMA', { period }, 2)
    const root = Math.floor(Math.sqrt(period))
    super('HMA', period + root - 1, [period])
    this.half = new Wma(Math.floor(period / 2))
    this.whole = new Wma(period)
    this.smooth = new Wma(root)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const half = this.half.update(value)
    this.value = this.smooth.update(2 * half - this.whole.update(value))
    return this.value
  }
}

/** Hull's average of each bar; NaN before it is warm. */
export function hma(column: Float64Array, period = 30): Float64Array {
  const indicator = new Hma(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
