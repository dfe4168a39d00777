/** Williams' accumulation/distribution: the close's distance from the true low on rises, from the true high on falls, added up. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'

/** Streaming form of {@link williamsAccumulation}. */
export class WilliamsAccumulation extends Indicator {
  previous = Number.NaN

  constructor() {
    super('WAD', 2, [])
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    const { previous } = this
    this.previous = close
    if (Number.isNaN(previous)) return this.value
    const edge =
      close > previous ? Math.min(low, previous) : close < previous ? Math.max(high, previous) : close
    this.value = (Number.isNaN(this.value) ? 0 : this.value) + close - edge
    return this.value
  }
}

/** Williams' accumulation of each bar; the first is NaN. */
export function williamsAccumulation(columns: ColumnsOf<'high' | 'low' | 'close'>): Float64Array {
  const { high, low, close } = columns
  const out = columnFor('WAD', columns, ['high', 'low', 'close'])
  const indicator = new WilliamsAccumulation()
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!, close[at]!)
  return out
}
