/** Klinger's volume oscillator: a fast EMA of the volume force less a slow one, both from their first value on. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Ema } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods, requireShorter } from './parameter.ts'

export interface KlingerOptions {
  readonly fast?: number
  readonly slow?: number
}

/** Streaming form of {@link klinger}. */
export class Klinger extends Indicator {
  readonly fast: Ema
  readonly slow: Ema
  high = Number.NaN
  low = Number.NaN
  close = Number.NaN
  /** 1 while high + low + close rises, -1 while it falls. */
  trend = -1
  /** The ranges of the bars of this trend, added up. */
  cumulative = 0

  constructor(options: KlingerOptions = {}) {
    const { fast = 34, slow = 55 } = options
    requirePeriods('KVO', { fast, slow })
    requireShorter('KVO', ['fast', fast], ['slow', slow])
    super('KVO', 2, [{ fast, slow }])
    this.fast = new Ema(fast, { seed: 'IMMEDIATE' })
    this.slow = new Ema(slow, { seed: 'IMMEDIATE' })
  }

  update(bar: BarOf<'high' | 'low' | 'close' | 'volume'>): number {
    return this.next(bar.high, bar.low, bar.close, bar.volume)
  }

  /** As `update`, without a bar object. A trend without range has no force. */
  next(high: number, low: number, close: number, volume: number): number {
    if (Number.isNaN(high + low + close + volume)) return this.value
    const change = high + low + close - (this.high + this.low + this.close)
    const rangeBefore = this.high - this.low
    this.high = high
    this.low = low
    this.close = close
    if (Number.isNaN(change)) return this.value
    if (change !== 0 && Math.sign(change) !== this.trend) {
      this.trend = Math.sign(change)
      this.cumulative = rangeBefore
    }
    const range = high - low
    this.cumulative += range
    const share = this.cumulative === 0 ? 0 : Math.abs((2 * range) / this.cumulative - 1)
    const force = volume * share * 100 * this.trend
    const fast = this.fast.update(force)
    this.value = fast - this.slow.update(force)
    return this.value
  }
}

/** Klinger's oscillator of each bar; the first is NaN. */
export function klinger(
  columns: ColumnsOf<'high' | 'low' | 'close' | 'volume'>,
  options: KlingerOptions = {},
): Float64Array {
  const { high, low, close, volume } = columns
  const out = columnFor('KVO', columns, ['high', 'low', 'close', 'volume'])
  const indicator = new Klinger(options)
  for (let at = 0; at < out.length; at += 1)
    out[at] = indicator.next(high[at]!, low[at]!, close[at]!, volume[at]!)
  return out
}
