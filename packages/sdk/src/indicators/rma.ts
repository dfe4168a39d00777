/** Wilder's smoothing (also SMMA or RMA): level + (value - level) / period. */

import { Exponential, seedBars, SEEDS, type Seed } from './exponential.ts'
import { Indicator } from './indicator.ts'
import { requireOneOf, requirePeriods } from './parameter.ts'

export interface RmaOptions {
  /** How it starts; the default is SMA, as Wilder did. */
  readonly seed?: Seed
}

/** Streaming form of {@link rma}. */
export class Rma extends Indicator {
  readonly smoothing: Exponential

  constructor(period = 14, options: RmaOptions = {}) {
    const { seed = 'SMA' } = options
    requirePeriods('RMA', { period })
    requireOneOf('RMA', 'seed', seed, SEEDS)
    super('RMA', seedBars(period, seed), [period, { seed }])
    this.smoothing = new Exponential(period, 1 / period, seed)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = this.smoothing.push(value)
    return this.value
  }
}

/** Wilder's average of each bar; NaN before its start. */
export function rma(column: Float64Array, period = 14, options: RmaOptions = {}): Float64Array {
  const average = new Rma(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = average.update(column[at]!)
  return out
}
