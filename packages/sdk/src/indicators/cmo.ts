/** Chande's momentum oscillator: gains less losses over gains plus losses, -100 to 100. */

import { Indicator, type IndicatorOf } from './indicator.ts'
import { requireOneOf, requirePeriods } from './parameter.ts'
import { Rma } from './rma.ts'
import { Momentum } from './roc.ts'
import { RollingSum } from './rolling-sum.ts'

export interface CmoOptions {
  /** WILDER, the default, smooths as TA-Lib does; SUM adds up the window, as Chande did. */
  readonly smoothing?: 'WILDER' | 'SUM'
}

/** Streaming form of {@link cmo}. */
export class Cmo extends Indicator {
  readonly change: Momentum
  readonly gains: IndicatorOf<number>
  readonly losses: IndicatorOf<number>

  /** `period` from 1; TA-Lib's default is 14. */
  constructor(period = 14, options: CmoOptions = {}) {
    const { smoothing = 'WILDER' } = options
    requirePeriods('CMO', { period })
    requireOneOf('CMO', 'smoothing', smoothing, ['WILDER', 'SUM'])
    super('CMO', period + 1, [period, { smoothing }])
    this.change = new Momentum(1)
    this.gains = smoothing === 'SUM' ? new RollingSum(period) : new Rma(period)
    this.losses = smoothing === 'SUM' ? new RollingSum(period) : new Rma(period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const change = this.change.update(value)
    const gains = this.gains.update(Number.isNaN(change) ? change : Math.max(change, 0))
    const losses = this.losses.update(Number.isNaN(change) ? change : Math.max(-change, 0))
    const movement = gains + losses
    this.value = movement === 0 ? 0 : ((gains - losses) / movement) * 100
    return this.value
  }
}

/** Chande's oscillator of each bar; NaN before it is warm. */
export function cmo(column: Float64Array, period = 14, options: CmoOptions = {}): Float64Array {
  const indicator = new Cmo(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
