/**
 * Percent rank: the share of the last `period` values before this one that are not above it, 0 to 100.
 *
 * A rank cannot slide, so an update costs O(period).
 */

import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'

/** Streaming form of {@link percentRank}. */
export class PercentRank extends Indicator {
  readonly cells: Float64Array
  at = 0
  full = false

  constructor(period = 100) {
    requirePeriods('PERCENTRANK', { period })
    super('PERCENTRANK', period + 1, [period])
    this.cells = new Float64Array(period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const { cells } = this
    if (this.full) {
      let count = 0
      for (let cell = 0; cell < cells.length; cell += 1) if (cells[cell]! <= value) count += 1
      this.value = (count / cells.length) * 100
    }
    cells[this.at] = value
    this.at = this.at + 1 === cells.length ? 0 : this.at + 1
    if (this.at === 0) this.full = true
    return this.value
  }
}

/** The percent rank of each bar; NaN before it is warm. */
export function percentRank(column: Float64Array, period = 100): Float64Array {
  const indicator = new PercentRank(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
