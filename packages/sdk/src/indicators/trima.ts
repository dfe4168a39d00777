/** Triangular moving average: a simple average of simple averages, so that the middle of the window weighs most. */

import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { Sma } from './sma.ts'

/** Streaming form of {@link trima}. */
export class Trima extends Indicator {
  readonly inner: Sma
  readonly outer: Sma

  /** `period` from 1; TA-Lib's default is 30. An even one averages period / 2 and period / 2 + 1 values. */
  constructor(period = 30) {
    requirePeriods('TRIMA', { period })
    super('TRIMA', period, [period])
    this.inner = new Sma(Math.ceil(period / 2))
    this.outer = new Sma(Math.floor(period / 2) + 1)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = this.outer.update(this.inner.update(value))
    return this.value
  }
}

/** The triangular average of each bar; NaN before it is warm. */
export function trima(column: Float64Array, period = 30): Float64Array {
  const indicator = new Trima(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
