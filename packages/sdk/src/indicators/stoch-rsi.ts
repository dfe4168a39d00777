/** Stochastic of the relative strength index: where the RSI stands in its own range of the last bars, 0 to 100. */

import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { Rsi } from './rsi.ts'
import { Stochastic } from './stochastic.ts'

export interface StochRsiOptions {
  /** Bars of the range of the RSI. */
  readonly range?: number
  /** Period of the average that slows %K; 1, the default and TA-Lib's, does not. */
  readonly slowing?: number
  /** Period of %D. */
  readonly signal?: number
}

/** Streaming form of {@link stochRsi}. `value` is %K. */
export class StochRsi extends Indicator {
  readonly strength: Rsi
  readonly place: Stochastic
  /** %D: the average of %K. */
  signal = Number.NaN

  /** TA-Lib's defaults are 14, 5 and 3. */
  constructor(period = 14, options: StochRsiOptions = {}) {
    const { range = 5, slowing = 1, signal = 3 } = options
    requirePeriods('STOCHRSI', { period, range, slowing, signal })
    super('STOCHRSI', period + range + slowing + signal - 2, [period, { range, slowing, signal }])
    this.strength = new Rsi(period)
    this.place = new Stochastic(range, { slowing, signal })
  }

  override get isReady(): boolean {
    return !Number.isNaN(this.signal)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const strength = this.strength.update(value)
    this.value = this.place.next(strength, strength, strength)
    this.signal = this.place.signal
    return this.value
  }
}

export interface StochRsiColumns {
  readonly k: Float64Array
  readonly d: Float64Array
}

/** %K and %D of the RSI; each NaN before it is warm. */
export function stochRsi(column: Float64Array, period = 14, options: StochRsiOptions = {}): StochRsiColumns {
  const indicator = new StochRsi(period, options)
  const k = new Float64Array(column.length)
  const d = new Float64Array(column.length)
  for (let at = 0; at < k.length; at += 1) {
    k[at] = indicator.update(column[at]!)
    d[at] = indicator.signal
  }
  return { k, d }
}
