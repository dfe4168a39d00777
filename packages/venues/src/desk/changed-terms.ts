/**
 * Whether what stands at a venue is what a change asked for. A change may make another order, and then what was filled under
 * earlier ids counts into the total.
 */

import type { OrderRecord } from '../contract/records.ts'
import { claimedLots, type DeskIncrements, type DeskOrder, type WantedTerms } from './desk-order.ts'

/** What stands has the terms that are wanted; or more, where a part was filled meanwhile and was not counted. */
export function isAsWanted(order: DeskOrder, wanted: WantedTerms): boolean {
  const { standing, increments, venueOrderIds } = order
  const totalLots = totalLotsOf(order)
  if (standing === null || totalLots === null || standing.status === 'PENDING_REPLACE') return false
  const isMore = totalLots > wanted.quantityLots && venueOrderIds.length > 1
  return (totalLots === wanted.quantityLots || isMore) && hasPrices(standing, wanted, increments)
}

/** A part was filled before a change, and the venue opened the whole of the new quantity on top of it. */
export function isMoreThanOrdered(order: DeskOrder): boolean {
  const totalLots = totalLotsOf(order)
  return totalLots !== null && totalLots > order.lots && claimedLots(order, order.venueOrderId) > 0
}

/** Lots that are filled or open under all its ids; null: the venue has not told. */
function totalLotsOf(order: DeskOrder): number | null {
  const { standing, venueOrderId, increments } = order
  if (standing === null || standing.quantity === null) return null
  return claimedLots(order, venueOrderId) + increments.quantity.count(standing.quantity)
}

/** A stop without a limit may be given one by the venue, and a stop price is not told by every channel. */
function hasPrices(
  { limitPrice, stopPrice }: OrderRecord,
  { limitTicks, stopTicks }: WantedTerms,
  { price }: DeskIncrements,
): boolean {
  if (limitTicks !== null && (limitPrice === null || price.count(limitPrice) !== limitTicks)) return false
  return stopTicks === null || stopPrice === null || price.count(stopPrice) === stopTicks
}
