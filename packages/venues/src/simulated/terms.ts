/** An instrument's terms in the venue's integers: bounds in ticks and lots, expiry as an instant. */

import type { Micros } from '@quarterdeck/engine'
import { decimalScale, decimalUnits } from '@quarterdeck/sdk'
import type { Decimal, Instrument } from '@quarterdeck/sdk'

export interface InstrumentTerms {
  readonly minTicks: number
  readonly maxTicks: number
  readonly minLots: number
  readonly maxLots: number
  /** Null: it never expires. */
  readonly expiresAt: Micros | null
}

export function instrumentTerms(instrument: Instrument): InstrumentTerms {
  const { priceIncrement, quantityIncrement } = instrument
  return {
    minTicks:
      instrument.minPrice === null ? Number.MIN_SAFE_INTEGER : multiples(instrument.minPrice, priceIncrement),
    maxTicks:
      instrument.maxPrice === null ? Number.MAX_SAFE_INTEGER : multiples(instrument.maxPrice, priceIncrement),
    minLots: multiples(instrument.minQuantity, quantityIncrement),
    maxLots: multiples(instrument.maxQuantity, quantityIncrement),
    expiresAt: instrument.expiry === null ? null : Date.parse(instrument.expiry) * 1_000,
  }
}

/** How many increments a value is. Throws where it is no safe whole number of them: the catalogue is wrong then. */
export function multiples(value: Decimal, increment: Decimal): number {
  const scale = Math.max(decimalScale(value), decimalScale(increment))
  const units = decimalUnits(value, scale)
  const step = decimalUnits(increment, scale)
  const count = Number(units / step)
  if (units % step !== 0n || !Number.isSafeInteger(count)) {
    throw new Error(`Invariant: ${value} is a safe whole number of increments of ${increment}`)
  }
  return count
}
