/** Moving average convergence/divergence: a fast EMA less a slow one, an EMA of that as signal, and their difference. */

import { hasGap } from './column.ts'
import { Ema } from './ema.ts'
import { Exponential, type Seed } from './exponential.ts'
import { Indicator } from './indicator.ts'
import { requireOneOf, requirePeriods, requireShorter } from './parameter.ts'

export interface MacdOptions {
  readonly fast?: number
  readonly slow?: number
  readonly signal?: number
  /**
   * How the averages start. ALIGNED, the default, is TA-Lib's: both at the mean of values that end at bar `slow`. SMA: each
   * at the mean of its own first values. FIRST: both at the first value.
   */
  readonly seed?: 'ALIGNED' | 'SMA' | 'FIRST'
  /** FIXED takes 0.15 and 0.075, as TA-Lib's MACDFIX and older spreadsheets, whatever `fast` and `slow` are. */
  readonly factors?: 'EXACT' | 'FIXED'
}

const SEEDS = ['ALIGNED', 'SMA', 'FIRST'] as const

/** Streaming form of {@link macd}. `value` is the MACD line. */
export class Macd extends Indicator {
  readonly slowPeriod: number
  readonly fast: Exponential
  readonly slow: Exponential
  readonly average: Ema
  /** Bars that the fast average sits out at the start. */
  readonly skip: number
  count = 0
  /** Average of the line; NaN until warm. */
  signal = Number.NaN
  /** The line less its signal. */
  histogram = Number.NaN

  /** TA-Lib's defaults are 12, 26 and 9. */
  constructor(options: MacdOptions = {}) {
    const { fast = 12, slow = 26, signal = 9, seed = 'ALIGNED', factors = 'EXACT' } = options
    requirePeriods('MACD', { fast, slow, signal })
    requireShorter('MACD', ['fast', fast], ['slow', slow])
    requireOneOf('MACD', 'seed', seed, SEEDS)
    requireOneOf('MACD', 'factors', factors, ['EXACT', 'FIXED'])
    // From the first value on, the signal too starts with its first value.
    super('MACD', seed === 'FIRST' ? slow : slow + signal - 1, [{ fast, slow, signal, seed, factors }])
    const start: Seed = seed === 'FIRST' ? 'FIRST' : 'SMA'
    this.slowPeriod = slow
    this.skip = seed === 'ALIGNED' ? slow - fast : 0
    this.fast = new Exponential(fast, factors === 'FIXED' ? 0.15 : 2 / (fast + 1), start)
    this.slow = new Exponential(slow, factors === 'FIXED' ? 0.075 : 2 / (slow + 1), start)
    this.average = new Ema(signal, { seed: seed === 'FIRST' ? 'IMMEDIATE' : 'SMA' })
  }

  override get isReady(): boolean {
    return !Number.isNaN(this.signal)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const slow = this.slow.push(value)
    if (this.count < this.skip) {
      this.count += 1
      return this.value
    }
    this.value = this.fast.push(value) - slow
    this.signal = this.average.update(this.value)
    this.histogram = this.value - this.signal
    return this.value
  }
}

export interface MacdColumns {
  readonly macd: Float64Array
  readonly signal: Float64Array
  readonly histogram: Float64Array
}

/** The three lines; each NaN before it is warm. */
export function macd(column: Float64Array, options: MacdOptions = {}): MacdColumns {
  const indicator = new Macd(options)
  const line = new Float64Array(column.length)
  const signal = new Float64Array(column.length)
  const histogram = new Float64Array(column.length)
  const begin = hasGap(column) ? column.length : Math.min(column.length, indicator.warmUp)
  for (let at = 0; at < begin; at += 1) {
    line[at] = indicator.update(column[at]!)
    signal[at] = indicator.signal
    histogram[at] = indicator.histogram
  }
  const columns = { macd: line, signal, histogram }
  if (begin < column.length) fill(column, columns, begin, indicator)
  return columns
}

/** Fills the rest in one loop, once every average has started. */
function fill(column: Float64Array, out: MacdColumns, begin: number, indicator: Macd): void {
  const fastFactor = indicator.fast.factor
  const slowFactor = indicator.slow.factor
  const signalFactor = indicator.average.smoothing.factor
  let fast = indicator.fast.level
  let slow = indicator.slow.level
  let signal = indicator.signal
  for (let at = begin; at < column.length; at += 1) {
    const value = column[at]!
    fast += fastFactor * (value - fast)
    slow += slowFactor * (value - slow)
    const line = fast - slow
    signal += signalFactor * (line - signal)
    out.macd[at] = line
    out.signal[at] = signal
    out.histogram[at] = line - signal
  }
}
