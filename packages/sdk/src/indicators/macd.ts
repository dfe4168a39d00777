/** Moving average convergence/divergence: a fast EMA less a slow one, an EMA of that as signal, and their difference. */

import { PIECE_BARS } from './column.ts'
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
  const columns = { macd: line, signal, histogram }
  const begin = Math.min(column.length, indicator.warmUp)
  follow(indicator, column, columns, begin)
  if (begin === column.length) return columns
  const { fast, slow, average } = indicator
  const levels = Float64Array.of(fast.level, slow.level, average.smoothing.level)
  const factors = Float64Array.of(fast.factor, slow.factor, average.smoothing.factor)
  for (let from = begin; from < column.length; from += PIECE_BARS)
    fillPiece(column, columns, from, { levels, factors })
  // A gap stays in the averages for good: then the streaming form does it, which skips gaps.
  if (indicator.isReady && !Number.isNaN(levels[2]!)) return columns
  indicator.reset()
  follow(indicator, column, columns, column.length)
  return columns
}

function follow(indicator: Macd, column: Float64Array, out: MacdColumns, end: number): void {
  for (let at = 0; at < end; at += 1) {
    out.macd[at] = indicator.update(column[at]!)
    out.signal[at] = indicator.signal
    out.histogram[at] = indicator.histogram
  }
}

/** Of the fast, the slow and the signal average. */
interface Averages {
  /** Before the piece, and after it. */
  readonly levels: Float64Array
  readonly factors: Float64Array
}

/** Fills a piece, once every average has started. */
function fillPiece(column: Float64Array, out: MacdColumns, from: number, averages: Averages): void {
  const { levels, factors } = averages
  const { macd: lines, signal: signals, histogram: histograms } = out
  const fastFactor = factors[0]!
  const slowFactor = factors[1]!
  const signalFactor = factors[2]!
  const end = Math.min(from + PIECE_BARS, column.length)
  let fast = levels[0]!
  let slow = levels[1]!
  let signal = levels[2]!
  for (let at = from; at < end; at += 1) {
    const value = column[at]!
    fast += fastFactor * (value - fast)
    slow += slowFactor * (value - slow)
    const line = fast - slow
    signal += signalFactor * (line - signal)
    lines[at] = line
    signals[at] = signal
    histograms[at] = line - signal
  }
  levels[0] = fast
  levels[1] = slow
  levels[2] = signal
}
