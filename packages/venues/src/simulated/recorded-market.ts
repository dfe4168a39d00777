/**
 * A recorded order book as orders of ours meet it: its levels as the venue told them, less what we took.
 *
 * The recording knows nothing of us, so what we take is remembered beside it. A level that grows offers the growth, and one that
 * falls is taken to have lost our lots first: so nothing is offered twice that a real book could not have offered. The book is
 * unknown before its first snapshot, and from a missing message or crossed sides on until the next one.
 *
 * Rules: SPEC.md, SV-62 to SV-66.
 */

import type { Side } from '@quarterdeck/sdk'
import { OrderBook } from '../book/order-book.ts'
import { BUY, SELL } from './matching/codes.ts'
import type { SideCode } from './matching/codes.ts'
import type { ShownMarket } from './shown-market.ts'

/** One message of a recording: the numbers that the venue gave it, 0 where it gives none. */
export interface BookMessage {
  readonly isSnapshot: boolean
  readonly sequenceFrom: number
  readonly sequence: number
}

/** What we took of a level, and the size that was stated of it last. */
interface Taken {
  stated: number
  lots: number
}

export class RecordedMarket implements ShownMarket {
  lastTicks = Number.NaN
  private readonly book: OrderBook
  private readonly taken: readonly [Map<number, Taken>, Map<number, Taken>] = [new Map(), new Map()]
  private sequence = 0
  private isSkipped = false
  private isWhole = false
  /** Level behind the best of each side that is offered now. */
  private readonly at: [number, number] = [0, 0]

  constructor(venueSymbol: string) {
    this.book = new OrderBook(venueSymbol)
  }

  /** Begins a message; its levels and `end` follow. One that the book has seen already changes nothing. */
  begin({ isSnapshot, sequenceFrom, sequence }: BookMessage): void {
    const before = this.sequence
    this.isWhole = isSnapshot
    this.isSkipped = !isSnapshot && sequence > 0 && sequence <= before
    if (this.isSkipped) return
    if (isSnapshot) this.book.beginSnapshot()
    else if (before > 0 && (sequenceFrom > 0 ? sequenceFrom : sequence) > before + 1)
      this.book.invalidate(`messages are missing after ${before}`)
    if (sequence > 0) this.sequence = sequence
  }

  /** The size of a level from now on; 0: it is gone. */
  set(side: SideCode, ticks: number, lots: number): void {
    if (this.isSkipped) return
    this.book.set(nameOf(side), ticks, lots)
    const level = this.taken[side].get(ticks)
    if (level === undefined) return
    const left = Math.max(0, Math.min(level.lots, level.lots + lots - level.stated))
    if (left === 0) this.taken[side].delete(ticks)
    else Object.assign(level, { stated: lots, lots: left })
  }

  /** Ends a message. */
  end(): void {
    this.at[BUY] = this.at[SELL] = 0
    if (this.isSkipped) return
    this.book.commit()
    if (!this.isWhole) return
    for (const side of [BUY, SELL] as const)
      for (const ticks of this.taken[side].keys())
        if (this.standing(side, ticks) === 0) this.taken[side].delete(ticks)
  }

  /** Whether the book is known: what arrives while it is not waits, or goes without. */
  isShown(): boolean {
    return this.book.state === 'VALID'
  }

  touch(side: SideCode): number {
    return this.book.bestTicks(nameOf(side))
  }

  /** Lots at the best price of a side, consumed or not; 0: there is none. */
  touchLots(side: SideCode): number {
    return this.book.bestLots(nameOf(side))
  }

  joining(side: SideCode, ticks: number): number {
    return this.standing(side, ticks)
  }

  standing(side: SideCode, ticks: number): number {
    return this.book.lotsOf(nameOf(side), ticks)
  }

  knownTo(side: SideCode): number {
    return side === BUY ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }

  offeredTicks(side: SideCode): number {
    const name = nameOf(side)
    while (this.at[side] < this.book.count(name) && this.offeredLots(side) === 0) this.at[side] += 1
    return this.book.ticksAt(name, this.at[side])
  }

  offeredLots(side: SideCode): number {
    return this.left(side, this.at[side])
  }

  take(side: SideCode, lots: number): void {
    const name = nameOf(side)
    const ticks = this.book.ticksAt(name, this.at[side])
    const level = this.taken[side].get(ticks)
    if (level === undefined) this.taken[side].set(ticks, { stated: this.standing(side, ticks), lots })
    else level.lots += lots
  }

  availableWithin(side: SideCode, limitTicks: number): number {
    const name = nameOf(side)
    let lots = 0
    for (let behind = 0; behind < this.book.count(name); behind += 1) {
      const ticks = this.book.ticksAt(name, behind)
      if (side === SELL ? ticks > limitTicks : ticks < limitTicks) break
      lots += this.left(side, behind)
    }
    return lots
  }

  state(): RecordedState {
    const { book, lastTicks, sequence } = this
    const levels = (side: Side) =>
      book.depth(side, Number.POSITIVE_INFINITY).map(({ ticks, lots }) => [ticks, lots] as const)
    return {
      lastTicks: Number.isFinite(lastTicks) ? lastTicks : null,
      sequence,
      because: book.because,
      bids: levels('BUY'),
      asks: levels('SELL'),
      taken: this.taken.map((side) =>
        [...side].map(([ticks, { stated, lots }]) => [ticks, stated, lots] as const),
      ),
    }
  }

  restore(state: RecordedState): void {
    this.lastTicks = state.lastTicks ?? Number.NaN
    this.sequence = state.sequence
    this.book.beginSnapshot()
    for (const [ticks, lots] of state.bids) this.book.set('BUY', ticks, lots)
    for (const [ticks, lots] of state.asks) this.book.set('SELL', ticks, lots)
    if (state.because === null) this.book.commit()
    else this.book.invalidate(state.because)
    for (const side of [BUY, SELL] as const) {
      this.taken[side].clear()
      for (const [ticks, stated, lots] of state.taken[side] ?? [])
        this.taken[side].set(ticks, { stated, lots })
    }
    this.at[BUY] = this.at[SELL] = 0
  }

  private left(side: SideCode, behind: number): number {
    const name = nameOf(side)
    const lots = this.book.lotsAt(name, behind)
    if (this.taken[side].size === 0) return lots
    return lots - (this.taken[side].get(this.book.ticksAt(name, behind))?.lots ?? 0)
  }
}

/** A recorded market at rest, as plain JSON. */
export interface RecordedState {
  readonly lastTicks: number | null
  readonly sequence: number
  /** Why the book is not known; null: it is. */
  readonly because: string | null
  readonly bids: readonly (readonly [ticks: number, lots: number])[]
  readonly asks: readonly (readonly [ticks: number, lots: number])[]
  /** Of bids and asks. */
  readonly taken: readonly (readonly (readonly [ticks: number, stated: number, lots: number])[])[]
}

function nameOf(side: SideCode): Side {
  return side === BUY ? 'BUY' : 'SELL'
}
