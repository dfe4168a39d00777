/**
 * The price levels of one side in sorted typed arrays, the best last: what changes is near the best, so little has to move.
 */

const LEVELS_START = 256

export class SideLevels {
  count = 0
  private ticks = new Float64Array(LEVELS_START)
  private lots = new Float64Array(LEVELS_START)
  private readonly sign: 1 | -1

  /** `sign` 1: the highest price is best (bids); -1: the lowest (asks). */
  constructor(sign: 1 | -1) {
    this.sign = sign
  }

  clear(): void {
    this.count = 0
  }

  /** Ticks of the level that is `behind` levels behind the best; NaN: there is none. */
  ticksAt(behind: number): number {
    return behind < this.count ? this.ticks[this.count - 1 - behind]! : Number.NaN
  }

  /** Lots of the level that is `behind` levels behind the best; 0: there is none. */
  lotsAt(behind: number): number {
    return behind < this.count ? this.lots[this.count - 1 - behind]! : 0
  }

  /** Lots at a price; 0: no such level. */
  lotsOf(ticks: number): number {
    const at = this.place(ticks)
    return at < this.count && this.ticks[at] === ticks ? this.lots[at]! : 0
  }

  /** Makes a price have so many lots; 0 takes the level out. */
  set(ticks: number, lots: number): void {
    const at = this.place(ticks)
    if (at < this.count && this.ticks[at] === ticks) {
      if (lots !== 0) this.lots[at] = lots
      else this.remove(at)
    } else if (lots !== 0) this.insert(at, ticks, lots)
  }

  private remove(at: number): void {
    this.ticks.copyWithin(at, at + 1, this.count)
    this.lots.copyWithin(at, at + 1, this.count)
    this.count -= 1
  }

  private insert(at: number, ticks: number, lots: number): void {
    if (this.count === this.ticks.length) this.grow()
    if (at < this.count) {
      this.ticks.copyWithin(at + 1, at, this.count)
      this.lots.copyWithin(at + 1, at, this.count)
    }
    this.ticks[at] = ticks
    this.lots[at] = lots
    this.count += 1
  }

  private grow(): void {
    const [ticks, lots] = [this.ticks, this.lots]
    this.ticks = new Float64Array(ticks.length * 2)
    this.lots = new Float64Array(ticks.length * 2)
    this.ticks.set(ticks)
    this.lots.set(lots)
  }

  /** Where the price is, or would be put: after everything that is worse. */
  private place(ticks: number): number {
    const { sign } = this
    const rank = ticks * sign
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.ticks[middle]! * sign < rank) low = middle + 1
      else high = middle
    }
    return low
  }
}
