/**
 * The price levels of one side in sorted typed arrays, the best last: what changes is near the best, so little has to move.
 *
 * A level that is taken out leaves its place behind without lots. Prices come back, and then neither their going nor their coming
 * moves anything; places are closed up when somebody counts levels from the best, or when there is no room.
 */

const PLACES_START = 256

export class SideLevels {
  /** Levels that have lots. */
  count = 0
  /** Places that are used; the last of them has lots. */
  private places = 0
  /** No place before this one is without lots. */
  private firstEmpty = Number.POSITIVE_INFINITY
  /** Ticks times the sign: the best is the highest. */
  private ranks = new Float64Array(PLACES_START)
  private lots = new Float64Array(PLACES_START)
  private readonly sign: 1 | -1

  /** `sign` 1: the highest price is best (bids); -1: the lowest (asks). */
  constructor(sign: 1 | -1) {
    this.sign = sign
  }

  clear(): void {
    this.count = 0
    this.places = 0
    this.firstEmpty = Number.POSITIVE_INFINITY
  }

  /** Ticks of the level that is `behind` levels behind the best; NaN: there is none. */
  ticksAt(behind: number): number {
    return behind < this.count ? this.ranks[this.placeBehind(behind)]! * this.sign : Number.NaN
  }

  /** Lots of the level that is `behind` levels behind the best; 0: there is none. */
  lotsAt(behind: number): number {
    return behind < this.count ? this.lots[this.placeBehind(behind)]! : 0
  }

  /** Lots at a price; 0: no such level. */
  lotsOf(ticks: number): number {
    const rank = ticks * this.sign
    const at = this.place(rank)
    return at < this.places && this.ranks[at] === rank ? this.lots[at]! : 0
  }

  /** Makes a price have so many lots; 0 takes the level out. */
  set(ticks: number, lots: number): void {
    const rank = ticks * this.sign
    const at = this.place(rank)
    if (at === this.places || this.ranks[at] !== rank) {
      if (lots !== 0) this.insert(at, rank, lots)
      return
    }
    if (this.lots[at] === 0) this.count += 1
    this.lots[at] = lots
    if (lots === 0) this.empty(at)
  }

  private empty(at: number): void {
    this.count -= 1
    if (at < this.firstEmpty) this.firstEmpty = at
    while (this.places > 0 && this.lots[this.places - 1] === 0) this.places -= 1
  }

  private insert(at: number, rank: number, lots: number): void {
    this.count += 1
    // The place of a neighbour that is gone: nothing has to move for it.
    const free =
      at < this.places && this.lots[at] === 0 ? at : at > 0 && this.lots[at - 1] === 0 ? at - 1 : -1
    if (free >= 0) {
      this.ranks[free] = rank
      this.lots[free] = lots
      return
    }
    if (at < this.places) {
      this.ranks.copyWithin(at + 1, at, this.places)
      this.lots.copyWithin(at + 1, at, this.places)
    }
    this.ranks[at] = rank
    this.lots[at] = lots
    this.places += 1
    if (this.places === this.ranks.length) this.makeRoom()
  }

  /** Where the level is that is so many behind the best. */
  private placeBehind(behind: number): number {
    if (behind > 0 && this.places !== this.count) this.closeUp()
    return this.places - 1 - behind
  }

  private closeUp(): void {
    const { ranks, lots, places } = this
    let to = Math.min(this.firstEmpty, places)
    for (let from = to; from < places; from += 1) {
      if (lots[from] === 0) continue
      ranks[to] = ranks[from]!
      lots[to] = lots[from]!
      to += 1
    }
    this.places = to
    this.firstEmpty = Number.POSITIVE_INFINITY
  }

  private makeRoom(): void {
    this.closeUp()
    const { ranks, lots } = this
    if (this.places * 2 < ranks.length) return
    this.ranks = new Float64Array(ranks.length * 2)
    this.lots = new Float64Array(ranks.length * 2)
    this.ranks.set(ranks)
    this.lots.set(lots)
  }

  /** Where a rank is, or would be put: after everything that is worse. */
  private place(rank: number): number {
    const { ranks, places } = this
    if (places === 0) return 0
    // Ranks are whole numbers: from the best no more places lie before it than there are ticks, and in a dense book just as many.
    let low = Math.max(0, places - 1 - Math.max(-1, ranks[places - 1]! - rank))
    if (low === places || ranks[low]! >= rank) return low
    let high = places
    while (low < high) {
      const middle = (low + high) >>> 1
      if (ranks[middle]! < rank) low = middle + 1
      else high = middle
    }
    return low
  }
}
