/**
 * What an order of others counts for in risk. It need not lie on the increments that we count in: it is rounded up, so that no
 * exposure is counted for less than it may come to.
 */
import { type ForeignOrderTerms, MONEY_SCALE } from '@quarterdeck/engine'
import { decimalUnits, formatDecimal, type Instrument } from '@quarterdeck/sdk'
import type { OrderRecord } from '@quarterdeck/venues'
import { priceGrid } from '../feed/price-grid.ts'

export type ForeignOrder =
  | { readonly ok: true; readonly terms: ForeignOrderTerms }
  /** Why it cannot be counted. */
  | { readonly ok: false; readonly because: string }

/** `instrument`: as our books list it; null: it is not followed. */
export function foreignOrder(record: OrderRecord, instrument: Instrument | null): ForeignOrder {
  const { venueOrderId, venueSymbol, side, quantity, limitPrice } = record
  if (instrument === null) return { ok: false, because: `${venueSymbol} is not followed` }
  if (quantity === null) return { ok: false, because: 'its quantity is not told' }
  const grid = priceGrid(instrument)
  const lots = grid.readQuantity(formatDecimal(openUnits({ ...record, quantity }), MONEY_SCALE))
  const limit = limitPrice === null ? null : grid.readPrice(limitPrice)
  if (!lots.ok) return { ok: false, because: `its open quantity ${lots.message}` }
  if (limit?.ok === false) return { ok: false, because: `its limit price ${limit.message}` }
  const limitTicks = limit?.up ?? null
  return { ok: true, terms: { venueOrderId, instrumentId: instrument.id, side, lots: lots.up, limitTicks } }
}

/** Whether all that was ordered is filled: what lists it is only late. */
export function isSpent({ quantity, filledQuantity }: OrderRecord): boolean {
  return quantity !== null && openUnits({ quantity, filledQuantity }) <= 0n
}

function openUnits(of: { readonly quantity: string; readonly filledQuantity: string }): bigint {
  return decimalUnits(of.quantity, MONEY_SCALE) - decimalUnits(of.filledQuantity, MONEY_SCALE)
}
