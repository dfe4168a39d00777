/** Williams' %R: how far the close is below the highest high of the window, -100 to 0. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowExtreme } from './window-extreme.ts'

/** Streaming form of {@link williamsR}. */
export class WilliamsR extends Indicator {
  readonly highest: WindowExtreme
  readonly lowest: WindowExtreme

  /** `period` from 1; TA-Lib's default is 14. */
  constructor(period = 14) {
    requirePeriods('WILLR', { period })
    super('WILLR', period, [period])
    this.highest = new WindowExtreme(period, 'HIGHEST')
    this.lowest = new WindowExtreme(period, 'LOWEST')
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. In a range of nothing it is 0. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    const top = this.highest.push(high)
    const bottom = this.lowest.push(low)
    this.value = top === bottom ? 0 : ((close - top) / (top - bottom)) * 100
    return this.value
  }
}

/** Where the close stands below the top of its window; NaN before the first whole one. */
export function williamsR(columns: ColumnsOf<'high' | 'low' | 'close'>, period = 14): Float64Array {
  const { high, low, close } = columns
  const out = columnFor('WILLR', columns, ['high', 'low', 'close'])
  const indicator = new WilliamsR(period)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!, close[at]!)
  return out
}
