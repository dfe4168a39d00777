/** Levels too far from the market for the tick ladder: sorted arrays with binary search, so that any price works. */

import { NONE } from './codes.ts'

const CAPACITY_START = 16

export class SparseLevels {
  count = 0
  private ticks = new Float64Array(CAPACITY_START)
  private levels = new Int32Array(CAPACITY_START)

  /** Position of the first entry above `ticks`; `count` when there is none. */
  firstAbove(ticks: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.ticks[middle]! > ticks) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Position of the last entry below `ticks`; NONE when there is none. */
  lastBelow(ticks: number): number {
    const above = this.firstAbove(ticks)
    const at = above - 1
    return at >= 0 && this.ticks[at] === ticks ? at - 1 : at
  }

  /** The level at exactly these ticks, or NONE. */
  find(ticks: number): number {
    const at = this.firstAbove(ticks) - 1
    return at >= 0 && this.ticks[at] === ticks ? this.levels[at]! : NONE
  }

  ticksAt(position: number): number {
    return this.ticks[position]!
  }

  levelAt(position: number): number {
    return this.levels[position]!
  }

  insert(ticks: number, level: number): void {
    if (this.count === this.ticks.length) this.grow()
    const at = this.firstAbove(ticks)
    this.ticks.copyWithin(at + 1, at, this.count)
    this.levels.copyWithin(at + 1, at, this.count)
    this.ticks[at] = ticks
    this.levels[at] = level
    this.count += 1
  }

  remove(ticks: number): void {
    const at = this.firstAbove(ticks) - 1
    this.ticks.copyWithin(at, at + 1, this.count)
    this.levels.copyWithin(at, at + 1, this.count)
    this.count -= 1
  }

  private grow(): void {
    const ticks = new Float64Array(this.count * 2)
    const levels = new Int32Array(this.count * 2)
    ticks.set(this.ticks)
    levels.set(this.levels)
    this.ticks = ticks
    this.levels = levels
  }
}
