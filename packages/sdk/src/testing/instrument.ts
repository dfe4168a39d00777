/** An instrument for tests: spot bitcoin against the dollar, unless you say otherwise. */

import type { Instrument } from '../instrument.ts'

/** A plausible instrument; give what matters to your test. `venueId` and `symbol` follow from `id`. */
export function testInstrument(terms: Partial<Instrument> = {}): Instrument {
  const id = terms.id ?? 'SIM:BTC-USD'
  const [venueId = 'SIM', symbol = id] = id.split(':')
  return {
    id,
    venueId,
    symbol,
    venueSymbol: symbol,
    name: symbol,
    assetClass: 'CRYPTO',
    currency: 'USD',
    priceIncrement: '0.01',
    quantityIncrement: '0.0001',
    multiplier: '1',
    minQuantity: '0.0001',
    maxQuantity: '100000',
    minPrice: null,
    maxPrice: null,
    expiry: null,
    strike: null,
    right: null,
    underlyingId: null,
    settlement: 'CASH',
    funding: 'FULL_PAYMENT',
    initialMarginRate: '1',
    maintenanceMarginRate: '1',
    makerFeeRate: '0',
    takerFeeRate: '0',
    feePerUnit: '0',
    calendar: '24x7',
    ...terms,
  }
}
