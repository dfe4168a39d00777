/**
 * How a recorded bar is shown to a listing, point by point, where nobody is asked between the points: as a backtest walks it. An
 * opening is a jump; on its way to every other point the market stops at each price at which an order waits.
 *
 * Rules: SPEC.md, SV-61.
 */

import type { VenueQuote } from '../adapter.ts'
import type { PathPoint } from '../bars/bar-path.ts'
import { QuoteWay } from '../bars/quote-way.ts'
import type { Listing } from './listing.ts'
import { BUY, SELL } from './matching/codes.ts'

export function showBarPoint(listing: Listing, quote: VenueQuote, point: PathPoint): void {
  if (point !== 'OPEN') walkTo(listing, quote)
  listing.onQuote(quote, point === 'OPEN' ? 'GAP' : 'THROUGH')
  if (point === 'CLOSE' && listing.options.entry === 'NEXT_BAR') listing.awaitQuote()
}

function walkTo(listing: Listing, quote: VenueQuote): void {
  const from = { bid: listing.market.touch(BUY), ask: listing.market.touch(SELL) }
  const { bidTicks, askTicks } = quote
  if (bidTicks === null || askTicks === null || Number.isNaN(from.bid) || Number.isNaN(from.ask)) return
  if (!listing.isOpen()) return
  const way = new QuoteWay(from, { bid: bidTicks, ask: askTicks })
  for (let stop = way.next(listing); stop !== null; stop = way.next(listing))
    listing.onQuote({ ...quote, bidTicks: stop.bid, askTicks: stop.ask }, 'THROUGH')
}
