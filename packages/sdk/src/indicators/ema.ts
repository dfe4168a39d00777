/** Exponential moving average: level + 2 / (period + 1) * (value - level). */

import { PIECE_BARS } from './column.ts'
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
  const begin = Math.min(period, out.length)
  follow(average, column, out, begin)
  const { factor } = average.smoothing
  let { level } = average.smoothing
  for (let from = begin; from < out.length; from += PIECE_BARS)
    level = smooth(column, out, { from, level, factor })
  // A gap stays in the level for good: then the streaming form does it, which skips gaps.
  if (average.isReady && !Number.isNaN(level)) return out
  follow(new Ema(period, options), column, out, out.length)
  return out
}

function follow(average: Ema, column: Float64Array, out: Float64Array, end: number): void {
  for (let at = 0; at < end; at += 1) out[at] = average.update(column[at]!)
}

/** Fills a piece of `out` with the level of a smoothing that has started, and returns the last. */
function smooth(
  column: Float64Array,
  out: Float64Array,
  start: { readonly from: number; readonly level: number; readonly factor: number },
): number {
  const { from, factor } = start
  const end = Math.min(from + PIECE_BARS, out.length)
  let { level } = start
  for (let at = from; at < end; at += 1) {
    level += factor * (column[at]! - level)
    out[at] = level
  }
  return level
}
