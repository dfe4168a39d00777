/**
 * Mean and variance of the last values, O(1) a bar.
 *
 * Sums are of differences to an anchor, a value of the window, so that nothing large cancels; each time the window has been
 * filled anew the newest value becomes the anchor and the sums are taken afresh, so rounding lasts one window at most.
 */

export class WindowMoments {
  readonly period: number
  readonly cells: Float64Array
  at = 0
  anchor = 0
  sum = 0
  squares = 0
  full = false

  constructor(period: number) {
    this.period = period
    this.cells = new Float64Array(period)
  }

  /** Takes a value; returns whether the window is full. */
  push(value: number): boolean {
    const { cells, at } = this
    if (this.full) {
      const gone = cells[at]! - this.anchor
      const come = value - this.anchor
      this.sum += come - gone
      this.squares += come * come - gone * gone
    } else {
      if (at === 0) this.anchor = value
      const come = value - this.anchor
      this.sum += come
      this.squares += come * come
    }
    cells[at] = value
    if (at + 1 === this.period) this.adopt(cells, 0)
    else this.at = at + 1
    return this.full
  }

  /** Takes the window of values that begins at `begin`, summed afresh around its newest value. */
  adopt(values: Float64Array, begin: number): void {
    const anchor = values[begin + this.period - 1]!
    let sum = 0
    let squares = 0
    for (let at = begin; at < begin + this.period; at += 1) {
      const difference = values[at]! - anchor
      sum += difference
      squares += difference * difference
    }
    this.at = 0
    this.anchor = anchor
    this.sum = sum
    this.squares = squares
    this.full = true
  }

  /** The mean of a full window. */
  get mean(): number {
    return this.anchor + this.sum / this.period
  }

  /** The variance of a full window, of a population (`lostDegrees` 0) or a sample (1). Never negative. */
  variance(lostDegrees: number): number {
    const sum = this.squares - (this.sum * this.sum) / this.period
    return sum > 0 ? sum / (this.period - lostDegrees) : 0
  }
}
