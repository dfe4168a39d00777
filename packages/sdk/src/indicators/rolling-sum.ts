/** The sum of the last values. */

import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowTotal } from './window-total.ts'

/** Streaming form of {@link rollingSum}. */
export class RollingSum extends Indicator {
  readonly window: WindowTotal

  /** `period` from 1; TA-Lib's default is 30. */
  constructor(period = 30) {
    requirePeriods('SUM', { period })
    super('SUM', period, [period])
    this.window = new WindowTotal(period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = this.window.push(value)
    return this.value
  }
}

/** The sum of each window; NaN before the first whole one. */
export function rollingSum(column: Float64Array, period = 30): Float64Array {
  const indicator = new RollingSum(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
