/** Negative and positive volume index: the price's changes on bars of falling volume only, and of rising volume only. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'

/** Where both indices start. */
const START = 1000

/** Streaming form of {@link negativeVolumeIndex}. */
export class NegativeVolumeIndex extends Indicator {
  close = Number.NaN
  volume = Number.NaN

  constructor() {
    super('NVI', 1, [])
  }

  update(bar: BarOf<'close' | 'volume'>): number {
    return this.next(bar.close, bar.volume)
  }

  /** As `update`, without a bar object. */
  next(close: number, volume: number): number {
    if (Number.isNaN(close + volume)) return this.value
    if (Number.isNaN(this.value)) this.value = START
    else if (volume < this.volume && this.close !== 0)
      this.value += ((close - this.close) / this.close) * this.value
    this.close = close
    this.volume = volume
    return this.value
  }
}

/** Streaming form of {@link positiveVolumeIndex}. */
export class PositiveVolumeIndex extends Indicator {
  close = Number.NaN
  volume = Number.NaN

  constructor() {
    super('PVI', 1, [])
  }

  update(bar: BarOf<'close' | 'volume'>): number {
    return this.next(bar.close, bar.volume)
  }

  /** As `update`, without a bar object. */
  next(close: number, volume: number): number {
    if (Number.isNaN(close + volume)) return this.value
    if (Number.isNaN(this.value)) this.value = START
    else if (volume > this.volume && this.close !== 0)
      this.value += ((close - this.close) / this.close) * this.value
    this.close = close
    this.volume = volume
    return this.value
  }
}

/** The negative volume index of each bar, from 1000. */
export function negativeVolumeIndex(columns: ColumnsOf<'close' | 'volume'>): Float64Array {
  const { close, volume } = columns
  const out = columnFor('NVI', columns, ['close', 'volume'])
  const indicator = new NegativeVolumeIndex()
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(close[at]!, volume[at]!)
  return out
}

/** The positive volume index of each bar, from 1000. */
export function positiveVolumeIndex(columns: ColumnsOf<'close' | 'volume'>): Float64Array {
  const { close, volume } = columns
  const out = columnFor('PVI', columns, ['close', 'volume'])
  const indicator = new PositiveVolumeIndex()
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(close[at]!, volume[at]!)
  return out
}
