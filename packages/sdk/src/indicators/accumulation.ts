/** Accumulation/distribution: volume weighted by where the close stands in its bar, added up (line) and averaged (oscillator). */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Ema } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods, requireShorter } from './parameter.ts'

/** The place of the close in its bar: 1 at the high, 0 in the middle, -1 at the low; 0 in a bar without range. */
export function flowOf(high: number, low: number, close: number): number {
  return high === low ? 0 : (close - low - (high - close)) / (high - low)
}

/** Streaming form of {@link accumulation}. */
export class Accumulation extends Indicator {
  constructor() {
    super('AD', 1, [])
  }

  update(bar: BarOf<'high' | 'low' | 'close' | 'volume'>): number {
    return this.next(bar.high, bar.low, bar.close, bar.volume)
  }

  /** As `update`, without a bar object. A bar without range adds nothing. */
  next(high: number, low: number, close: number, volume: number): number {
    if (Number.isNaN(high + low + close + volume)) return this.value
    const before = Number.isNaN(this.value) ? 0 : this.value
    this.value = before + flowOf(high, low, close) * volume
    return this.value
  }
}

export interface AccumulationOscillatorOptions {
  readonly fast?: number
  readonly slow?: number
}

/** Streaming form of {@link accumulationOscillator}. */
export class AccumulationOscillator extends Indicator {
  readonly slowPeriod: number
  readonly line: Accumulation
  readonly fast: Ema
  readonly slow: Ema
  count = 0

  /** TA-Lib's defaults are 3 and 10; its averages start at the first value. */
  constructor(options: AccumulationOscillatorOptions = {}) {
    const { fast = 3, slow = 10 } = options
    requirePeriods('ADOSC', { fast, slow })
    requireShorter('ADOSC', ['fast', fast], ['slow', slow])
    super('ADOSC', slow, [{ fast, slow }])
    this.slowPeriod = slow
    this.line = new Accumulation()
    this.fast = new Ema(fast, { seed: 'IMMEDIATE' })
    this.slow = new Ema(slow, { seed: 'IMMEDIATE' })
  }

  update(bar: BarOf<'high' | 'low' | 'close' | 'volume'>): number {
    return this.next(bar.high, bar.low, bar.close, bar.volume)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number, close: number, volume: number): number {
    if (Number.isNaN(high + low + close + volume)) return this.value
    const line = this.line.next(high, low, close, volume)
    const fast = this.fast.update(line)
    const slow = this.slow.update(line)
    if (this.count < this.slowPeriod) this.count += 1
    if (this.count === this.slowPeriod) this.value = fast - slow
    return this.value
  }
}

/** The accumulation/distribution line. */
export function accumulation(columns: ColumnsOf<'high' | 'low' | 'close' | 'volume'>): Float64Array {
  const { high, low, close, volume } = columns
  const out = columnFor('AD', columns, ['high', 'low', 'close', 'volume'])
  const indicator = new Accumulation()
  for (let at = 0; at < out.length; at += 1)
    out[at] = indicator.next(high[at]!, low[at]!, close[at]!, volume[at]!)
  return out
}

/** Chaikin's oscillator: a fast average of the line less a slow one; NaN before it is warm. */
export function accumulationOscillator(
  columns: ColumnsOf<'high' | 'low' | 'close' | 'volume'>,
  options: AccumulationOscillatorOptions = {},
): Float64Array {
  const { high, low, close, volume } = columns
  const out = columnFor('ADOSC', columns, ['high', 'low', 'close', 'volume'])
  const indicator = new AccumulationOscillator(options)
  for (let at = 0; at < out.length; at += 1)
    out[at] = indicator.next(high[at]!, low[at]!, close[at]!, volume[at]!)
  return out
}
