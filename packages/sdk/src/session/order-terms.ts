/** From an author's request to an order's exact terms; refuses at the first fault, naming the field. */

import type { InstrumentId } from '../instrument.ts'
import type { Amount, OrderRequest, ReplaceRequest } from '../strategy/context.ts'
import { OrderTermsError } from '../strategy/terms-error.ts'
import { ORDER_TYPES, SIDES, TIMES_IN_FORCE, type TimeInForce } from '../vocabulary.ts'
import type { Listing } from './listing.ts'
import type { OrderRecord, Terms } from './order.ts'
import type { NewOrder } from './order-desk.ts'

export const TAG_LENGTH_MAX = 64

/** The instruments of a session by id. */
export type Listings = ReadonlyMap<InstrumentId, Listing>

export function listingOf(listings: Listings, instrument: InstrumentId): Listing {
  const listing = listings.get(instrument)
  if (listing !== undefined) return listing
  throw new OrderTermsError(
    'instrument',
    `must be one of this strategy's instruments (was ${String(instrument)}); there are: ${[...listings.keys()].join(', ')}`,
  )
}

/** The terms of a new order. */
export function orderTerms(listings: Listings, request: OrderRequest): { order: NewOrder; terms: Terms } {
  const listing = listingOf(listings, request.instrument)
  const type = word('type', request.type, ORDER_TYPES)
  const side = word('side', request.side, SIDES)
  const timeInForce = timeInForceOf(request.timeInForce, type === 'MARKET' ? 'IOC' : 'DAY')
  const limit = 'limitPrice' in request ? request.limitPrice : undefined
  const stop = 'stopPrice' in request ? request.stopPrice : undefined
  return {
    order: {
      listing,
      side,
      type,
      timeInForce,
      tag: tagOf(request.tag),
      bracketId: null,
      isContingent: type === 'STOP' || type === 'STOP_LIMIT',
    },
    terms: {
      quantityLots: positiveLots(listing, request.quantity, 'quantity'),
      limitTicks: priceFor(listing, limit, 'limitPrice', {
        type,
        needed: type === 'LIMIT' || type === 'STOP_LIMIT',
      }),
      stopTicks: priceFor(listing, stop, 'stopPrice', {
        type,
        needed: type === 'STOP' || type === 'STOP_LIMIT',
      }),
    },
  }
}

/** The terms of a working order after a replace. */
export function replacedTerms(record: OrderRecord, request: ReplaceRequest): Terms {
  const { listing, type } = record.facts
  const now = record.wanted ?? record.terms
  const price = (amount: Amount | undefined, ticks: number | null, field: string): number | null =>
    amount === undefined ? ticks : priceFor(listing, amount, field, { type, needed: ticks !== null })
  return {
    quantityLots:
      request.quantity === undefined ? now.quantityLots : positiveLots(listing, request.quantity, 'quantity'),
    limitTicks: price(request.limitPrice, now.limitTicks, 'limitPrice'),
    stopTicks: price(request.stopPrice, now.stopTicks, 'stopPrice'),
  }
}

export function positiveLots(listing: Listing, quantity: Amount, field: string): number {
  const lots = listing.lots(quantity, field)
  if (lots <= 0) throw new OrderTermsError(field, `must be positive (was ${quantity})`)
  return lots
}

export function timeInForceOf(given: TimeInForce | undefined, otherwise: TimeInForce): TimeInForce {
  return given === undefined ? otherwise : word('timeInForce', given, TIMES_IN_FORCE)
}

export function tagOf(tag: string | undefined): string | null {
  if (tag === undefined) return null
  if (typeof tag !== 'string' || tag.length < 1 || tag.length > TAG_LENGTH_MAX) {
    throw new OrderTermsError('tag', `must have 1 to ${TAG_LENGTH_MAX} characters`)
  }
  return tag
}

function priceFor(
  listing: Listing,
  price: Amount | undefined,
  field: string,
  { type, needed }: { readonly type: string; readonly needed: boolean },
): number | null {
  if (price === undefined) {
    if (needed) throw new OrderTermsError(field, `must be given for a ${type} order`)
    return null
  }
  if (!needed) throw new OrderTermsError(field, `must not be given for a ${type} order`)
  return listing.ticks(price, field)
}

function word<Word extends string>(field: string, given: Word, allowed: readonly Word[]): Word {
  if (allowed.includes(given)) return given
  throw new OrderTermsError(field, `must be one of ${allowed.join(', ')} (was ${String(given)})`)
}
