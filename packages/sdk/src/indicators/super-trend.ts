/** SuperTrend: a stop that trails the price by a multiple of the average true range, and turns when the close crosses it. */

import { Atr } from './atr.ts'
import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods, requirePositive } from './parameter.ts'

export interface SuperTrendOptions {
  /** Average true ranges between the median price and the stop. */
  readonly multiplier?: number
}

/** Streaming form of {@link superTrend}. `value` is the stop. */
export class SuperTrend extends Indicator {
  readonly range: Atr
  readonly multiplier: number
  /** 1 while the stop is below the price, -1 while above, 0 until warm. */
  direction = 0
  upper = Number.NaN
  lower = Number.NaN
  previous = Number.NaN

  constructor(period = 10, options: SuperTrendOptions = {}) {
    const { multiplier = 3 } = options
    requirePeriods('SUPERTREND', { period })
    requirePositive('SUPERTREND', { multiplier })
    super('SUPERTREND', period + 1, [period, { multiplier }])
    this.range = new Atr(period)
    this.multiplier = multiplier
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. The first stop is below the price if the close is not under the median. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    const width = this.range.next(high, low, close) * this.multiplier
    const { previous } = this
    this.previous = close
    if (Number.isNaN(width)) return this.value
    const median = (high + low) / 2
    const upper = median + width
    const lower = median - width
    // A band only closes in, unless the close has been beyond it.
    this.upper = upper < this.upper || !(previous <= this.upper) ? upper : this.upper
    this.lower = lower > this.lower || !(previous >= this.lower) ? lower : this.lower
    if (this.direction === 0) this.direction = close >= median ? 1 : -1
    else if (this.direction > 0 ? close < this.lower : close > this.upper) this.direction = -this.direction
    this.value = this.direction > 0 ? this.lower : this.upper
    return this.value
  }
}

export interface SuperTrendColumns {
  readonly superTrend: Float64Array
  /** 1, -1, or 0 before it is warm. */
  readonly direction: Float64Array
}

/** The stop and its side; the stop is NaN before it is warm. */
export function superTrend(
  columns: ColumnsOf<'high' | 'low' | 'close'>,
  period = 10,
  options: SuperTrendOptions = {},
): SuperTrendColumns {
  const { high, low, close } = columns
  const line = columnFor('SUPERTREND', columns, ['high', 'low', 'close'])
  const direction = new Float64Array(line.length)
  const indicator = new SuperTrend(period, options)
  for (let at = 0; at < line.length; at += 1) {
    line[at] = indicator.next(high[at]!, low[at]!, close[at]!)
    direction[at] = indicator.direction
  }
  return { superTrend: line, direction }
}
