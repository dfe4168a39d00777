/**
 * Where the venue has our working orders now: among those that it lists as open, or by their ids. A change may have made another
 * order of one, and then what stands instead is looked for, as often as it was changed.
 */
import { MONEY_SCALE } from '@quarterdeck/engine'
import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import { answered, type Answer, type OrderRecord, type VenueReads } from '@quarterdeck/venues'
import { confirmedOrders, type OurBooks } from './our-books.ts'

/** Orders of ours by the venue's id as our books have it, as they stand now; null: the venue knows none. */
export type FoundOrders = ReadonlyMap<string, OrderRecord | null>

/** Changes of one order that are followed in one reading. */
const CHANGES_MAX = 20

export async function lookUp(
  reads: Pick<VenueReads, 'orderByVenueId'>,
  books: OurBooks,
  open: readonly OrderRecord[],
): Promise<Answer<FoundOrders>> {
  const listed = new Map(open.map((record) => [record.venueOrderId, record]))
  const found = new Map<string, OrderRecord | null>()
  const find = async (venueOrderId: string): Promise<Answer<OrderRecord | null>> => {
    const record = listed.get(venueOrderId)
    return record === undefined ? reads.orderByVenueId(venueOrderId) : answered(record)
  }
  for (const { venueOrderId } of confirmedOrders(books)) {
    let stands = await find(venueOrderId)
    for (let change = 0; change < CHANGES_MAX; change += 1) {
      const next = stands.ok ? (stands.value?.replacedBy ?? null) : null
      if (!stands.ok || stands.value === null || next === null) break
      const instead = await find(next)
      stands =
        instead.ok && instead.value !== null ? answered(counting(instead.value, stands.value)) : instead
    }
    if (!stands.ok) return stands
    found.set(venueOrderId, stands.value)
  }
  return answered(found)
}

/** With what was filled of it before it was changed: the other order counts from nothing. */
function counting(record: OrderRecord, before: OrderRecord): OrderRecord {
  const filled = decimalUnits(before.filledQuantity, MONEY_SCALE)
  const plus = (quantity: string) => formatDecimal(decimalUnits(quantity, MONEY_SCALE) + filled, MONEY_SCALE)
  if (filled === 0n) return record
  return {
    ...record,
    filledQuantity: plus(record.filledQuantity),
    quantity: record.quantity === null ? null : plus(record.quantity),
  }
}
