/** Heikin-Ashi bars: closes are the bars' average prices, opens run half-way behind. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'

/** Streaming form of {@link heikinAshi}. `value` is the close. */
export class HeikinAshi extends Indicator {
  open = Number.NaN
  high = Number.NaN
  low = Number.NaN

  constructor() {
    super('HEIKINASHI', 1, [])
  }

  update(bar: BarOf<'open' | 'high' | 'low' | 'close'>): number {
    return this.next(bar.open, bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. The first open is the middle of the bar's open and close. */
  next(open: number, high: number, low: number, close: number): number {
    const price = (open + high + low + close) / 4
    if (Number.isNaN(price)) return this.value
    this.open = Number.isNaN(this.open) ? (open + close) / 2 : (this.open + this.value) / 2
    this.value = price
    this.high = Math.max(high, this.open, price)
    this.low = Math.min(low, this.open, price)
    return price
  }
}

/** The smoothed bars. */
export function heikinAshi(
  columns: ColumnsOf<'open' | 'high' | 'low' | 'close'>,
): ColumnsOf<'open' | 'high' | 'low' | 'close'> {
  const close = columnFor('HEIKINASHI', columns, ['open', 'high', 'low', 'close'])
  const open = new Float64Array(close.length)
  const high = new Float64Array(close.length)
  const low = new Float64Array(close.length)
  const indicator = new HeikinAshi()
  for (let at = 0; at < close.length; at += 1) {
    close[at] = indicator.next(columns.open[at]!, columns.high[at]!, columns.low[at]!, columns.close[at]!)
    open[at] = indicator.open
    high[at] = indicator.high
    low[at] = indicator.low
  }
  return { open, high, low, close }
}
