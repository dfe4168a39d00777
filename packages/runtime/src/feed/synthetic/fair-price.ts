/** The fair price of each instrument from its walk: as it is, carried to a future's expiry, or as an option on it. */

import type { Micros } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { expiryOf } from '../session-watch.ts'
import { blackScholes } from './black-scholes.ts'
import { YEAR_SECONDS } from './walks.ts'

/** Interest per year less what holding the underlying pays. */
export const CARRY_RATE = 0.035

/** Years from an instant to an instrument's expiry, never negative; zero for one that does not expire. */
export function yearsToExpiry(instrument: Instrument, at: Micros): number {
  const expiresAt = expiryOf(instrument)
  return Number.isFinite(expiresAt) ? Math.max(0, (expiresAt - at) / 1e6 / YEAR_SECONDS) : 0
}

/** A price as a double: the model's opinion, which the quote maker then puts on the instrument's grid. */
export function fairPrice(
  instrument: Instrument,
  underlying: { readonly price: number; readonly volatility: number },
  at: Micros,
): number {
  const years = yearsToExpiry(instrument, at)
  if (instrument.assetClass === 'FUTURE') return underlying.price * Math.exp(CARRY_RATE * years)
  if (instrument.assetClass !== 'OPTION' || instrument.strike === null || instrument.right === null) {
    return underlying.price
  }
  return blackScholes({
    right: instrument.right,
    spot: underlying.price,
    strike: Number(instrument.strike),
    years,
    rate: CARRY_RATE,
    volatility: underlying.volatility,
  })
}
