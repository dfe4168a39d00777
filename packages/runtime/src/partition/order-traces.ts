/**
 * Which request an order came of, while it is open: what the venue reports of it is told under the same trace id. Kept in
 * memory only; after a restart the reports of older orders carry none, and the journal still ties them to the order.
 */
import type { Book, EngineEvent } from '@quarterdeck/engine'
import type { CommandRequest } from '../runtime.ts'

export class OrderTraces {
  readonly #traceIds = new Map<string, string>()

  /** Notes the trace id of every order that these events made or touched while it is open, and forgets ended ones. */
  learn(book: Book, events: readonly EngineEvent[], traceId: string | undefined): void {
    for (const event of events) {
      if (event.type === 'AlertRaised' || !('orderId' in event) || event.orderId === null) continue
      const { orderId } = event
      if (!book.workingOrders.has(orderId)) this.#traceIds.delete(orderId)
      else if (traceId !== undefined) this.#traceIds.set(orderId, traceId)
    }
  }

  /** The trace id of the order that a venue reports of, if it is known. */
  of(request: CommandRequest): string | undefined {
    if (request.type !== 'ReportVenue' || !('orderId' in request.report)) return undefined
    return this.#traceIds.get(request.report.orderId)
  }
}
