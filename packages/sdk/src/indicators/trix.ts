/** TRIX: the one-bar rate of change, in percent, of a triple-smoothed EMA. */

import { Ema, type EmaOptions } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { Roc } from './roc.ts'

/** Streaming form of {@link trix}. */
export class Trix extends Indicator {
  readonly once: Ema
  readonly twice: Ema
  readonly thrice: Ema
  readonly change: Roc

  /** `period` from 1; TA-Lib's default is 30. */
  constructor(period = 30, options: EmaOptions = {}) {
    const { seed = 'SMA' } = options
    requirePeriods('TRIX', { period })
    super('TRIX', seed === 'IMMEDIATE' ? 2 : 3 * period - 1, [period, { seed }])
    this.once = new Ema(period, { seed })
    this.twice = new Ema(period, { seed })
    this.thrice = new Ema(period, { seed })
    this.change = new Roc(1)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const twice = this.twice.update(this.once.update(value))
    this.value = this.change.update(this.thrice.update(twice))
    return this.value
  }
}

/** The change of the triple-smoothed average; NaN before it is warm. */
export function trix(column: Float64Array, period = 30, options: EmaOptions = {}): Float64Array {
  const indicator = new Trix(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
