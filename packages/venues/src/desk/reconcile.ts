/**
 * Reads from a venue what our books may have missed: open orders, each order of ours whose state is not told by those, and fills
 * since the last cursor. To be done after every connect and reconnect, now and then, and whenever somebody asks.
 *
 * It sends nothing but questions, and doing it again says nothing new.
 */

import { answered, type Answer } from '../contract/answer.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { FillCursor } from '../contract/records.ts'
import type { DeskOrder } from './desk-order.ts'
import type { OrderDesk } from './order-desk.ts'

export interface ReconcileOptions {
  readonly reads: VenueReads
  readonly desk: OrderDesk
  /** Null: fills of the last day are read. */
  readonly cursor: FillCursor | null
  readonly nowMs: () => number
}

export interface Reconciled {
  readonly cursor: FillCursor
  /** Whether no fill is missing and no end or cancel is open: trading may resume. */
  readonly complete: boolean
  /** Orders of which it is still not known whether the venue has them, or has changed them. */
  readonly unknown: number
}

export async function reconcile(options: ReconcileOptions): Promise<Answer<Reconciled>> {
  const { reads, desk, nowMs } = options
  const asked = new Set(desk.unsettled().map(({ clientOrderId }) => clientOrderId))
  const listedAtMs = nowMs()
  const open = await reads.openOrders()
  if (!open.ok) return open
  const seen = new Set<string>()
  for (const record of open.value) {
    desk.onRecord(record, listedAtMs)
    seen.add(record.venueOrderId)
  }
  desk.keepForeign(seen)
  for (const order of desk.unsettled()) {
    // One that came after we began is not to be judged by this reading.
    if (!asked.has(order.clientOrderId)) continue
    if (order.venueOrderId !== null && seen.has(order.venueOrderId)) continue
    const found = await lookUp(order, options)
    if (!found.ok) return found
  }
  // Last, so that what the records count can be in it.
  return readFills(options)
}

/** Changes of one order that are followed in one reading. */
const CHANGES_MAX = 20

/** Reads one order, and what stands instead of it where it was replaced by another. */
async function lookUp(order: DeskOrder, { reads, desk, nowMs }: ReconcileOptions): Promise<Answer<null>> {
  for (let change = 0; change < CHANGES_MAX; change += 1) {
    const askedAtMs = nowMs()
    const record =
      order.venueOrderId === null
        ? await reads.orderByClientId(order)
        : await reads.orderByVenueId(order.venueOrderId)
    if (!record.ok) return record
    if (record.value === null) {
      desk.onAbsent(order.clientOrderId, askedAtMs)
      break
    }
    desk.onRecord(record.value, askedAtMs)
    if (record.value.status !== 'REPLACED' || order.venueOrderId === record.value.venueOrderId) break
  }
  return answered(null)
}

/** Reads the fills since the cursor and nothing else. */
export async function readFills({
  reads,
  desk,
  cursor,
}: Pick<ReconcileOptions, 'reads' | 'desk' | 'cursor'>): Promise<Answer<Reconciled>> {
  const page = await reads.fillsSince(cursor)
  if (!page.ok) return page
  for (const fill of page.value.fills) desk.onFill(fill)
  return answered({
    cursor: page.value.cursor,
    complete: !desk.inDoubt() && !desk.needsFills(),
    unknown: desk.unknownCount(),
  })
}
