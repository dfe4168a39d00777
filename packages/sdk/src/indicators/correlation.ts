/** How two series move together over the last bars: Pearson's correlation of values, and the beta of returns. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowPair } from './window-pair.ts'

/** Streaming form of {@link correlation}. */
export class Correlation extends Indicator {
  readonly window: WindowPair

  /** `period` from 2; TA-Lib's default is 30. */
  constructor(period = 30) {
    requirePeriods('CORREL', { period }, 2)
    super('CORREL', period, [period])
    this.window = new WindowPair(period)
  }

  update(pair: BarOf<'x' | 'y'>): number {
    return this.next(pair.x, pair.y)
  }

  /** As `update`, without an object. Where one of the two does not vary it is 0. */
  next(x: number, y: number): number {
    if (Number.isNaN(x + y)) return this.value
    const { window } = this
    if (!window.push(x, y)) return this.value
    const spread = Math.sqrt(window.spreadX) * Math.sqrt(window.spreadY)
    this.value = spread === 0 ? 0 : Math.max(-1, Math.min(1, window.spreadXY / spread))
    return this.value
  }
}

/** Streaming form of {@link beta}. */
export class Beta extends Indicator {
  readonly window: WindowPair
  previousX = Number.NaN
  previousY = Number.NaN

  /** `period` from 2; TA-Lib's default is 5. */
  constructor(period = 5) {
    requirePeriods('BETA', { period }, 2)
    super('BETA', period + 1, [period])
    this.window = new WindowPair(period)
  }

  /** `x` is the market's price, `y` the asset's. */
  update(pair: BarOf<'x' | 'y'>): number {
    return this.next(pair.x, pair.y)
  }

  /** As `update`, without an object. Where the market's return does not vary it is 0; so counts a return from a price of 0. */
  next(x: number, y: number): number {
    if (Number.isNaN(x + y)) return this.value
    const { previousX, previousY, window } = this
    this.previousX = x
    this.previousY = y
    if (Number.isNaN(previousX)) return this.value
    const returnX = previousX === 0 ? 0 : (x - previousX) / previousX
    const returnY = previousY === 0 ? 0 : (y - previousY) / previousY
    if (!window.push(returnX, returnY)) return this.value
    this.value = window.spreadX === 0 ? 0 : window.spreadXY / window.spreadX
    return this.value
  }
}

/** The correlation of each window of pairs; NaN before the first whole one. */
export function correlation(columns: ColumnsOf<'x' | 'y'>, period = 30): Float64Array {
  const { x, y } = columns
  const out = columnFor('CORREL', columns, ['x', 'y'])
  const indicator = new Correlation(period)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(x[at]!, y[at]!)
  return out
}

/** The slope of the returns of y on those of x; NaN before it is warm. */
export function beta(columns: ColumnsOf<'x' | 'y'>, period = 5): Float64Array {
  const { x, y } = columns
  const out = columnFor('BETA', columns, ['x', 'y'])
  const indicator = new Beta(period)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(x[at]!, y[at]!)
  return out
}
