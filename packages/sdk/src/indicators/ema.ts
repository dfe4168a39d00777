/** Exponential moving average: level + 2 / (period + 1) * (value - level). */

import { hasGap } from './column.ts'
import { Exponential, seedBars, SEEDS, type Seed } from './exponential.ts'
import { Indicator } from './indicator.ts'
import { requireOneOf, requirePeriods } from './parameter.ts'

export interface EmaOptions {
  /** How it starts; TA-Lib's default is SMA. */
  readonly seed?: Seed
}

/** Streaming form of {@link ema}. */
export class Ema extends Indicator {
  readonly smoothing: Exponential

  /** `period` from 1; TA-Lib's default is 30. */
  constructor(period = 30, options: EmaOptions = {}) {
    const { seed = 'SMA' } = options
    requirePeriods('EMA', { period })
    requireOneOf('EMA', 'seed', seed, SEEDS)
    super('EMA', seedBars(period, seed), [period, { seed }])
    this.smoothing = new Exponential(period, 2 / (period + 1), seed)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = this.smoothing.push(value)
    return this.value
  }
}

/** The exponential average of each bar; NaN before its start. */
export function ema(column: Float64Array, period = 30, options: EmaOptions = {}): Float64Array {
  const average = new Ema(period, options)
  const out = new Float64Array(column.length)
  if (hasGap(column)) {
    for (let at = 0; at < out.length; at += 1) out[at] = average.update(column[at]!)
    return out
  }
  const begin = Math.min(period, out.length)
  for (let at = 0; at < begin; at += 1) out[at] = average.update(column[at]!)
  smooth(column, out, begin, average.smoothing)
  return out
}

/** Fills `out` from `begin` on with the level of a smoothing that has started. */
function smooth(column: Float64Array, out: Float64Array, begin: number, smoothing: Exponential): void {
  const { factor } = smoothing
  let { level } = smoothing
  for (let at = begin; at < out.length; at += 1) {
    level += factor * (column[at]! - level)
    out[at] = level
  }
}
