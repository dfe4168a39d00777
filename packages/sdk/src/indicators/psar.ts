/**
 * Wilder's parabolic stop and reverse: a stop that closes in on the price the longer a run lasts, and turns when touched.
 *
 * The first run goes down if the second bar's low fell further than its high rose, else up; its stop is the first bar's
 * other end, as in TA-Lib.
 */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requireOneOf, requirePositive } from './parameter.ts'

export interface PsarOptions {
  /** What the acceleration gains with each new extreme. */
  readonly step?: number
  /** The most that the acceleration gets to. */
  readonly max?: number
  /**
   * TA_LIB, the default, counts the second bar as the first extreme. TULIP counts the first bar, and tells the direction by
   * the median prices of the two.
   */
  readonly start?: 'TA_LIB' | 'TULIP'
}

/** Streaming form of {@link psar}. */
export class Psar extends Indicator {
  readonly step: number
  readonly max: number
  readonly countsFirst: boolean
  /** 1 in a rising run, -1 in a falling one, 0 before the second bar. */
  direction = 0
  stop = Number.NaN
  extreme = Number.NaN
  acceleration = 0
  high = Number.NaN
  low = Number.NaN

  /** TA-Lib's defaults are 0.02 and 0.2. */
  constructor(options: PsarOptions = {}) {
    const { step = 0.02, max = 0.2, start = 'TA_LIB' } = options
    requirePositive('SAR', { step, max }, 1)
    requireOneOf('SAR', 'start', start, ['TA_LIB', 'TULIP'])
    super('SAR', 2, [{ step, max, start }])
    this.countsFirst = start === 'TULIP'
    this.step = step
    this.max = max
  }

  update(bar: BarOf<'high' | 'low'>): number {
    return this.next(bar.high, bar.low)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number): number {
    if (Number.isNaN(high + low)) return this.value
    if (this.direction === 0 && !Number.isNaN(this.high)) this.begin(high, low)
    if (this.direction !== 0) {
      // A falling run is a rising one seen upside down.
      if (this.direction > 0) this.run(high, low, this.high, this.low)
      else this.run(-low, -high, -this.low, -this.high)
    }
    this.high = high
    this.low = low
    return this.value
  }

  private begin(high: number, low: number): void {
    this.acceleration = Math.min(this.step, this.max)
    if (this.countsFirst) {
      const falls = high + low < this.high + this.low
      this.direction = falls ? -1 : 1
      this.extreme = falls ? this.low : this.high
      this.stop = falls ? this.high : this.low
      return
    }
    const fall = this.low - low
    const falls = fall > 0 && fall > high - this.high
    this.direction = falls ? -1 : 1
    this.extreme = falls ? low : high
    this.stop = falls ? this.high : this.low
    // TA-Lib holds the first stop against the second bar alone.
    this.high = high
    this.low = low
  }

  /** One bar of a run, in coordinates in which it rises. */
  private run(high: number, low: number, highBefore: number, lowBefore: number): void {
    const { direction } = this
    const stop = this.stop * direction
    const extreme = this.extreme * direction
    if (low <= stop) {
      const turned = Math.max(extreme, highBefore, high)
      this.direction = -direction
      this.value = turned * direction
      this.acceleration = Math.min(this.step, this.max)
      this.extreme = low * direction
      this.stop = Math.max(turned + this.acceleration * (low - turned), highBefore, high) * direction
      return
    }
    this.value = this.stop
    const reached = Math.max(extreme, high)
    if (high > extreme) this.acceleration = Math.min(this.acceleration + this.step, this.max)
    this.extreme = reached * direction
    this.stop = Math.min(stop + this.acceleration * (reached - stop), lowBefore, low) * direction
  }
}

/** The stop of each bar from the second on; the first is NaN. */
export function psar(columns: ColumnsOf<'high' | 'low'>, options: PsarOptions = {}): Float64Array {
  const { high, low } = columns
  const out = columnFor('SAR', columns, ['high', 'low'])
  const indicator = new Psar(options)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!)
  return out
}
