/** Rolling Sharpe ratio: the mean of the last one-bar returns less the risk-free rate, over their deviation; not annualized. */

import { lostDegrees, type DeviationOptions } from './deviation.ts'
import { Indicator } from './indicator.ts'
import { IndicatorParameterError } from './parameter.ts'
import { Rocp } from './roc.ts'
import { WindowMoments } from './window-moments.ts'

export interface RollingSharpeOptions extends DeviationOptions {
  /** Risk-free return of one bar, a share. */
  readonly riskFree?: number
}

/** Streaming form of {@link rollingSharpe}. */
export class RollingSharpe extends Indicator {
  readonly change: Rocp
  readonly window: WindowMoments
  readonly lost: number
  readonly riskFree: number

  constructor(period = 20, options: RollingSharpeOptions = {}) {
    const { riskFree = 0, of = 'POPULATION' } = options
    const lost = lostDegrees('SHARPE', period, of)
    if (!Number.isFinite(riskFree))
      throw new IndicatorParameterError('SHARPE', 'riskFree', `must be a finite number; it was ${riskFree}`)
    super('SHARPE', period + 1, [period, { riskFree, of }])
    this.change = new Rocp(1)
    this.window = new WindowMoments(period)
    this.lost = lost
    this.riskFree = riskFree
  }

  /** Takes a price. Where the returns do not vary it is 0. */
  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const change = this.change.update(value)
    if (Number.isNaN(change) || !this.window.push(change)) return this.value
    const deviation = Math.sqrt(this.window.variance(this.lost))
    this.value = deviation === 0 ? 0 : (this.window.mean - this.riskFree) / deviation
    return this.value
  }
}

/** The Sharpe ratio of each window of returns; NaN before it is warm. */
export function rollingSharpe(
  column: Float64Array,
  period = 20,
  options: RollingSharpeOptions = {},
): Float64Array {
  const indicator = new RollingSharpe(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
