/** Relative strength index: the share of gains in all movement, 0 to 100. */

import { averageOf, type AverageKind } from './average.ts'
import { PIECE_BARS } from './column.ts'
import { Exponential } from './exponential.ts'
import { Indicator, type IndicatorOf } from './indicator.ts'
import { requireOneOf, requirePeriods } from './parameter.ts'

export interface RsiOptions {
  /** How gains and losses are averaged. WILDER, the default, is TA-Lib's; WILDER_FIRST starts at a first change of 0. */
  readonly average?: 'WILDER' | 'WILDER_FIRST' | 'SMA' | 'EMA'
  /** The value where nothing moved at all; TA-Lib's and the default is 0. */
  readonly flat?: 0 | 50 | 100
}

const AVERAGES = ['WILDER', 'WILDER_FIRST', 'SMA', 'EMA'] as const satisfies readonly AverageKind[]

/** Streaming form of {@link rsi}. */
export class Rsi extends Indicator {
  readonly gains: IndicatorOf<number>
  readonly losses: IndicatorOf<number>
  readonly flat: number
  previous = Number.NaN

  /** `period` from 1; TA-Lib's default is 14. */
  constructor(period = 14, options: RsiOptions = {}) {
    const { average = 'WILDER', flat = 0 } = options
    requirePeriods('RSI', { period })
    requireOneOf('RSI', 'average', average, AVERAGES)
    requireOneOf('RSI', 'flat', String(flat), ['0', '50', '100'])
    super('RSI', average === 'WILDER_FIRST' ? period : period + 1, [period, { average, flat }])
    this.gains = averageOf('RSI', 'average', average, period)
    this.losses = averageOf('RSI', 'average', average, period)
    this.flat = flat
    this.startsAtZero = average === 'WILDER_FIRST'
  }

  /** Whether the first bar counts as a change of 0. */
  readonly startsAtZero: boolean

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const change = value - (Number.isNaN(this.previous) && this.startsAtZero ? value : this.previous)
    this.previous = value
    const gain = this.gains.update(Number.isNaN(change) ? change : change > 0 ? change : 0)
    const loss = this.losses.update(Number.isNaN(change) ? change : change < 0 ? -change : 0)
    this.value = strength(gain, loss, this.flat)
    return this.value
  }
}

/** The share of gains in all movement; NaN before it is warm. */
export function rsi(column: Float64Array, period = 14, options: RsiOptions = {}): Float64Array {
  const indicator = new Rsi(period, options)
  const out = new Float64Array(column.length)
  const { average = 'WILDER', flat = 0 } = options
  if (average === 'WILDER' && out.length > period && fill(column, out, period, flat)) return out
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** The default form; false where a gap came in, which only the streaming form can skip. */
function fill(column: Float64Array, out: Float64Array, period: number, flat: number): boolean {
  const gains = new Exponential(period, 1 / period, 'SMA')
  const losses = new Exponential(period, 1 / period, 'SMA')
  out.fill(Number.NaN, 0, period)
  for (let at = 1; at <= period; at += 1) {
    const change = column[at]! - column[at - 1]!
    gains.push(Math.max(change, 0))
    losses.push(Math.max(-change, 0))
  }
  out[period] = strength(gains.level, losses.level, flat)
  const levels = Float64Array.of(gains.level, losses.level)
  const terms = { levels, factor: gains.factor, flat }
  for (let from = period + 1; from < out.length; from += PIECE_BARS) fillPiece(column, out, from, terms)
  return !Number.isNaN(levels[0]!)
}

interface Strength {
  /** Averages of gains and losses before the piece, and after it. */
  readonly levels: Float64Array
  readonly factor: number
  readonly flat: number
}

function fillPiece(column: Float64Array, out: Float64Array, from: number, terms: Strength): void {
  const { levels, factor, flat } = terms
  const end = Math.min(from + PIECE_BARS, out.length)
  let gain = levels[0]!
  let loss = levels[1]!
  let previous = column[from - 1]!
  for (let at = from; at < end; at += 1) {
    const value = column[at]!
    const change = value - previous
    previous = value
    gain += factor * (Math.max(change, 0) - gain)
    loss += factor * (Math.max(-change, 0) - loss)
    out[at] = strength(gain, loss, flat)
  }
  levels[0] = gain
  levels[1] = loss
}

function strength(gain: number, loss: number, flat: number): number {
  const movement = gain + loss
  return movement === 0 ? flat : (100 * gain) / movement
}
