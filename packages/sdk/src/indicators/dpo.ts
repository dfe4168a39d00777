/** Detrended price oscillator: the price of period / 2 + 1 bars ago less the mean of the last `period`. */

import { Delay } from './delay.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { Sma } from './sma.ts'

/** Streaming form of {@link dpo}. */
export class Dpo extends Indicator {
  readonly past: Delay
  readonly average: Sma

  constructor(period = 20) {
    requirePeriods('DPO', { period })
    const back = Math.floor(period / 2) + 1
    super('DPO', Math.max(period, back + 1), [period])
    this.past = new Delay(back)
    this.average = new Sma(period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const past = this.past.push(value)
    this.value = past - this.average.update(value)
    return this.value
  }
}

/** The detrended price of each bar; NaN before it is warm. */
export function dpo(column: Float64Array, period = 20): Float64Array {
  const indicator = new Dpo(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
