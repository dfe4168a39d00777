/** What a venue refuses at its door, and in which words: the first fault, cheapest check first. */

import type { Micros } from '@quarterdeck/engine'
import type { OrderType } from '@quarterdeck/sdk'
import type { VenueOrder } from '../adapter.ts'
import type { Listing } from './listing.ts'

/** Terms that a new order or a replacement asks for. */
export interface AskedTerms {
  readonly orderType: OrderType
  readonly lots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

/** Why a new order is refused, or null. */
export function refusedBecause(listing: Listing, order: VenueOrder, now: Micros): string | null {
  const { expiresAt } = listing.terms
  if (expiresAt !== null && now >= expiresAt) return `the instrument expired at ${listing.instrument.expiry}`
  const fault = termsFault(listing, order)
  if (fault !== null) return fault
  if (listing.isOpen()) return null
  const state = listing.status === 'HALTED' ? 'halted' : 'closed'
  if (order.orderType === 'MARKET') return `the market is ${state}: a MARKET order can't wait`
  const waits = order.timeInForce === 'DAY' || order.timeInForce === 'GTC' || order.orderType !== 'LIMIT'
  return waits ? null : `the market is ${state}: an ${order.timeInForce} order can't wait`
}

/** What is wrong with the terms themselves, or null. */
export function termsFault(listing: Listing, asked: AskedTerms): string | null {
  const { minLots, maxLots } = listing.terms
  if (!Number.isSafeInteger(asked.lots) || asked.lots <= 0)
    return `quantity must be a positive whole number of lots, not ${asked.lots}`
  if (asked.lots > maxLots) return `quantity must be at most ${listing.instrument.maxQuantity}`
  if (asked.lots < minLots) return `quantity must be at least ${listing.instrument.minQuantity}`
  const needsLimit = asked.orderType === 'LIMIT' || asked.orderType === 'STOP_LIMIT'
  const needsStop = asked.orderType === 'STOP' || asked.orderType === 'STOP_LIMIT'
  return (
    priceFault(listing, { name: 'limit price', ticks: asked.limitTicks, needed: needsLimit }) ??
    priceFault(listing, { name: 'stop price', ticks: asked.stopTicks, needed: needsStop })
  )
}

function priceFault(
  listing: Listing,
  price: { readonly name: string; readonly ticks: number | null; readonly needed: boolean },
): string | null {
  const { minTicks, maxTicks } = listing.terms
  if (price.ticks === null) return price.needed ? `${price.name} is missing` : null
  if (!price.needed) return `${price.name} does not belong to this order type`
  if (!Number.isSafeInteger(price.ticks)) return `${price.name} must be a whole number of ticks`
  if (price.ticks < minTicks) return `${price.name} must be at least ${listing.instrument.minPrice}`
  if (price.ticks > maxTicks) return `${price.name} must be at most ${listing.instrument.maxPrice}`
  return null
}
