/** The distance of two moving averages: absolute (APO) and in percent of the slow one (PPO). */

import { averageOf, type AverageKind } from './average.ts'
import { Ema } from './ema.ts'
import { Indicator, type IndicatorOf } from './indicator.ts'
import { requirePeriods, requireShorter } from './parameter.ts'

export interface ApoOptions {
  readonly fast?: number
  readonly slow?: number
  /** TA-Lib's default is SMA; many others take EMA. */
  readonly average?: AverageKind
}

export interface PpoOptions extends ApoOptions {
  /** Period of the signal, an EMA of the line. */
  readonly signal?: number
}

/** Streaming form of {@link apo}. */
export class Apo extends Indicator {
  readonly fast: IndicatorOf<number>
  readonly slow: IndicatorOf<number>

  /** TA-Lib's defaults are 12 and 26. */
  constructor(options: ApoOptions = {}) {
    const { fast = 12, slow = 26, average = 'SMA' } = options
    requirePeriods('APO', { fast, slow })
    requireShorter('APO', ['fast', fast], ['slow', slow])
    super('APO', slow, [{ fast, slow, average }])
    this.fast = averageOf('APO', 'average', average, fast)
    this.slow = averageOf('APO', 'average', average, slow)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const fast = this.fast.update(value)
    this.value = fast - this.slow.update(value)
    return this.value
  }
}

/** Fast average less slow average; NaN before it is warm. */
export function apo(column: Float64Array, options: ApoOptions = {}): Float64Array {
  const indicator = new Apo(options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** Streaming form of {@link ppo}. `value` is the PPO line. */
export class Ppo extends Indicator {
  readonly fast: IndicatorOf<number>
  readonly slow: IndicatorOf<number>
  readonly average: Ema
  /** Average of the line; NaN until warm. */
  signal = Number.NaN
  /** The line less its signal. */
  histogram = Number.NaN

  /** TA-Lib's defaults are 12 and 26; it has no signal, ours is 9. */
  constructor(options: PpoOptions = {}) {
    const { fast = 12, slow = 26, signal = 9, average = 'SMA' } = options
    requirePeriods('PPO', { fast, slow, signal })
    requireShorter('PPO', ['fast', fast], ['slow', slow])
    super('PPO', slow + signal - 1, [{ fast, slow, signal, average }])
    this.fast = averageOf('PPO', 'average', average, fast)
    this.slow = averageOf('PPO', 'average', average, slow)
    this.average = new Ema(signal)
  }

  override get isReady(): boolean {
    return !Number.isNaN(this.signal)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const fast = this.fast.update(value)
    const slow = this.slow.update(value)
    this.value = slow === 0 ? 0 : ((fast - slow) / slow) * 100
    this.signal = this.average.update(this.value)
    this.histogram = this.value - this.signal
    return this.value
  }
}

export interface PpoColumns {
  readonly ppo: Float64Array
  readonly signal: Float64Array
  readonly histogram: Float64Array
}

/** The three lines; each NaN before it is warm. */
export function ppo(column: Float64Array, options: PpoOptions = {}): PpoColumns {
  const indicator = new Ppo(options)
  const line = new Float64Array(column.length)
  const signal = new Float64Array(column.length)
  const histogram = new Float64Array(column.length)
  for (let at = 0; at < line.length; at += 1) {
    line[at] = indicator.update(column[at]!)
    signal[at] = indicator.signal
    histogram[at] = indicator.histogram
  }
  return { ppo: line, signal, histogram }
}
