/** True strength index (Blau): twice smoothed momentum over twice smoothed absolute momentum, -100 to 100. */

import { Ema } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { Momentum } from './roc.ts'

export interface TsiOptions {
  /** Period of the first smoothing. */
  readonly long?: number
  /** Period of the second. */
  readonly short?: number
}

/** Streaming form of {@link tsi}. */
export class Tsi extends Indicator {
  readonly change: Momentum
  readonly long: Ema
  readonly short: Ema
  readonly longAbsolute: Ema
  readonly shortAbsolute: Ema

  constructor(options: TsiOptions = {}) {
    const { long = 25, short = 13 } = options
    requirePeriods('TSI', { long, short })
    super('TSI', long + short, [{ long, short }])
    this.change = new Momentum(1)
    this.long = new Ema(long)
    this.short = new Ema(short)
    this.longAbsolute = new Ema(long)
    this.shortAbsolute = new Ema(short)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const change = this.change.update(value)
    const signed = this.short.update(this.long.update(change))
    const absolute = this.shortAbsolute.update(this.longAbsolute.update(Math.abs(change)))
    this.value = absolute === 0 ? 0 : (signed / absolute) * 100
    return this.value
  }
}

/** The true strength index of each bar; NaN before it is warm. */
export function tsi(column: Float64Array, options: TsiOptions = {}): Float64Array {
  const indicator = new Tsi(options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
