/**
 * Stochastic oscillator: where the close stands in the range of the last bars, 0 to 100, raw, slowed and with a signal.
 *
 * With `slowing` 1 it is the fast one (TA-Lib's STOCHF), with 3 the slow one (STOCH); any other slowing is the full one.
 */

import { averageOf, type AverageKind } from './average.ts'
import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator, type IndicatorOf } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowExtreme } from './window-extreme.ts'

export interface StochasticOptions {
  /** Period of the average that slows %K. */
  readonly slowing?: number
  /** Period of the average of %K that is %D. */
  readonly signal?: number
  readonly average?: AverageKind
}

/** Streaming form of {@link stochastic}. `value` is %K, slowed. */
export class Stochastic extends Indicator {
  readonly highest: WindowExtreme
  readonly lowest: WindowExtreme
  readonly slowing: IndicatorOf<number>
  readonly average: IndicatorOf<number>
  /** %K before slowing. */
  fast = Number.NaN
  /** %D: the average of %K. */
  signal = Number.NaN

  /** TA-Lib's defaults are 5, 3, 3 and SMA. */
  constructor(period = 5, options: StochasticOptions = {}) {
    const { slowing = 3, signal = 3, average = 'SMA' } = options
    requirePeriods('STOCH', { period, slowing, signal })
    super('STOCH', period + slowing + signal - 2, [period, { slowing, signal, average }])
    this.highest = new WindowExtreme(period, 'HIGHEST')
    this.lowest = new WindowExtreme(period, 'LOWEST')
    this.slowing = averageOf('STOCH', 'average', average, slowing)
    this.average = averageOf('STOCH', 'average', average, signal)
  }

  override get isReady(): boolean {
    return !Number.isNaN(this.signal)
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. In a range of nothing %K is 0. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    const top = this.highest.push(high)
    const bottom = this.lowest.push(low)
    this.fast = top === bottom ? 0 : ((close - bottom) / (top - bottom)) * 100
    this.value = this.slowing.update(this.fast)
    this.signal = this.average.update(this.value)
    return this.value
  }
}

export interface StochasticColumns {
  /** %K before slowing. */
  readonly fast: Float64Array
  readonly k: Float64Array
  readonly d: Float64Array
}

/** Raw %K, slowed %K and %D; each NaN before it is warm. */
export function stochastic(
  columns: ColumnsOf<'high' | 'low' | 'close'>,
  period = 5,
  options: StochasticOptions = {},
): StochasticColumns {
  const { high, low, close } = columns
  const k = columnFor('STOCH', columns, ['high', 'low', 'close'])
  const fast = new Float64Array(k.length)
  const d = new Float64Array(k.length)
  const indicator = new Stochastic(period, options)
  for (let at = 0; at < k.length; at += 1) {
    k[at] = indicator.next(high[at]!, low[at]!, close[at]!)
    fast[at] = indicator.fast
    d[at] = indicator.signal
  }
  return { fast, k, d }
}
