/** Aroon: how fresh the highest high and the lowest low of the window are, 0 to 100, and their difference. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowExtreme } from './window-extreme.ts'

/** Streaming form of {@link aroon}. `value` is the oscillator, up less down. */
export class Aroon extends Indicator {
  readonly period: number
  readonly highest: WindowExtreme
  readonly lowest: WindowExtreme
  /** 100 when the highest high is the latest bar; NaN until warm. */
  up = Number.NaN
  /** 100 when the lowest low is the latest bar. */
  down = Number.NaN

  /** `period` from 1; TA-Lib's default is 14. The window is one bar longer. */
  constructor(period = 14) {
    requirePeriods('AROON', { period })
    super('AROON', period + 1, [period])
    this.period = period
    this.highest = new WindowExtreme(period + 1, 'HIGHEST')
    this.lowest = new WindowExtreme(period + 1, 'LOWEST')
  }

  update(bar: BarOf<'high' | 'low'>): number {
    return this.next(bar.high, bar.low)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number): number {
    if (Number.isNaN(high + low)) return this.value
    this.lowest.push(low)
    if (Number.isNaN(this.highest.push(high))) return this.value
    this.up = ((this.period - this.highest.age) / this.period) * 100
    this.down = ((this.period - this.lowest.age) / this.period) * 100
    this.value = this.up - this.down
    return this.value
  }
}

export interface AroonColumns {
  readonly up: Float64Array
  readonly down: Float64Array
  readonly oscillator: Float64Array
}

/** Aroon up, down and the oscillator; NaN before they are warm. */
export function aroon(columns: ColumnsOf<'high' | 'low'>, period = 14): AroonColumns {
  const { high, low } = columns
  const oscillator = columnFor('AROON', columns, ['high', 'low'])
  const up = new Float64Array(oscillator.length)
  const down = new Float64Array(oscillator.length)
  const indicator = new Aroon(period)
  for (let at = 0; at < oscillator.length; at += 1) {
    oscillator[at] = indicator.next(high[at]!, low[at]!)
    up[at] = indicator.up
    down[at] = indicator.down
  }
  return { up, down, oscillator }
}
