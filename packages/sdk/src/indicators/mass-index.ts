/** Mass index (Dorsey): the sum over the window of an EMA of the ranges over an EMA of that EMA. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Ema, type EmaOptions } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowSum } from './window-sum.ts'

export interface MassIndexOptions extends EmaOptions {
  /** Period of both averages. */
  readonly average?: number
}

/** Streaming form of {@link massIndex}. */
export class MassIndex extends Indicator {
  readonly once: Ema
  readonly twice: Ema
  readonly window: WindowSum

  /** The usual sum of 25 ratios of averages over 9. */
  constructor(period = 25, options: MassIndexOptions = {}) {
    const { average = 9, seed = 'SMA' } = options
    requirePeriods('MASS', { period, average })
    const once = new Ema(average, { seed })
    super('MASS', 2 * once.warmUp + period - 2, [period, { average, seed }])
    this.once = once
    this.twice = new Ema(average, { seed })
    this.window = new WindowSum(period)
  }

  update(bar: BarOf<'high' | 'low'>): number {
    return this.next(bar.high, bar.low)
  }

  /** As `update`, without a bar object. Averages of 0 count as a ratio of 1. */
  next(high: number, low: number): number {
    if (Number.isNaN(high + low)) return this.value
    const once = this.once.update(high - low)
    const twice = this.twice.update(once)
    if (Number.isNaN(twice)) return this.value
    this.value = this.window.push(twice === 0 ? 1 : once / twice)
    return this.value
  }
}

/** The mass index of each bar; NaN before it is warm. */
export function massIndex(
  columns: ColumnsOf<'high' | 'low'>,
  period = 25,
  options: MassIndexOptions = {},
): Float64Array {
  const { high, low } = columns
  const out = columnFor('MASS', columns, ['high', 'low'])
  const indicator = new MassIndex(period, options)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!)
  return out
}
