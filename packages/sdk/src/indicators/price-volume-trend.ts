/** Price volume trend: the share by which the close changed times the volume, added up. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'

/** Streaming form of {@link priceVolumeTrend}. */
export class PriceVolumeTrend extends Indicator {
  previous = Number.NaN

  /** It starts at 0 with the first bar. */
  constructor() {
    super('PVT', 1, [])
  }

  update(bar: BarOf<'close' | 'volume'>): number {
    return this.next(bar.close, bar.volume)
  }

  /** As `update`, without a bar object. A change from a close of 0 adds nothing. */
  next(close: number, volume: number): number {
    if (Number.isNaN(close + volume)) return this.value
    const { previous } = this
    this.previous = close
    if (Number.isNaN(previous)) this.value = 0
    else if (previous !== 0) this.value += ((close - previous) / previous) * volume
    return this.value
  }
}

/** The price volume trend of each bar. */
export function priceVolumeTrend(columns: ColumnsOf<'close' | 'volume'>): Float64Array {
  const { close, volume } = columns
  const out = columnFor('PVT', columns, ['close', 'volume'])
  const indicator = new PriceVolumeTrend()
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(close[at]!, volume[at]!)
  return out
}
