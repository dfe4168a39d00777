/** The orders that a venue without memory must be told again after a restart: those that it had acknowledged. */
import { type Book, openLots } from '@quarterdeck/engine'
import type { RestoredOrder } from '@quarterdeck/venues'
import type { OutboxEntry } from '../outbox/entry.ts'
import { ordersAsked } from './orders-to-end.ts'

/**
 * Of PAPER and SHADOW accounts, by venue, in the order of submission. An order whose PLACE is still in the outbox is sent from there; `ended` ones do not
 * work on.
 */
export function acknowledgedOrders(
  book: Book,
  outbox: readonly OutboxEntry[],
  ended: ReadonlySet<string | null>,
): ReadonlyMap<string, readonly RestoredOrder[]> {
  const unplaced = ordersAsked(outbox, 'PLACE')
  const byVenue = new Map<string, RestoredOrder[]>()
  for (const order of book.workingOrders.values()) {
    if (unplaced.has(order.id) || ended.has(order.id) || order.effectiveMode === 'LIVE') continue
    // A fill that was taken back gives the order no lots back (OR-40).
    const lots = openLots(order, order.quantityLots)
    const { id: instrumentId, venueId } = book.instruments[order.instrumentIndex]!.terms
    const restored: RestoredOrder = {
      order: {
        orderId: order.id,
        accountId: book.accounts[order.accountIndex]!.id,
        instrumentId,
        side: order.side,
        orderType: order.orderType,
        timeInForce: order.timeInForce,
        lots,
        limitTicks: order.limitTicks,
        stopTicks: order.stopTicks,
      },
      filledLots: order.quantityLots - lots,
      fillsBooked: order.fills.length,
      acceptedAt: order.createdAt,
      triggered: order.triggered,
    }
    const known = byVenue.get(venueId)
    if (known === undefined) byVenue.set(venueId, [restored])
    else known.push(restored)
  }
  return byVenue
}
