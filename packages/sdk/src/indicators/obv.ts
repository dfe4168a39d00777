/** On-balance volume: volume added on rising closes and taken off on falling ones. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requireOneOf } from './parameter.ts'

export interface ObvOptions {
  /** What the first bar gives: its VOLUME, as in TA-Lib and by default, or ZERO. */
  readonly start?: 'VOLUME' | 'ZERO'
}

/** Streaming form of {@link obv}. */
export class Obv extends Indicator {
  readonly startsAtZero: boolean
  previous = Number.NaN

  constructor(options: ObvOptions = {}) {
    const { start = 'VOLUME' } = options
    requireOneOf('OBV', 'start', start, ['VOLUME', 'ZERO'])
    super('OBV', 1, [{ start }])
    this.startsAtZero = start === 'ZERO'
  }

  update(bar: BarOf<'close' | 'volume'>): number {
    return this.next(bar.close, bar.volume)
  }

  /** As `update`, without a bar object. */
  next(close: number, volume: number): number {
    if (Number.isNaN(close + volume)) return this.value
    if (Number.isNaN(this.previous)) this.value = this.startsAtZero ? 0 : volume
    else if (close > this.previous) this.value += volume
    else if (close < this.previous) this.value -= volume
    this.previous = close
    return this.value
  }
}

/** The on-balance volume of each bar. */
export function obv(columns: ColumnsOf<'close' | 'volume'>, options: ObvOptions = {}): Float64Array {
  const { close, volume } = columns
  const out = columnFor('OBV', columns, ['close', 'volume'])
  const indicator = new Obv(options)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(close[at]!, volume[at]!)
  return out
}
