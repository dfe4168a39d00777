/**
 * How resting orders fill when the market trades beside a recorded order book: what was traded at an order's price goes to those in
 * front of it first, and what was traded beyond to the order alone.
 *
 * Rules: SPEC.md, SV-65.
 */

import type { Side } from '@quarterdeck/sdk'
import { BUY, SELL } from './matching/codes.ts'
import type { SideCode } from './matching/codes.ts'
import type { Listing } from './listing.ts'
import { fillResting, reachedBy } from './passive-fills.ts'

export interface MarketPrint {
  readonly ticks: number
  readonly lots: number
  /** Who took; null: nobody knows. */
  readonly aggressor: Side | null
}

/** Fills what a trade of the market reaches, and sets off the stops that it reaches. */
export function followPrint(listing: Listing, print: MarketPrint): void {
  listing.market.lastTicks = print.ticks
  if (!listing.isOpen()) return
  if (print.aggressor !== 'BUY') fillAtPrint(listing, BUY, print)
  if (print.aggressor !== 'SELL') fillAtPrint(listing, SELL, print)
  listing.setOffStops(print.ticks)
}

function fillAtPrint(listing: Listing, side: SideCode, print: MarketPrint): void {
  let left = print.lots
  let passedAhead = 0
  // Where an order has to be traded through, what is traded at its price is not enough.
  const beyond = listing.options.restingFills === 'WHEN_PASSED' ? (side === BUY ? 1 : -1) : 0
  const reached = reachedBy(listing, { side, ticks: print.ticks + beyond })
  for (const record of reached) {
    if (record.limitTicks === print.ticks) {
      const ahead = Math.min(left, Math.max(0, record.lotsAhead - passedAhead))
      left -= ahead
      passedAhead += ahead
    }
    const lots = Math.min(left, record.openLots)
    left -= lots
    if (lots > 0) fillResting(listing, record, { lots, ticks: record.limitTicks!, liquidity: 'MAKER' })
  }
  for (const record of reached)
    if (record.limitTicks === print.ticks) record.lotsAhead = Math.max(0, record.lotsAhead - passedAhead)
}
