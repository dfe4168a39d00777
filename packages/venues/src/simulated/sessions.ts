/** When a DAY order ends. */

import type { Micros } from '@quarterdeck/engine'
import type { Listing } from './listing.ts'
import type { OrderRecord } from './order-record.ts'

const DAY_MICROS = 86_400_000_000

/** The next 00:00 UTC after an instant. */
export function nextMidnight(at: Micros): Micros {
  return (Math.floor(at / DAY_MICROS) + 1) * DAY_MICROS
}

/**
 * When a working order ends by itself as things stand now; null: not known, or never. A DAY order ends with the
 * session, in a market without sessions at the next 00:00 UTC; one that waits for the open gets its end there. No
 * order outlives its instrument.
 */
export function endOf(record: OrderRecord, listing: Listing, acceptedAt: Micros): Micros | null {
  const expiry = listing.terms.expiresAt
  if (record.order.timeInForce !== 'DAY' || listing.status === 'CLOSED' || listing.status === null)
    return expiry
  const dayEnd = listing.sessionEndsAt ?? (listing.status === 'OPEN' ? nextMidnight(acceptedAt) : null)
  if (dayEnd === null) return expiry
  return expiry === null ? dayEnd : Math.min(dayEnd, expiry)
}
