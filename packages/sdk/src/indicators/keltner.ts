/** Keltner channels: an average of the price, and bands some average true ranges around it. */

import { Atr } from './atr.ts'
import { averageOf, type AverageKind } from './average.ts'
import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator, type IndicatorOf } from './indicator.ts'
import { requireOneOf, requirePeriods, requirePositive } from './parameter.ts'

export interface KeltnerOptions {
  /** Period of the average true range. */
  readonly range?: number
  /** Ranges from the middle to each band. */
  readonly multiplier?: number
  readonly average?: AverageKind
  /** What is averaged: the close, or the typical price as Keltner did. */
  readonly price?: 'CLOSE' | 'TYPICAL'
}

/** Streaming form of {@link keltner}. `value` is the middle. */
export class Keltner extends Indicator {
  readonly average: IndicatorOf<number>
  readonly range: Atr
  readonly multiplier: number
  readonly typical: boolean
  upper = Number.NaN
  lower = Number.NaN

  /** The usual EMA of 20 closes, and two average true ranges of 10 bars. */
  constructor(period = 20, options: KeltnerOptions = {}) {
    const { range = 10, multiplier = 2, average = 'EMA', price = 'CLOSE' } = options
    requirePeriods('KELTNER', { period, range })
    requirePositive('KELTNER', { multiplier })
    requireOneOf('KELTNER', 'price', price, ['CLOSE', 'TYPICAL'])
    super('KELTNER', Math.max(period, range + 1), [period, { range, multiplier, average, price }])
    this.average = averageOf('KELTNER', 'average', average, period)
    this.range = new Atr(range)
    this.multiplier = multiplier
    this.typical = price === 'TYPICAL'
  }

  override get isReady(): boolean {
    return !Number.isNaN(this.upper)
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    this.value = this.average.update(this.typical ? (high + low + close) / 3 : close)
    const width = this.range.next(high, low, close) * this.multiplier
    this.upper = this.value + width
    this.lower = this.value - width
    return this.value
  }
}

export interface KeltnerColumns {
  readonly middle: Float64Array
  readonly upper: Float64Array
  readonly lower: Float64Array
}

/** Middle and bands; each NaN before it is warm. */
export function keltner(
  columns: ColumnsOf<'high' | 'low' | 'close'>,
  period = 20,
  options: KeltnerOptions = {},
): KeltnerColumns {
  const { high, low, close } = columns
  const middle = columnFor('KELTNER', columns, ['high', 'low', 'close'])
  const upper = new Float64Array(middle.length)
  const lower = new Float64Array(middle.length)
  const indicator = new Keltner(period, options)
  for (let at = 0; at < middle.length; at += 1) {
    middle[at] = indicator.next(high[at]!, low[at]!, close[at]!)
    upper[at] = indicator.upper
    lower[at] = indicator.lower
  }
  return { middle, upper, lower }
}
