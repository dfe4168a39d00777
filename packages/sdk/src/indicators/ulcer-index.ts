/** Ulcer index (Martin): the root mean square of the drawdowns, in percent, from the highest close of the window. */

import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowExtreme } from './window-extreme.ts'
import { WindowTotal } from './window-total.ts'

/** Streaming form of {@link ulcerIndex}. */
export class UlcerIndex extends Indicator {
  readonly highest: WindowExtreme
  readonly squares: WindowTotal

  constructor(period = 14) {
    requirePeriods('ULCER', { period })
    super('ULCER', 2 * period - 1, [period])
    this.highest = new WindowExtreme(period, 'HIGHEST')
    this.squares = new WindowTotal(period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const highest = this.highest.push(value)
    if (Number.isNaN(highest)) return this.value
    const drawdown = highest === 0 ? 0 : ((value - highest) / highest) * 100
    const squares = this.squares.push(drawdown * drawdown)
    this.value = squares < 0 ? 0 : Math.sqrt(squares / this.squares.window.period)
    return this.value
  }
}

/** The ulcer index of each bar; NaN before it is warm. */
export function ulcerIndex(column: Float64Array, period = 14): Float64Array {
  const indicator = new UlcerIndex(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
