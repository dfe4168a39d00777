/** A delay line: gives back each value a fixed number of bars later, NaN before. */

export class Delay {
  readonly bars: number
  readonly cells: Float64Array
  at = 0

  constructor(bars: number) {
    this.bars = bars
    this.cells = new Float64Array(bars).fill(Number.NaN)
  }

  /** Takes a value and returns the one of `bars` bars ago; with no bars, the value itself. */
  push(value: number): number {
    if (this.bars === 0) return value
    const at = this.at
    const old = this.cells[at]!
    this.cells[at] = value
    this.at = at + 1 === this.bars ? 0 : at + 1
    return old
  }
}
