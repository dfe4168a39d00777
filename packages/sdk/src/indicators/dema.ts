/** Double exponential moving average: 2 * EMA - EMA of EMA. */

import { Ema, type EmaOptions } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'

/** Streaming form of {@link dema}. */
export class Dema extends Indicator {
  readonly once: Ema
  readonly twice: Ema

  /** `period` from 1; TA-Lib's default is 30. */
  constructor(period = 30, options: EmaOptions = {}) {
    const { seed = 'SMA' } = options
    requirePeriods('DEMA', { period })
    super('DEMA', seed === 'IMMEDIATE' ? 1 : 2 * period - 1, [period, { seed }])
    this.once = new Ema(period, { seed })
    this.twice = new Ema(period, { seed })
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const once = this.once.update(value)
    this.value = 2 * once - this.twice.update(once)
    return this.value
  }
}

/** The double exponential average of each bar; NaN before it is warm. */
export function dema(column: Float64Array, period = 30, options: EmaOptions = {}): Float64Array {
  const indicator = new Dema(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
