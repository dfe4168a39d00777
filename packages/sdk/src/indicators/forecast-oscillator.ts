/** Forecast oscillator: how far the value is from what the regression line of the bars before foretold, in percent. */

import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { LinearRegression } from './linear-regression.ts'

/** Streaming form of {@link forecastOscillator}. */
export class ForecastOscillator extends Indicator {
  readonly line: LinearRegression

  constructor(period = 14) {
    requirePeriods('FOSC', { period }, 2)
    super('FOSC', period + 1, [period])
    this.line = new LinearRegression(period)
  }

  /** At a value of 0 it is 0. */
  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const { forecast } = this.line
    this.line.update(value)
    this.value = value === 0 ? 0 : ((value - forecast) / value) * 100
    return this.value
  }
}

/** The forecast oscillator of each bar; NaN before it is warm. */
export function forecastOscillator(column: Float64Array, period = 14): Float64Array {
  const indicator = new ForecastOscillator(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
