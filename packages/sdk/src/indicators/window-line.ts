/**
 * The sums of a straight line through the last values, O(1) a bar: of the values, of the values times their place (oldest 0),
 * and of their squares.
 *
 * Differences to an anchor are summed, and afresh each time the window has been filled anew: rounding lasts one window at most.
 */

export class WindowLine {
  readonly period: number
  readonly cells: Float64Array
  at = 0
  anchor = 0
  sum = 0
  weighted = 0
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
      this.weighted += come * (this.period - 1) - (this.sum - gone)
      this.sum += come - gone
      this.squares += come * come - gone * gone
    }
    cells[at] = value
    if (at + 1 === this.period) this.renew(value)
    else this.at = at + 1
    return this.full
  }

  /** Sums the window afresh; it is called when the oldest value stands in the first cell. */
  private renew(anchor: number): void {
    let sum = 0
    let weighted = 0
    let squares = 0
    for (let place = 0; place < this.period; place += 1) {
      const difference = this.cells[place]! - anchor
      sum += difference
      weighted += difference * place
      squares += difference * difference
    }
    this.at = 0
    this.anchor = anchor
    this.sum = sum
    this.weighted = weighted
    this.squares = squares
    this.full = true
  }
}
