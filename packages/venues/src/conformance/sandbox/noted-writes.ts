/** Passes writes on and notes what may have come to be at the venue, so that all of it can be taken back. */

import type { CancelOrder, PlaceOrder, ReplaceOrder, VenueWrites } from '../../contract/writes.ts'

export interface NotedOrder {
  readonly clientOrderId: string
  readonly venueSymbol: string
  /** Our clock, UTC milliseconds. */
  readonly sentAtMs: number
  /** Null: the venue did not say one; the order may be there all the same. */
  venueOrderId: string | null
}

/** `noted` grows by every order that the venue took, or may have taken. */
export function notedWrites(writes: VenueWrites, noted: NotedOrder[]): VenueWrites {
  return {
    venueId: writes.venueId,
    async place(order: PlaceOrder) {
      // Noted before it is sent: whatever happens on the way, it is looked for.
      const note: NotedOrder = {
        clientOrderId: order.clientOrderId,
        venueSymbol: order.venueSymbol,
        sentAtMs: Date.now(),
        venueOrderId: null,
      }
      noted.push(note)
      const outcome = await writes.place(order)
      if (outcome.kind === 'ACCEPTED') note.venueOrderId = outcome.venueOrderId
      if (outcome.kind === 'REJECTED' || outcome.kind === 'NOT_SENT') noted.splice(noted.indexOf(note), 1)
      return outcome
    },
    async replace(change: ReplaceOrder) {
      const outcome = await writes.replace(change)
      const isAnother = outcome.kind === 'ACCEPTED' && outcome.venueOrderId !== change.venueOrderId
      if (isAnother || outcome.kind === 'UNKNOWN')
        noted.push({
          clientOrderId: change.newClientOrderId,
          venueSymbol: change.venueSymbol,
          sentAtMs: Date.now(),
          venueOrderId: isAnother ? outcome.venueOrderId : null,
        })
      return outcome
    },
    cancel: (order: CancelOrder) => writes.cancel(order),
    cancelAll: (scope) => writes.cancelAll(scope),
    setDeadMan: (seconds) => writes.setDeadMan(seconds),
    close: () => writes.close(),
  }
}
