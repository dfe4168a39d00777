/** Bollinger bands: the mean of the window and bands some deviations around it, with %B and the bandwidth. */

import { lostDegrees, type DeviationOptions } from './deviation.ts'
import { Indicator } from './indicator.ts'
import { requirePositive } from './parameter.ts'
import { WindowMoments } from './window-moments.ts'

export interface BollingerOptions extends DeviationOptions {
  /** Deviations from the middle to each band. */
  readonly deviations?: number
}

/** Streaming form of {@link bollinger}. `value` is the middle band. */
export class Bollinger extends Indicator {
  readonly window: WindowMoments
  readonly deviations: number
  readonly lost: number
  latest = Number.NaN
  /** NaN until warm, as the other lines. */
  upper = Number.NaN
  lower = Number.NaN

  /** TA-Lib's defaults are 5 and 2; Bollinger's own, and ours, are 20 and 2. */
  constructor(period = 20, options: BollingerOptions = {}) {
    const { deviations = 2, of = 'POPULATION' } = options
    const lost = lostDegrees('BBANDS', period, of)
    requirePositive('BBANDS', { deviations })
    super('BBANDS', period, [period, { deviations, of }])
    this.window = new WindowMoments(period)
    this.deviations = deviations
    this.lost = lost
  }

  /** Where the value stands between the bands: 0 at the lower, 1 at the upper; 0.5 between bands that coincide. */
  get percentB(): number {
    const width = this.upper - this.lower
    return width === 0 ? 0.5 : (this.latest - this.lower) / width
  }

  /** The distance of the bands over the middle, a share; from a middle of 0 it is 0. */
  get bandwidth(): number {
    return this.value === 0 ? 0 : (this.upper - this.lower) / this.value
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const { window } = this
    this.latest = value
    if (!window.push(value)) return this.value
    const width = this.deviations * Math.sqrt(window.variance(this.lost))
    this.value = window.mean
    this.upper = this.value + width
    this.lower = this.value - width
    return this.value
  }
}

export interface BollingerColumns {
  readonly middle: Float64Array
  readonly upper: Float64Array
  readonly lower: Float64Array
}

/** The three bands; NaN before the first whole window. */
export function bollinger(
  column: Float64Array,
  period = 20,
  options: BollingerOptions = {},
): BollingerColumns {
  const indicator = new Bollinger(period, options)
  const middle = new Float64Array(column.length)
  const upper = new Float64Array(column.length)
  const lower = new Float64Array(column.length)
  const bands = { middle, upper, lower }
  const begin = Math.min(period, column.length)
  follow(indicator, column, bands, begin)
  for (let at = begin; at < column.length; at += period) {
    fillBlock(column, bands, at, indicator)
    // A gap shows in the bands of its window: then the streaming form does it, which skips gaps.
    if (Number.isNaN(upper[Math.min(at + period, column.length) - 1]!)) {
      indicator.reset()
      follow(indicator, column, bands, column.length)
      return bands
    }
  }
  return bands
}

function follow(indicator: Bollinger, column: Float64Array, bands: BollingerColumns, end: number): void {
  for (let at = 0; at < end; at += 1) {
    bands.middle[at] = indicator.update(column[at]!)
    bands.upper[at] = indicator.upper
    bands.lower[at] = indicator.lower
  }
}

/** Fills one whole window around one anchor, and leaves the sums renewed, as the streaming form does. */
function fillBlock(column: Float64Array, bands: BollingerColumns, begin: number, indicator: Bollinger): void {
  const { middle, upper, lower } = bands
  const { window, deviations, lost } = indicator
  const { period, anchor } = window
  const end = Math.min(begin + period, column.length)
  let { sum, squares } = window
  for (let at = begin; at < end; at += 1) {
    const value = column[at]!
    const gone = column[at - period]! - anchor
    const come = value - anchor
    sum += come - gone
    squares += come * come - gone * gone
    if (at - begin + 1 === period) {
      window.adopt(column, begin)
      const width = deviations * Math.sqrt(window.variance(lost))
      const mean = window.mean
      middle[at] = mean
      upper[at] = mean + width
      lower[at] = mean - width
      return
    }
    const spread = squares - (sum * sum) / period
    const width = deviations * Math.sqrt(spread > 0 ? spread / (period - lost) : 0)
    const mean = anchor + sum / period
    middle[at] = mean
    upper[at] = mean + width
    lower[at] = mean - width
  }
}

/** Where each value stands between its bands: 0 at the lower, 1 at the upper. */
export function percentB(column: Float64Array, period = 20, options: BollingerOptions = {}): Float64Array {
  const indicator = new Bollinger(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) {
    indicator.update(column[at]!)
    out[at] = indicator.percentB
  }
  return out
}

/** The distance of the bands over the middle of each bar, a share. */
export function bandwidth(column: Float64Array, period = 20, options: BollingerOptions = {}): Float64Array {
  const indicator = new Bollinger(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) {
    indicator.update(column[at]!)
    out[at] = indicator.bandwidth
  }
  return out
}
