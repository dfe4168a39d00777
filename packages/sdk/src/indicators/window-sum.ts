/**
 * The sum of the last values, one addition and one subtraction a bar.
 *
 * Rounding cannot pile up: beside the running sum a second one is summed afresh from zero, and takes its place each time the
 * window has been filled anew. So the error is never more than that of two windows of additions, after any number of bars.
 */

export class WindowSum {
  readonly period: number
  readonly cells: Float64Array
  at = 0
  sum = 0
  fresh = 0
  full = false

  constructor(period: number) {
    this.period = period
    this.cells = new Float64Array(period)
  }

  /** Takes a value and returns the sum of the window; NaN until it is full. */
  push(value: number): number {
    const at = this.at
    this.sum += value - this.cells[at]!
    this.cells[at] = value
    this.fresh += value
    if (at + 1 === this.period) {
      this.at = 0
      this.sum = this.fresh
      this.fresh = 0
      this.full = true
    } else {
      this.at = at + 1
    }
    return this.full ? this.sum : Number.NaN
  }
}
