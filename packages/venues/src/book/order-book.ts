/**
 * A venue's book as its stream tells it: a snapshot, then changes. It answers only while it is sure.
 *
 * A gap, a price that cannot be, a wrong checksum or crossed sides make it INVALID: from then on changes are ignored and nothing
 * is answered until the next snapshot. Prices and sizes are ticks and lots of the instrument.
 */

import type { Side } from '@quarterdeck/sdk'
import { SideLevels } from './side-levels.ts'

/** EMPTY: no snapshot yet. */
export type BookState = 'EMPTY' | 'VALID' | 'INVALID'

/** One level, best first. */
export interface TickLevel {
  readonly ticks: number
  readonly lots: number
}

/** What may be read of a book. While `state` is not VALID there are no prices. */
export interface BookView {
  readonly venueSymbol: string
  readonly state: BookState
  /** Why it is not valid; null: it is. */
  readonly because: string | null
  /** NaN: none. */
  bestTicks(side: Side): number
  /** Lots at the best price; 0: none. */
  bestLots(side: Side): number
  depth(side: Side, levels: number): readonly TickLevel[]
}

/** Why a book is invalid whose levels do not fit the increments that we know: they may have been changed. */
export const OFF_INCREMENTS = 'a level is off the increments of the instrument'

export class OrderBook implements BookView {
  readonly venueSymbol: string
  state: BookState = 'EMPTY'
  because: string | null = 'no snapshot yet'
  private readonly bids = new SideLevels(1)
  private readonly asks = new SideLevels(-1)
  private inSnapshot = false

  constructor(venueSymbol: string) {
    this.venueSymbol = venueSymbol
  }

  /** Forgets everything; the levels that follow up to `commit` are the whole book. */
  beginSnapshot(): void {
    this.bids.clear()
    this.asks.clear()
    this.inSnapshot = true
    this.because = null
  }

  /** The absolute size of a level; 0 removes it. NaN, a negative or an unsafe number makes the book invalid. */
  set(side: Side, ticks: number, lots: number): void {
    if (this.state !== 'VALID' && !this.inSnapshot) return
    if (!Number.isSafeInteger(ticks) || !(lots >= 0) || !Number.isSafeInteger(lots))
      this.invalidate(OFF_INCREMENTS)
    else this.side(side).set(ticks, lots)
  }

  /** A signed change of a level; a level below nothing makes the book invalid. */
  add(side: Side, ticks: number, lots: number): void {
    if (this.state !== 'VALID' && !this.inSnapshot) return
    this.set(side, ticks, this.side(side).lotsOf(ticks) + lots)
  }

  /** Ends a message: a snapshot becomes valid, and sides that cross make the book invalid. */
  commit(): void {
    if (this.inSnapshot) {
      this.inSnapshot = false
      this.state = 'VALID'
    }
    if (this.state === 'VALID' && this.bids.ticksAt(0) >= this.asks.ticksAt(0))
      this.invalidate('bid and ask cross')
  }

  /** Compares with the venue's own checksum of its book; `compute` is the venue's way of making one. */
  verify(expected: number, compute: (book: OrderBook) => number): void {
    if (this.state !== 'VALID') return
    const ours = compute(this)
    if (ours !== expected) this.invalidate(`checksum ${ours} is not the venue's ${expected}`)
  }

  /** Stops answering until the next snapshot. */
  invalidate(because: string): void {
    this.inSnapshot = false
    this.state = 'INVALID'
    this.because = because
    this.bids.clear()
    this.asks.clear()
  }

  bestTicks(side: Side): number {
    return this.state === 'VALID' ? this.side(side).ticksAt(0) : Number.NaN
  }

  bestLots(side: Side): number {
    return this.state === 'VALID' ? this.side(side).lotsAt(0) : 0
  }

  /** How many levels a side has. */
  count(side: Side): number {
    return this.state === 'VALID' ? this.side(side).count : 0
  }

  /** Ticks of the level that is `behind` levels behind the best; NaN: there is none. */
  ticksAt(side: Side, behind: number): number {
    return this.state === 'VALID' ? this.side(side).ticksAt(behind) : Number.NaN
  }

  /** Lots of the level that is `behind` levels behind the best; 0: there is none. */
  lotsAt(side: Side, behind: number): number {
    return this.state === 'VALID' ? this.side(side).lotsAt(behind) : 0
  }

  /** Lots at a price; 0: none. */
  lotsOf(side: Side, ticks: number): number {
    return this.state === 'VALID' ? this.side(side).lotsOf(ticks) : 0
  }

  depth(side: Side, levels: number): readonly TickLevel[] {
    if (this.state !== 'VALID') return []
    const from = this.side(side)
    return Array.from({ length: Math.min(levels, from.count) }, (_, behind) => ({
      ticks: from.ticksAt(behind),
      lots: from.lotsAt(behind),
    }))
  }

  private side(side: Side): SideLevels {
    return side === 'BUY' ? this.bids : this.asks
  }
}
