/** Donchian channel: the highest high, the lowest low and the middle between. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Delay } from './delay.ts'
import { Indicator } from './indicator.ts'
import { requireOneOf, requirePeriods } from './parameter.ts'
import { WindowExtreme } from './window-extreme.ts'

export interface DonchianOptions {
  /** The window ends at this bar (the default), or at the one before, so that a close can break out of it. */
  readonly ends?: 'NOW' | 'BEFORE'
}

/** Streaming form of {@link donchian}. `value` is the middle. */
export class Donchian extends Indicator {
  readonly highest: WindowExtreme
  readonly lowest: WindowExtreme
  readonly pastUpper: Delay
  readonly pastLower: Delay
  upper = Number.NaN
  lower = Number.NaN

  constructor(period = 20, options: DonchianOptions = {}) {
    const { ends = 'NOW' } = options
    requirePeriods('DONCHIAN', { period })
    requireOneOf('DONCHIAN', 'ends', ends, ['NOW', 'BEFORE'])
    const delay = ends === 'BEFORE' ? 1 : 0
    super('DONCHIAN', period + delay, [period, { ends }])
    this.highest = new WindowExtreme(period, 'HIGHEST')
    this.lowest = new WindowExtreme(period, 'LOWEST')
    this.pastUpper = new Delay(delay)
    this.pastLower = new Delay(delay)
  }

  update(bar: BarOf<'high' | 'low'>): number {
    return this.next(bar.high, bar.low)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number): number {
    if (Number.isNaN(high + low)) return this.value
    this.upper = this.pastUpper.push(this.highest.push(high))
    this.lower = this.pastLower.push(this.lowest.push(low))
    this.value = (this.upper + this.lower) / 2
    return this.value
  }
}

export interface DonchianColumns {
  readonly middle: Float64Array
  readonly upper: Float64Array
  readonly lower: Float64Array
}

/** The channel; NaN before the first whole window. */
export function donchian(
  columns: ColumnsOf<'high' | 'low'>,
  period = 20,
  options: DonchianOptions = {},
): DonchianColumns {
  const { high, low } = columns
  const middle = columnFor('DONCHIAN', columns, ['high', 'low'])
  const upper = new Float64Array(middle.length)
  const lower = new Float64Array(middle.length)
  const indicator = new Donchian(period, options)
  for (let at = 0; at < middle.length; at += 1) {
    middle[at] = indicator.next(high[at]!, low[at]!)
    upper[at] = indicator.upper
    lower[at] = indicator.lower
  }
  return { middle, upper, lower }
}
