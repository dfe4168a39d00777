/** Highest and lowest of the last values, and the middles between them. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowExtreme } from './window-extreme.ts'

/** Streaming form of {@link highest}. */
export class Highest extends Indicator {
  readonly window: WindowExtreme

  /** `period` from 1; TA-Lib's default is 30. */
  constructor(period = 30) {
    requirePeriods('MAX', { period })
    super('MAX', period, [period])
    this.window = new WindowExtreme(period, 'HIGHEST')
  }

  /** Bars since the highest value; of equal ones the latest counts. */
  get age(): number {
    return this.window.age
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = this.window.push(value)
    return this.value
  }
}

/** Streaming form of {@link lowest}. */
export class Lowest extends Indicator {
  readonly window: WindowExtreme

  /** `period` from 1; TA-Lib's default is 30. */
  constructor(period = 30) {
    requirePeriods('MIN', { period })
    super('MIN', period, [period])
    this.window = new WindowExtreme(period, 'LOWEST')
  }

  /** Bars since the lowest value; of equal ones the latest counts. */
  get age(): number {
    return this.window.age
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = this.window.push(value)
    return this.value
  }
}

/** Streaming form of {@link midPoint}. */
export class MidPoint extends Indicator {
  readonly highest: WindowExtreme
  readonly lowest: WindowExtreme

  /** `period` from 1; TA-Lib's default is 14. */
  constructor(period = 14) {
    requirePeriods('MIDPOINT', { period })
    super('MIDPOINT', period, [period])
    this.highest = new WindowExtreme(period, 'HIGHEST')
    this.lowest = new WindowExtreme(period, 'LOWEST')
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = (this.highest.push(value) + this.lowest.push(value)) / 2
    return this.value
  }
}

/** Streaming form of {@link midPrice}. */
export class MidPrice extends Indicator {
  readonly highest: WindowExtreme
  readonly lowest: WindowExtreme

  /** `period` from 1; TA-Lib's default is 14. */
  constructor(period = 14) {
    requirePeriods('MIDPRICE', { period })
    super('MIDPRICE', period, [period])
    this.highest = new WindowExtreme(period, 'HIGHEST')
    this.lowest = new WindowExtreme(period, 'LOWEST')
  }

  update(bar: BarOf<'high' | 'low'>): number {
    return this.next(bar.high, bar.low)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number): number {
    if (Number.isNaN(high + low)) return this.value
    this.value = (this.highest.push(high) + this.lowest.push(low)) / 2
    return this.value
  }
}

/** The highest value of each window; NaN before the first whole one. */
export function highest(column: Float64Array, period = 30): Float64Array {
  const indicator = new Highest(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** The lowest value of each window; NaN before the first whole one. */
export function lowest(column: Float64Array, period = 30): Float64Array {
  const indicator = new Lowest(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** The middle of the highest and lowest value of each window; NaN before the first whole one. */
export function midPoint(column: Float64Array, period = 14): Float64Array {
  const indicator = new MidPoint(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** The middle of the highest high and lowest low of each window; NaN before the first whole one. */
export function midPrice(columns: ColumnsOf<'high' | 'low'>, period = 14): Float64Array {
  const { high, low } = columns
  const out = columnFor('MIDPRICE', columns, ['high', 'low'])
  const indicator = new MidPrice(period)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!)
  return out
}
