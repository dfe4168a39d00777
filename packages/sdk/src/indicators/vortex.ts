/** Vortex: upward and downward swings between bars over the true range of the window. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { TrueRange } from './true-range.ts'
import { WindowTotal } from './window-total.ts'

/** Streaming form of {@link vortex}. `value` is VI+ less VI-. */
export class Vortex extends Indicator {
  readonly range: TrueRange
  readonly ups: WindowTotal
  readonly downs: WindowTotal
  readonly ranges: WindowTotal
  high = Number.NaN
  low = Number.NaN
  /** VI+; NaN until warm. */
  plus = Number.NaN
  /** VI-; NaN until warm. */
  minus = Number.NaN

  constructor(period = 14) {
    requirePeriods('VORTEX', { period })
    super('VORTEX', period + 1, [period])
    this.range = new TrueRange()
    this.ups = new WindowTotal(period)
    this.downs = new WindowTotal(period)
    this.ranges = new WindowTotal(period)
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. In a window without range both lines are 0. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    const range = this.range.next(high, low, close)
    const up = Math.abs(high - this.low)
    const down = Math.abs(low - this.high)
    this.high = high
    this.low = low
    if (Number.isNaN(range)) return this.value
    const ups = this.ups.push(up)
    const downs = this.downs.push(down)
    const ranges = this.ranges.push(range)
    this.plus = ranges === 0 ? 0 : ups / ranges
    this.minus = ranges === 0 ? 0 : downs / ranges
    this.value = this.plus - this.minus
    return this.value
  }
}

export interface VortexColumns {
  readonly plus: Float64Array
  readonly minus: Float64Array
}

/** VI+ and VI-; NaN before they are warm. */
export function vortex(columns: ColumnsOf<'high' | 'low' | 'close'>, period = 14): VortexColumns {
  const { high, low, close } = columns
  const plus = columnFor('VORTEX', columns, ['high', 'low', 'close'])
  const minus = new Float64Array(plus.length)
  const indicator = new Vortex(period)
  for (let at = 0; at < plus.length; at += 1) {
    indicator.next(high[at]!, low[at]!, close[at]!)
    plus[at] = indicator.plus
    minus[at] = indicator.minus
  }
  return { plus, minus }
}
