/** Qstick (Chande): the simple average of close less open. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { Sma } from './sma.ts'

/** Streaming form of {@link qstick}. */
export class Qstick extends Indicator {
  readonly average: Sma

  constructor(period = 8) {
    requirePeriods('QSTICK', { period })
    super('QSTICK', period, [period])
    this.average = new Sma(period)
  }

  update(bar: BarOf<'open' | 'close'>): number {
    return this.next(bar.open, bar.close)
  }

  /** As `update`, without a bar object. */
  next(open: number, close: number): number {
    this.value = this.average.update(close - open)
    return this.value
  }
}

/** The mean body of each window; NaN before the first whole one. */
export function qstick(columns: ColumnsOf<'open' | 'close'>, period = 8): Float64Array {
  const { open, close } = columns
  const out = columnFor('QSTICK', columns, ['open', 'close'])
  const indicator = new Qstick(period)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(open[at]!, close[at]!)
  return out
}
