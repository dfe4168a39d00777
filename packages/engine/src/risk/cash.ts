/**
 * What an order needs of the account's available cash, in the instrument's currency: also what is reserved for it.
 *
 * Only the part that opens or adds is funded. A long FULL_PAYMENT part needs its worst notional; any other part what its margin
 * ties up beyond the proceeds. The worst fee comes on top, save for the part of a FULL_PAYMENT sale that closes a holding: its
 * fee comes out of the proceeds. Rules: SPEC.md RK-17.
 */

import type { Book, InstrumentState, Money } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { notional, worstFee } from '../number/notional.ts'
import { largerOf } from '../number/rounding.ts'
import { positionMargin } from '../position/margin.ts'
import { lowestTicks, worstTicks } from './price.ts'
import { requestLots, requestPosition, workingLots, type OrderRequest } from './request.ts'

/** Lots of the request that would close what is held, after everything else that works on its side has taken its part. */
export function closingLots(book: Book, request: OrderRequest): number {
  const position = requestPosition(book, request)
  const lots = requestLots(request)
  if (position === null || position.lots === 0) return 0
  const buys = request.side === 'BUY'
  if (position.lots > 0 === buys) return 0
  const replaced = request.replacing === null ? 0 : workingLots(request.replacing)
  const working = (buys ? position.workingBuyLots : position.workingSellLots) - replaced
  return Math.min(lots, Math.max(0, Math.abs(position.lots) - working))
}

/** Cash to set aside for the request; null where no quote tells its worst price. */
export function orderReservation(book: Book, market: Market, request: OrderRequest): Money | null {
  const instrument = book.instruments[request.instrumentIndex]
  if (instrument === undefined) return null
  const ticks = worstTicks(market, instrument, request)
  if (ticks === null) return null
  const lots = requestLots(request)
  const closing = closingLots(book, request)
  const opening = lots - closing
  const feeFromProceeds = instrument.terms.funding === 'FULL_PAYMENT' && request.side === 'SELL'
  const fee = worstFee(instrument, ticks, feeFromProceeds ? opening : lots)
  return openingNeed(instrument, request, { lots: opening, ticks }) + fee
}

function openingNeed(
  instrument: InstrumentState,
  request: OrderRequest,
  opening: { readonly lots: number; readonly ticks: number },
): Money {
  const { lots, ticks } = opening
  if (lots === 0) return 0n
  const value = notional(instrument, ticks, lots)
  if (instrument.terms.funding === 'MARGINED') {
    return positionMargin(instrument, request.side === 'BUY' ? lots : -lots, value)
  }
  if (request.side === 'BUY') return value
  const lowest = notional(instrument, lowestTicks(instrument, request), lots)
  return largerOf(shortNeed(instrument, lots, value), shortNeed(instrument, lots, lowest))
}

/** Margin of a short sold for `proceeds`, less the proceeds that come in with it. */
function shortNeed(instrument: InstrumentState, lots: number, proceeds: Money): Money {
  return largerOf(positionMargin(instrument, -lots, -proceeds) - proceeds, 0n)
}
