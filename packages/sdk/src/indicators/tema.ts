/** Triple exponential moving average: 3 * EMA - 3 * EMA of EMA + EMA of that. */

import { Ema, type EmaOptions } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'

/** Streaming form of {@link tema}. */
export class Tema extends Indicator {
  readonly once: Ema
  readonly twice: Ema
  readonly thrice: Ema

  /** `period` from 1; TA-Lib's default is 30. */
  constructor(period = 30, options: EmaOptions = {}) {
    const { seed = 'SMA' } = options
    requirePeriods('TEMA', { period })
    super('TEMA', seed === 'IMMEDIATE' ? 1 : 3 * period - 2, [period, { seed }])
    this.once = new Ema(period, { seed })
    this.twice = new Ema(period, { seed })
    this.thrice = new Ema(period, { seed })
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const once = this.once.update(value)
    const twice = this.twice.update(once)
    this.value = 3 * once - 3 * twice + this.thrice.update(twice)
    return this.value
  }
}

/** The triple exponential average of each bar; NaN before it is warm. */
export function tema(column: Float64Array, period = 30, options: EmaOptions = {}): Float64Array {
  const indicator = new Tema(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
