/** Volume weighted moving average: the mean of the last closes, each weighted by its volume. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowTotal } from './window-total.ts'

/** Streaming form of {@link vwma}. */
export class Vwma extends Indicator {
  readonly turnover: WindowTotal
  readonly volume: WindowTotal

  constructor(period = 20) {
    requirePeriods('VWMA', { period })
    super('VWMA', period, [period])
    this.turnover = new WindowTotal(period)
    this.volume = new WindowTotal(period)
  }

  update(bar: BarOf<'close' | 'volume'>): number {
    return this.next(bar.close, bar.volume)
  }

  /** As `update`, without a bar object. In a window without volume the close stands in. */
  next(close: number, volume: number): number {
    if (Number.isNaN(close + volume)) return this.value
    const turnover = this.turnover.push(close * volume)
    const total = this.volume.push(volume)
    this.value = total === 0 ? close : turnover / total
    return this.value
  }
}

/** The volume weighted mean of each window; NaN before the first whole one. */
export function vwma(columns: ColumnsOf<'close' | 'volume'>, period = 20): Float64Array {
  const { close, volume } = columns
  const out = columnFor('VWMA', columns, ['close', 'volume'])
  const average = new Vwma(period)
  for (let at = 0; at < out.length; at += 1) out[at] = average.next(close[at]!, volume[at]!)
  return out
}
