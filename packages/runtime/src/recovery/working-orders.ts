/** The orders that a venue without memory must be told again after a restart: those that it had acknowledged. */
import type { Book } from '@quarterdeck/engine'
import type { RestoredOrder } from '@quarterdeck/venues'
import type { OutboxEntry } from '../outbox/entry.ts'

/** By venue, in the order of submission. An order whose PLACE is still in the outbox is sent from there. */
export function acknowledgedOrders(
  book: Book,
  outbox: readonly OutboxEntry[],
): ReadonlyMap<string, readonly RestoredOrder[]> {
  const unplaced = new Set(
    outbox.filter((entry) => entry.request.kind === 'PLACE').map((entry) => entry.orderId),
  )
  const byVenue = new Map<string, RestoredOrder[]>()
  for (const order of book.workingOrders.values()) {
    if (unplaced.has(order.id)) continue
    const { id: instrumentId, venueId } = book.instruments[order.instrumentIndex]!.terms
    const restored: RestoredOrder = {
      order: {
        orderId: order.id,
        accountId: book.accounts[order.accountIndex]!.id,
        instrumentId,
        side: order.side,
        orderType: order.orderType,
        timeInForce: order.timeInForce,
        lots: order.quantityLots - order.filledLots,
        limitTicks: order.limitTicks,
        stopTicks: order.stopTicks,
      },
      filledLots: order.filledLots,
      fillsBooked: order.fills.length,
      acceptedAt: order.createdAt,
    }
    const known = byVenue.get(venueId)
    if (known === undefined) byVenue.set(venueId, [restored])
    else known.push(restored)
  }
  return byVenue
}
