/** Two plain instruments that trade around the clock. */
import type { Instrument } from '@quarterdeck/sdk'

function crypto(symbol: string): Instrument {
  return {
    id: `SIM:${symbol}`,
    venueId: 'SIM',
    symbol,
    venueSymbol: symbol,
    name: symbol,
    assetClass: 'CRYPTO',
    currency: 'USD',
    priceIncrement: '0.01',
    quantityIncrement: '0.001',
    multiplier: '1',
    minQuantity: '0.001',
    maxQuantity: '1000',
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
    makerFeeRate: '0.0001',
    takerFeeRate: '0.0002',
    feePerUnit: '0',
    calendar: '24/7',
  }
}

export const BTC: Instrument = crypto('BTC-USD')
export const ETH: Instrument = crypto('ETH-USD')
