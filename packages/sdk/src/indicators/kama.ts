/**
 * Kaufman's adaptive moving average: smoothing between a fast and a slow one, by how straight the last `period` bars ran.
 *
 * It starts at the price of bar `period` and is given from the next bar on, as in TA-Lib.
 */

import { Delay } from './delay.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods, requireShorter } from './parameter.ts'
import { WindowTotal } from './window-total.ts'

export interface KamaOptions {
  /** Period of the smoothing in a straight run. */
  readonly fast?: number
  /** Period of the smoothing in noise. */
  readonly slow?: number
}

/** Streaming form of {@link kama}. */
export class Kama extends Indicator {
  readonly past: Delay
  readonly path: WindowTotal
  readonly fastFactor: number
  readonly slowFactor: number
  previous = Number.NaN
  level = Number.NaN

  /** `period` from 1; TA-Lib's defaults are 30, 2 and 30. */
  constructor(period = 30, options: KamaOptions = {}) {
    const { fast = 2, slow = 30 } = options
    requirePeriods('KAMA', { period, fast, slow })
    requireShorter('KAMA', ['fast', fast], ['slow', slow])
    super('KAMA', period + 1, [period, { fast, slow }])
    this.past = new Delay(period)
    this.path = new WindowTotal(period)
    this.fastFactor = 2 / (fast + 1)
    this.slowFactor = 2 / (slow + 1)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const past = this.past.push(value)
    if (!Number.isNaN(this.previous)) {
      const path = this.path.push(Math.abs(value - this.previous))
      if (!Number.isNaN(path)) {
        const straight = path > 0 ? Math.min(1, Math.abs(value - past) / path) : 1
        const root = straight * (this.fastFactor - this.slowFactor) + this.slowFactor
        this.level += root * root * (value - this.level)
        this.value = this.level
        this.previous = value
        return this.value
      }
    }
    this.previous = value
    this.level = value
    return this.value
  }
}

/** Kaufman's average of each bar; NaN before it is warm. */
export function kama(column: Float64Array, period = 30, options: KamaOptions = {}): Float64Array {
  const indicator = new Kama(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
