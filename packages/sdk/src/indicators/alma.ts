/**
 * Arnaud Legoux's moving average: the window weighted by a bell curve around `offset`.
 *
 * A bell cannot slide, so an update costs O(period): it reads the whole window.
 */

import { Indicator } from './indicator.ts'
import { IndicatorParameterError, requirePeriods, requirePositive } from './parameter.ts'

export interface AlmaOptions {
  /** Where the bell stands: 0 at the oldest value, 1 at the newest. */
  readonly offset?: number
  /** How narrow it is: its width is period / sigma. */
  readonly sigma?: number
}

/** Streaming form of {@link alma}. */
export class Alma extends Indicator {
  readonly weights: Float64Array
  readonly cells: Float64Array
  at = 0
  full = false

  constructor(period = 9, options: AlmaOptions = {}) {
    const { offset = 0.85, sigma = 6 } = options
    requirePeriods('ALMA', { period })
    requirePositive('ALMA', { sigma })
    if (!(offset >= 0 && offset <= 1))
      throw new IndicatorParameterError('ALMA', 'offset', `must be a number from 0 to 1; it was ${offset}`)
    super('ALMA', period, [period, { offset, sigma }])
    this.cells = new Float64Array(period)
    const center = offset * (period - 1)
    const width = period / sigma
    const bell = Float64Array.from({ length: period }, (_, place) =>
      Math.exp(-((place - center) ** 2) / (2 * width * width)),
    )
    const sum = bell.reduce((total, weight) => total + weight, 0)
    this.weights = bell.map((weight) => weight / sum)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const { cells, weights } = this
    cells[this.at] = value
    this.at = this.at + 1 === cells.length ? 0 : this.at + 1
    if (this.at === 0) this.full = true
    if (!this.full) return this.value
    let total = 0
    let cell = this.at
    for (let place = 0; place < weights.length; place += 1) {
      total += weights[place]! * cells[cell]!
      cell = cell + 1 === cells.length ? 0 : cell + 1
    }
    this.value = total
    return total
  }
}

/** The bell-weighted mean of each window; NaN before the first whole one. */
export function alma(column: Float64Array, period = 9, options: AlmaOptions = {}): Float64Array {
  const indicator = new Alma(period, options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
