/** Variance and standard deviation of the last values, and the value's distance from their mean in deviations. */

import { Indicator } from './indicator.ts'
import { requireOneOf, requirePeriods } from './parameter.ts'
import { WindowMoments } from './window-moments.ts'

export interface DeviationOptions {
  /** Of what the window is taken to be; POPULATION, the default, is TA-Lib's. A sample needs a period from 2. */
  readonly of?: 'POPULATION' | 'SAMPLE'
}

/** Checks and gives the degrees of freedom that a window loses. */
export function lostDegrees(indicator: string, period: number, of: 'POPULATION' | 'SAMPLE'): number {
  requireOneOf(indicator, 'of', of, ['POPULATION', 'SAMPLE'])
  requirePeriods(indicator, { period }, of === 'SAMPLE' ? 2 : 1)
  return of === 'SAMPLE' ? 1 : 0
}

/** Streaming form of {@link variance}. */
export class Variance extends Indicator {
  readonly window: WindowMoments
  readonly lost: number

  /** TA-Lib's default period is 5. */
  constructor(period = 5, options: DeviationOptions = {}) {
    const { of = 'POPULATION' } = options
    const lost = lostDegrees('VAR', period, of)
    super('VAR', period, [period, { of }])
    this.window = new WindowMoments(period)
    this.lost = lost
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    if (this.window.push(value)) this.value = this.window.variance(this.lost)
    return this.value
  }
}

/** Streaming form of {@link standardDeviation}. */
export class StandardDeviation extends Indicator {
  readonly window: WindowMoments
  readonly lost: number

  /** TA-Lib's default period is 5. */
  constructor(period = 5, options: DeviationOptions = {}) {
    const { of = 'POPULATION' } = options
    const lost = lostDegrees('STDDEV', period, of)
    super('STDDEV', period, [period, { of }])
    this.window = new WindowMoments(period)
    this.lost = lost
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    if (this.window.push(value)) this.value = Math.sqrt(this.window.variance(this.lost))
    return this.value
  }
}

/** Streaming form of {@link zScore}. */
export class ZScore extends Indicator {
  readonly window: WindowMoments
  readonly lost: number

  constructor(period = 20, options: DeviationOptions = {}) {
    const { of = 'POPULATION' } = options
    const lost = lostDegrees('ZSCORE', period, of)
    super('ZSCORE', period, [period, { of }])
    this.window = new WindowMoments(period)
    this.lost = lost
  }

  /** Where nothing deviates it is 0. */
  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const { window } = this
    if (!window.push(value)) return this.value
    const { mean } = window
    const deviation = Math.sqrt(window.variance(this.lost))
    this.value = deviation > Math.abs(mean) * 1e-14 ? (value - mean) / deviation : 0
    return this.value
  }
}

/** Variance of each window; NaN before the first whole one. */
export function variance(column: Float64Array, period = 5, options: DeviationOptions = {}): Float64Array {
  const indicator = new Variance(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** Standard deviation of each window; NaN before the first whole one. */
export function standardDeviation(
  column: Float64Array,
  period = 5,
  options: DeviationOptions = {},
): Float64Array {
  const indicator = new StandardDeviation(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** Deviations of each value from the mean of its window; NaN before the first whole one. */
export function zScore(column: Float64Array, period = 20, options: DeviationOptions = {}): Float64Array {
  const indicator = new ZScore(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
