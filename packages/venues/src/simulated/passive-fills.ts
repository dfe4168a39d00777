/**
 * How resting orders fill when a quote arrives, or a recorded book moves: the declared model.
 *
 * Through (the other side's quote is past the order's price): filled whole, at its own price, as maker. Touched (equal
 * to its price): from the displayed size, after the lots that stood in front of it when it joined. An order that came
 * to rest with its price already reached takes the newly displayed size as a taker.
 *
 * Rules: SPEC.md, SV-14 to SV-16 and SV-64.
 */

import { BUY, NONE } from './matching/codes.ts'
import type { SideCode } from './matching/codes.ts'
import type { Listing, QuoteMove } from './listing.ts'
import type { OrderRecord } from './order-record.ts'

/** Fills the resting orders of a side that the new quote reaches. */
export function fillAtQuote(listing: Listing, side: SideCode, move: QuoteMove): void {
  if (listing.book.bestLevel(side) === NONE) return
  shortenQueues(listing, side)
  releasePressing(listing, side)
  const other = (1 - side) as SideCode
  const touch = listing.market.touch(other)
  const sign = side === BUY ? 1 : -1
  let passedAhead = 0
  for (const record of reachedBy(listing, { side, ticks: touch })) {
    if (record.pressing) press(listing, record)
    else if ((record.limitTicks! - touch) * sign > 0) fillPassed(listing, record, move)
    else if (listing.options.restingFills === 'ON_TOUCH')
      passedAhead = fillTouched(listing, record, passedAhead)
  }
  if (passedAhead > 0)
    for (const record of reachedBy(listing, { side, ticks: touch }))
      record.lotsAhead = Math.max(0, record.lotsAhead - passedAhead)
}

/** Resting orders whose price is at `ticks` or better, as they would trade. */
export function reachedBy(
  listing: Listing,
  bound: { readonly side: SideCode; readonly ticks: number },
): OrderRecord[] {
  const { book, resting } = listing
  const sign = bound.side === BUY ? 1 : -1
  const found: OrderRecord[] = []
  for (let level = book.bestLevel(bound.side); level !== NONE; level = book.levelBehind(level)) {
    if (!((book.queues.ticksOf(level) - bound.ticks) * sign >= 0)) break
    for (let handle = book.queues.firstOf(level); handle !== NONE; handle = book.queues.behind(handle)) {
      const record = resting[handle]
      if (record === undefined) throw new Error('Invariant: every order in the book has its record')
      found.push(record)
    }
  }
  return found
}

/** Nobody stands in front of an order that is the best of its side; elsewhere at most what stands at its price. */
function shortenQueues(listing: Listing, side: SideCode): void {
  const { market } = listing
  for (const record of reachedBy(listing, { side, ticks: market.knownTo(side) }))
    record.lotsAhead = Math.min(record.lotsAhead, market.standing(side, record.limitTicks!))
}

/** An order whose price the quote has left again waits like any other. */
function releasePressing(listing: Listing, side: SideCode): void {
  if (listing.pressing.length === 0) return
  const touch = listing.market.touch((1 - side) as SideCode)
  const sign = side === BUY ? 1 : -1
  listing.pressing = listing.pressing.filter((record) => {
    if (record.side !== side || !((record.limitTicks! - touch) * sign < 0)) return true
    record.pressing = false
    return false
  })
}

/** Takes what is newly displayed, and the depth, within the order's limit. */
function press(listing: Listing, record: OrderRecord): void {
  const other = (1 - record.side) as SideCode
  const sign = record.side === BUY ? 1 : -1
  while (record.openLots > 0) {
    const offered = listing.market.offeredTicks(other, 'DEPTH')
    if (!((record.limitTicks! - offered) * sign >= 0)) return
    const lots = Math.min(record.openLots, listing.market.offeredLots(other))
    listing.market.take(other, lots)
    fillResting(listing, record, { lots, ticks: offered, liquidity: 'TAKER' })
  }
}

/** Fills an order that the quote has passed: at its own price, or at the quote where the market opened beyond it. */
function fillPassed(listing: Listing, record: OrderRecord, move: QuoteMove): void {
  const other = (1 - record.side) as SideCode
  const { market, options } = listing
  const lots = options.passedFills === 'DISPLAYED' ? takeDisplayed(listing, record) : record.openLots
  if (lots === 0) return
  const ticks = move === 'GAP' ? market.touch(other) : record.limitTicks!
  fillResting(listing, record, { lots, ticks, liquidity: 'MAKER' })
}

/** Takes what is displayed at an order's price or better; returns the lots. */
function takeDisplayed({ market }: Listing, record: OrderRecord): number {
  const other = (1 - record.side) as SideCode
  const sign = record.side === BUY ? 1 : -1
  let lots = 0
  while (
    lots < record.openLots &&
    (record.limitTicks! - market.offeredTicks(other, 'DISPLAYED')) * sign >= 0
  ) {
    const offered = Math.min(record.openLots - lots, market.offeredLots(other))
    market.take(other, offered)
    lots += offered
  }
  return lots
}

/** Lets the displayed size pass those in front, then the order; returns the lots in front that have traded by now. */
function fillTouched(listing: Listing, record: OrderRecord, passedAhead: number): number {
  const other = (1 - record.side) as SideCode
  const { market } = listing
  if (market.offeredTicks(other, 'DISPLAYED') !== record.limitTicks) return passedAhead
  const ahead = Math.min(market.offeredLots(other), Math.max(0, record.lotsAhead - passedAhead))
  market.take(other, ahead)
  const lots = Math.min(market.offeredLots(other), record.openLots)
  if (lots > 0) {
    market.take(other, lots)
    fillResting(listing, record, { lots, ticks: record.limitTicks!, liquidity: 'MAKER' })
  }
  return passedAhead + ahead
}

/** Books a fill of a resting order, in the book and as told. */
export function fillResting(
  listing: Listing,
  record: OrderRecord,
  done: { readonly lots: number; readonly ticks: number; readonly liquidity: 'MAKER' | 'TAKER' },
): void {
  listing.book.fillResting(record.handle, done.lots)
  listing.filled(record, done)
}
