/** Chaikin's volatility: the change, in percent, of an EMA of the bars' ranges. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Ema, type EmaOptions } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { Roc } from './roc.ts'

export interface ChaikinVolatilityOptions extends EmaOptions {
  /** Bars of the change. */
  readonly rate?: number
}

/** Streaming form of {@link chaikinVolatility}. */
export class ChaikinVolatility extends Indicator {
  readonly average: Ema
  readonly change: Roc

  constructor(period = 10, options: ChaikinVolatilityOptions = {}) {
    const { rate = period, seed = 'SMA' } = options
    requirePeriods('CVI', { period, rate })
    const average = new Ema(period, { seed })
    super('CVI', average.warmUp + rate, [period, { rate, seed }])
    this.average = average
    this.change = new Roc(rate)
  }

  update(bar: BarOf<'high' | 'low'>): number {
    return this.next(bar.high, bar.low)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number): number {
    if (Number.isNaN(high + low)) return this.value
    this.value = this.change.update(this.average.update(high - low))
    return this.value
  }
}

/** Chaikin's volatility of each bar; NaN before it is warm. */
export function chaikinVolatility(
  columns: ColumnsOf<'high' | 'low'>,
  period = 10,
  options: ChaikinVolatilityOptions = {},
): Float64Array {
  const { high, low } = columns
  const out = columnFor('CVI', columns, ['high', 'low'])
  const indicator = new ChaikinVolatility(period, options)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!)
  return out
}
