/** Vertical horizontal filter (White): the range of the window over the way that the value went in it. */

import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowExtreme } from './window-extreme.ts'
import { WindowTotal } from './window-total.ts'

/** Streaming form of {@link verticalHorizontalFilter}. */
export class VerticalHorizontalFilter extends Indicator {
  readonly highest: WindowExtreme
  readonly lowest: WindowExtreme
  readonly path: WindowTotal
  previous = Number.NaN

  constructor(period = 28) {
    requirePeriods('VHF', { period })
    super('VHF', period + 1, [period])
    this.highest = new WindowExtreme(period, 'HIGHEST')
    this.lowest = new WindowExtreme(period, 'LOWEST')
    this.path = new WindowTotal(period)
  }

  /** Where nothing moved it is 0. */
  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const range = this.highest.push(value) - this.lowest.push(value)
    const change = Math.abs(value - this.previous)
    this.previous = value
    if (Number.isNaN(change)) return this.value
    const path = this.path.push(change)
    this.value = path === 0 ? 0 : range / path
    return this.value
  }
}

/** The filter of each bar; NaN before it is warm. */
export function verticalHorizontalFilter(column: Float64Array, period = 28): Float64Array {
  const indicator = new VerticalHorizontalFilter(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
