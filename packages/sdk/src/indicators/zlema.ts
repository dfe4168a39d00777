/** Zero-lag exponential moving average: an EMA of 2 * value - value of (period - 1) / 2 bars ago. */

import { Delay } from './delay.ts'
import { Ema, type EmaOptions } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'

/** Streaming form of {@link zlema}. */
export class Zlema extends Indicator {
  readonly past: Delay
  readonly smoothing: Ema

  constructor(period = 20, options: EmaOptions = {}) {
    const { seed = 'SMA' } = options
    requirePeriods('ZLEMA', { period })
    const smoothing = new Ema(period, { seed })
    const lag = Math.floor((period - 1) / 2)
    super('ZLEMA', lag + smoothing.warmUp, [period, { seed }])
    this.past = new Delay(lag)
    this.smoothing = smoothing
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = this.smoothing.update(2 * value - this.past.push(value))
    return this.value
  }
}

/** The zero-lag average of each bar; NaN before it is warm. */
export function zlema(column: Float64Array, period = 20, options: EmaOptions = {}): Float64Array {
  const indicator = new Zlema(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
