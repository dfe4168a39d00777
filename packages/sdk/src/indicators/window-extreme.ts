/**
 * The highest or lowest of the last values and its age, by a queue that keeps only values which may still become it.
 *
 * Each value enters and leaves the queue once, so an update costs O(1) on average. Of equal values the latest counts.
 */

export class WindowExtreme {
  readonly period: number
  /** 1 finds the highest, -1 the lowest. */
  readonly sign: number
  readonly mask: number
  /** Candidates, multiplied with the sign, falling from head on. */
  readonly cells: Float64Array
  /** The bar number of each candidate. */
  readonly bars: Float64Array
  head = 0
  size = 0
  bar = 0
  /** Bars since the extreme: 0 is the latest bar. */
  age = 0

  constructor(period: number, kind: 'HIGHEST' | 'LOWEST') {
    const capacity = 2 ** Math.ceil(Math.log2(period + 1))
    this.period = period
    this.sign = kind === 'HIGHEST' ? 1 : -1
    this.mask = capacity - 1
    this.cells = new Float64Array(capacity)
    this.bars = new Float64Array(capacity)
  }

  /** Takes a value and returns the extreme of the window; NaN until it is full. */
  push(value: number): number {
    const { cells, bars, mask } = this
    const key = value * this.sign
    const bar = this.bar
    let { head, size } = this
    if (size > 0 && bars[head]! <= bar - this.period) {
      head = (head + 1) & mask
      size -= 1
    }
    while (size > 0 && cells[(head + size - 1) & mask]! <= key) size -= 1
    const tail = (head + size) & mask
    cells[tail] = key
    bars[tail] = bar
    this.head = head
    this.size = size + 1
    this.bar = bar + 1
    this.age = bar - bars[head]!
    return bar + 1 < this.period ? Number.NaN : cells[head]! * this.sign
  }
}
