/**
 * Wilder's directional movement: +DM, -DM, +DI, -DI, DX, ADX and ADXR, all lines of one reckoning.
 *
 * Sources agree on everything but where smoothing starts, so that is a parameter.
 */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Delay } from './delay.ts'
import { Indicator } from './indicator.ts'
import { requireOneOf, requirePeriods } from './parameter.ts'
import { Rma } from './rma.ts'
import { TrueRange } from './true-range.ts'

export interface DirectionalOptions {
  /**
   * How the first movements are added up.
   * - TA_LIB, the default: `period - 1` of them, and indices from the bar after.
   * - TULIP: the same, with indices from that bar itself.
   * - WILDER: `period` of them, as Wilder and StockCharts.
   */
  readonly start?: 'TA_LIB' | 'TULIP' | 'WILDER'
  /** Bars between the two ADX that ADXR is the mean of; TA-Lib's and the default is `period - 1`. */
  readonly ratingLag?: number
}

/** A sum that loses 1 / period of itself a bar, started by adding up `seedBars` values. */
class DecayingSum {
  readonly period: number
  readonly seedBars: number
  count = 0
  sum = 0

  constructor(period: number, seedBars: number) {
    this.period = period
    this.seedBars = seedBars
  }

  push(value: number): number {
    if (this.count < this.seedBars) {
      this.count += 1
      this.sum += value
    } else {
      this.sum += value - this.sum / this.period
    }
    return this.count === this.seedBars ? this.sum : Number.NaN
  }
}

/** Streaming form of {@link directional}. `value` is the ADX. */
export class Directional extends Indicator {
  readonly range: TrueRange
  readonly plusSum: DecayingSum
  readonly minusSum: DecayingSum
  readonly rangeSum: DecayingSum
  readonly average: Rma
  readonly past: Delay
  /** Sums that are given before the indices are. */
  readonly withheld: number
  seen = 0
  high = Number.NaN
  low = Number.NaN
  /** Smoothed sum of upward movement. */
  plusDm = Number.NaN
  /** Smoothed sum of downward movement. */
  minusDm = Number.NaN
  /** Upward movement in percent of true range. */
  plusDi = Number.NaN
  /** Downward movement in percent of true range. */
  minusDi = Number.NaN
  /** The difference of both in percent of their sum. */
  dx = Number.NaN
  /** The mean of the ADX now and some bars ago. */
  adxr = Number.NaN

  /** `period` from 1, which does not smooth; TA-Lib's default is 14. */
  constructor(period = 14, options: DirectionalOptions = {}) {
    const { start = 'TA_LIB', ratingLag = period - 1 } = options
    requirePeriods('ADX', { period })
    requirePeriods('ADX', { ratingLag }, 0)
    requireOneOf('ADX', 'start', start, ['TA_LIB', 'TULIP', 'WILDER'])
    const seedBars = start === 'WILDER' ? period : Math.max(1, period - 1)
    const withheld = start === 'TA_LIB' ? 1 : 0
    super('ADX', seedBars + withheld + period + ratingLag, [period, { start, ratingLag }])
    this.range = new TrueRange()
    this.plusSum = new DecayingSum(period, seedBars)
    this.minusSum = new DecayingSum(period, seedBars)
    this.rangeSum = new DecayingSum(period, seedBars)
    this.average = new Rma(period)
    this.past = new Delay(ratingLag)
    this.withheld = withheld
  }

  override get isReady(): boolean {
    return !Number.isNaN(this.adxr)
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. Without movement the indices are 0. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    const range = this.range.next(high, low, close)
    const up = high - this.high
    const down = this.low - low
    this.high = high
    this.low = low
    if (Number.isNaN(up)) return this.value
    this.plusDm = this.plusSum.push(up > down && up > 0 ? up : 0)
    this.minusDm = this.minusSum.push(down > up && down > 0 ? down : 0)
    const ranges = this.rangeSum.push(range)
    if (Number.isNaN(ranges)) return this.value
    this.seen += 1
    if (this.seen > this.withheld) this.index(ranges)
    return this.value
  }

  private index(ranges: number): void {
    this.plusDi = ranges === 0 ? 0 : (this.plusDm / ranges) * 100
    this.minusDi = ranges === 0 ? 0 : (this.minusDm / ranges) * 100
    const both = this.plusDi + this.minusDi
    this.dx = both === 0 ? 0 : (Math.abs(this.plusDi - this.minusDi) / both) * 100
    this.value = this.average.update(this.dx)
    if (!Number.isNaN(this.value)) this.adxr = (this.value + this.past.push(this.value)) / 2
  }
}

export interface DirectionalColumns {
  readonly plusDm: Float64Array
  readonly minusDm: Float64Array
  readonly plusDi: Float64Array
  readonly minusDi: Float64Array
  readonly dx: Float64Array
  readonly adx: Float64Array
  readonly adxr: Float64Array
}

/** All lines of directional movement; each NaN before it is warm. */
export function directional(
  columns: ColumnsOf<'high' | 'low' | 'close'>,
  period = 14,
  options: DirectionalOptions = {},
): DirectionalColumns {
  const { high, low, close } = columns
  const adx = columnFor('ADX', columns, ['high', 'low', 'close'])
  const column = (): Float64Array => new Float64Array(adx.length)
  const [plusDm, minusDm, plusDi, minusDi, dx, adxr] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ]
  const indicator = new Directional(period, options)
  for (let at = 0; at < adx.length; at += 1) {
    adx[at] = indicator.next(high[at]!, low[at]!, close[at]!)
    plusDm[at] = indicator.plusDm
    minusDm[at] = indicator.minusDm
    plusDi[at] = indicator.plusDi
    minusDi[at] = indicator.minusDi
    dx[at] = indicator.dx
    adxr[at] = indicator.adxr
  }
  return { plusDm, minusDm, plusDi, minusDi, dx, adx, adxr }
}
