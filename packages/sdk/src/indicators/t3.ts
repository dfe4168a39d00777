/** Tillson's T3: an EMA six times over, mixed so that it overshoots by `volumeFactor`. */

import { Ema, type EmaOptions } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods, requirePositive } from './parameter.ts'

export interface T3Options extends EmaOptions {
  /** How much it leans forward, above 0 to 1; TA-Lib's default is 0.7. */
  readonly volumeFactor?: number
}

/** Streaming form of {@link t3}. */
export class T3 extends Indicator {
  readonly averages: readonly Ema[]
  readonly weight3: number
  readonly weight4: number
  readonly weight5: number
  readonly weight6: number

  /** `period` from 1; TA-Lib's default is 5. */
  constructor(period = 5, options: T3Options = {}) {
    const { volumeFactor = 0.7, seed = 'SMA' } = options
    requirePeriods('T3', { period })
    requirePositive('T3', { volumeFactor }, 1)
    super('T3', seed === 'IMMEDIATE' ? 1 : 6 * period - 5, [period, { volumeFactor, seed }])
    this.averages = Array.from({ length: 6 }, () => new Ema(period, { seed }))
    const square = volumeFactor * volumeFactor
    this.weight6 = -square * volumeFactor
    this.weight5 = 3 * (square - this.weight6)
    this.weight4 = -6 * square - 3 * (volumeFactor - this.weight6)
    this.weight3 = 1 + 3 * volumeFactor - this.weight6 + 3 * square
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const { averages } = this
    const third = averages[2]!.update(averages[1]!.update(averages[0]!.update(value)))
    const fourth = averages[3]!.update(third)
    const fifth = averages[4]!.update(fourth)
    const sixth = averages[5]!.update(fifth)
    this.value = this.weight6 * sixth + this.weight5 * fifth + this.weight4 * fourth + this.weight3 * third
    return this.value
  }
}

/** Tillson's average of each bar; NaN before it is warm. */
export function t3(column: Float64Array, period = 5, options: T3Options = {}): Float64Array {
  const indicator = new T3(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
