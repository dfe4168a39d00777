/**
 * What an order needs of the account's available cash, in the instrument's currency: also what is reserved for it.
 *
 * Only the part that opens or adds is funded, at the worst price that the order can trade at; a pure reduction needs nothing,
 * so that nobody is locked into a risk. Rules: SPEC.md RK-13.
 */

import type { Book, Money } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { largerOf } from '../number/rounding.ts'
import { openingLots, openingRequirement } from '../position/requirement.ts'
import { lowestTicks, worstTicks } from './price.ts'
import { replacedLots, requestLots, requestPosition, type OrderRequest } from './request.ts'

/** Cash to set aside for the request; null where no quote tells its worst price. */
export function orderReservation(book: Book, market: Market, request: OrderRequest): Money | null {
  const instrument = book.instruments[request.instrumentIndex]
  if (instrument === undefined) return null
  const opening = openingLots(withoutReplaced(book, request), request.side, requestLots(request))
  if (opening === 0) return 0n
  const highest = worstTicks(market, instrument, request)
  if (highest === null) return null
  const atHighest = openingRequirement(instrument, request.side, opening, highest)
  if (request.side === 'BUY') return atHighest
  // What a short ties up beyond its proceeds may be largest where the proceeds are least (an event contract pays out 1).
  return largerOf(
    atHighest,
    openingRequirement(instrument, request.side, opening, lowestTicks(instrument, request)),
  )
}

/** The position with the lots of the order that is replaced taken out of what works. */
function withoutReplaced(book: Book, request: OrderRequest): Parameters<typeof openingLots>[0] {
  const position = requestPosition(book, request)
  if (position === null) return null
  const replaced = replacedLots(request)
  return {
    lots: position.lots,
    workingBuyLots: position.workingBuyLots - (request.side === 'BUY' ? replaced : 0),
    workingSellLots: position.workingSellLots - (request.side === 'SELL' ? replaced : 0),
  }
}
