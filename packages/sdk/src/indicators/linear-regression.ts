/** The least-squares line through the last values: its end, slope, start, forecast and how well it fits. */

import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowLine } from './window-line.ts'

/** Streaming form of {@link linearRegression}. `value` is the line's end, at the latest bar. */
export class LinearRegression extends Indicator {
  readonly window: WindowLine
  /** Rise of the line a bar; NaN until warm, as the other lines. */
  slope = Number.NaN
  /** The line at the oldest bar of the window. */
  intercept = Number.NaN
  /** The line one bar ahead. */
  forecast = Number.NaN
  /** The share of the variance that the line explains, 0 to 1; 0 where nothing varies. */
  r2 = Number.NaN

  /** `period` from 2; TA-Lib's default is 14. */
  constructor(period = 14) {
    requirePeriods('LINEARREG', { period }, 2)
    super('LINEARREG', period, [period])
    this.window = new WindowLine(period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const { window } = this
    if (!window.push(value)) return this.value
    const { period, sum, weighted, squares } = window
    const places = (period * (period - 1)) / 2
    const spread = (period * period * (period * period - 1)) / 12
    const common = period * weighted - places * sum
    const varied = period * squares - sum * sum
    this.slope = common / spread
    this.intercept = window.anchor + (sum - this.slope * places) / period
    this.value = this.intercept + this.slope * (period - 1)
    this.forecast = this.intercept + this.slope * period
    this.r2 = varied > 0 ? Math.min(1, (common * common) / (spread * varied)) : 0
    return this.value
  }
}

export interface LinearRegressionColumns {
  readonly value: Float64Array
  readonly slope: Float64Array
  readonly intercept: Float64Array
  readonly forecast: Float64Array
  readonly r2: Float64Array
}

/** The line through each window; NaN before the first whole one. */
export function linearRegression(column: Float64Array, period = 14): LinearRegressionColumns {
  const value = new Float64Array(column.length)
  const slope = new Float64Array(column.length)
  const intercept = new Float64Array(column.length)
  const forecast = new Float64Array(column.length)
  const r2 = new Float64Array(column.length)
  const indicator = new LinearRegression(period)
  for (let at = 0; at < value.length; at += 1) {
    value[at] = indicator.update(column[at]!)
    slope[at] = indicator.slope
    intercept[at] = indicator.intercept
    forecast[at] = indicator.forecast
    r2[at] = indicator.r2
  }
  return { value, slope, intercept, forecast, r2 }
}
