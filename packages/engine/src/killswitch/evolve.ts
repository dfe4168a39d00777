/** What kill-switch events change: which switches stand, and how far their withdrawal has come. */

import type { Book, SwitchState } from '../book/book.ts'
import type {
  AlertRaised,
  KillSwitchConfirmed,
  KillSwitchEngaged,
  KillSwitchReleased,
  KillSwitchTightened,
  KillSwitchVenueCleared,
} from '../book/event.ts'
import { orderOf } from '../order/standing.ts'
import { coversOrder, type ScopeTarget } from './covered.ts'

export function evolveKillSwitchEngaged(book: Book, event: KillSwitchEngaged): void {
  book.switches.push({
    id: event.killSwitchId,
    scope: event.scope,
    targetId: event.targetId,
    reason: event.reason,
    cancelOpenOrders: event.cancelOpenOrders,
    allowReduceOnly: event.allowReduceOnly,
    phase: event.cancelOpenOrders ? 'CANCELLING' : 'ENGAGED',
    openOrderIds: event.openOrderIds,
    awaitedVenueIds: event.cancelOpenOrders ? venuesInScope(book, event) : [],
    disputedOrderIds: [],
    engagedAt: event.at,
    engagedBy: event.actor,
    confirmedAt: null,
    releasedAt: null,
    releasedBy: null,
    releaseReason: null,
  })
}

/** Every venue that could hold an order in scope: also where our books show none, only its own answer proves it. */
function venuesInScope(book: Book, { scope, targetId }: ScopeTarget): string[] {
  const venues = new Set(book.instruments.map(({ terms }) => terms.venueId))
  return [...venues].filter((venueId) => scope !== 'VENUE' || venueId === targetId).sort()
}

/** Withdrawing anew takes every venue's word anew: what it listed before says nothing of what works now. */
export function evolveKillSwitchTightened(book: Book, event: KillSwitchTightened): void {
  const state = switchOf(book, event.killSwitchId)
  state.cancelOpenOrders = event.cancelOpenOrders
  state.allowReduceOnly = event.allowReduceOnly
  if (event.openOrderIds === null) return
  state.phase = 'CANCELLING'
  state.openOrderIds = event.openOrderIds
  state.awaitedVenueIds = venuesInScope(book, state)
  state.confirmedAt = null
}

export function evolveKillSwitchVenueCleared(book: Book, event: KillSwitchVenueCleared): void {
  const state = switchOf(book, event.killSwitchId)
  state.awaitedVenueIds = state.awaitedVenueIds.filter((venueId) => venueId !== event.venueId)
}

/** Of alerts, the journal keeps what they say; the book only what a withdrawal must not raise twice. */
export function evolveListedAfterEnd(book: Book, event: AlertRaised): void {
  if (event.kind !== 'LISTED_AFTER_END' || event.orderId === null) return
  const order = orderOf(book, event.orderId)
  for (const state of book.switches) {
    if (state.phase !== 'CANCELLING' || !coversOrder(book, state, order)) continue
    if (!state.disputedOrderIds.includes(order.id)) state.disputedOrderIds.push(order.id)
  }
}

export function evolveKillSwitchConfirmed(book: Book, event: KillSwitchConfirmed): void {
  const state = switchOf(book, event.killSwitchId)
  for (const orderId of state.openOrderIds) {
    if (book.workingOrders.has(orderId))
      throw new Error(`Invariant: a confirmed switch has no working order, not ${orderId}`)
  }
  state.phase = 'CONFIRMED'
  state.awaitedVenueIds = []
  state.confirmedAt = event.at
}

export function evolveKillSwitchReleased(book: Book, event: KillSwitchReleased): void {
  const state = switchOf(book, event.killSwitchId)
  state.phase = 'RELEASED'
  // Nobody waits for a venue's list on its behalf any more.
  state.awaitedVenueIds = []
  state.releasedAt = event.at
  state.releasedBy = event.actor
  state.releaseReason = event.reason
}

function switchOf(book: Book, killSwitchId: string): SwitchState {
  const state = book.switches.find((candidate) => candidate.id === killSwitchId)
  if (state === undefined)
    throw new Error(`Invariant: kill switch ${killSwitchId} of an event is in the book`)
  return state
}
