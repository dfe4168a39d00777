/**
 * The status of an order as a function of what is known of it, never of the way in which it became known: so that any order
 * of the same reports ends in the same status (OR-21).
 */

import type { OrderStatus } from '@quarterdeck/sdk'
import type { OrderState } from '../book/book.ts'
import { workingLots } from './open-lots.ts'

/** Derives the status. First what ended it, then what is unproven, then what is pending, then what happened. */
export function statusOf(order: OrderState): OrderStatus {
  if (workingLots(order) === 0) {
    if (order.filledLots >= order.quantityLots) return 'FILLED'
    // Used up without being filled: the venue took executions back, and gives a finished order no lots back.
    return order.endedAs ?? 'CANCELED'
  }
  if (order.unknown) return 'UNKNOWN'
  if (order.cancelRequested) return 'PENDING_CANCEL'
  if (order.pendingReplace !== null) return 'PENDING_REPLACE'
  if (order.filledLots > 0) return 'PARTIALLY_FILLED'
  return order.venueOrderId === null ? 'PENDING_NEW' : 'NEW'
}

const FINAL: ReadonlySet<OrderStatus> = new Set(['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'])

/** True where no further work is expected of the order. Fills may still arrive; they are booked and alerted. */
export function isFinal(status: OrderStatus): boolean {
  return FINAL.has(status)
}

/** True where something shows that the venue has the order. */
export function venueKnows(order: OrderState): boolean {
  return order.venueOrderId !== null || order.fills.length > 0 || order.endedAs !== null
}
