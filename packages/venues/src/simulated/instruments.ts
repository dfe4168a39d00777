/**
 * What the simulated venue lists: at least two instruments of every asset class that trades, with plausible terms.
 *
 * Increments are chosen so that the largest quantity and price stay far below 2^53 as lots and ticks. Expiring ones end
 * about two years after November 2026; one option is expired already, so that its refusal can be seen.
 */

import type { Instrument } from '@quarterdeck/sdk'

/** The venue part of every id here. */
export const SIMULATED_VENUE_ID = 'SIM'

/** Names of the trading calendars that the catalogue refers to. */
export const SIMULATED_CALENDARS = ['24/7', 'XNYS', 'CME', 'FX'] as const

type Listed = Pick<Instrument, 'symbol' | 'name'> & Partial<Instrument>

/** Terms that most instruments share; each class states its own below. */
function listed(terms: Listed): Instrument {
  return {
    id: `${SIMULATED_VENUE_ID}:${terms.symbol}`,
    venueId: SIMULATED_VENUE_ID,
    venueSymbol: terms.symbol,
    assetClass: 'EQUITY',
    currency: 'USD',
    priceIncrement: '0.01',
    quantityIncrement: '1',
    multiplier: '1',
    minQuantity: '1',
    maxQuantity: '1000000',
    minPrice: '0.01',
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
    calendar: '24/7',
    ...terms,
  }
}

function crypto(terms: Listed): Instrument {
  return listed({
    assetClass: 'CRYPTO',
    quantityIncrement: '0.00000001',
    minQuantity: '0.00001',
    maxQuantity: '10000',
    settlement: 'PHYSICAL',
    makerFeeRate: '0.001',
    takerFeeRate: '0.002',
    ...terms,
  })
}

function share(terms: Listed): Instrument {
  return listed({
    settlement: 'PHYSICAL',
    initialMarginRate: '0.5',
    maintenanceMarginRate: '0.3',
    feePerUnit: '0.005',
    calendar: 'XNYS',
    ...terms,
  })
}

function shareOption(terms: Listed & Required<Pick<Instrument, 'expiry' | 'strike' | 'right'>>): Instrument {
  return listed({
    assetClass: 'OPTION',
    multiplier: '100',
    maxQuantity: '10000',
    settlement: 'PHYSICAL',
    initialMarginRate: '0.2',
    maintenanceMarginRate: '0.15',
    feePerUnit: '0.65',
    underlyingId: 'SIM:AAPL',
    calendar: 'XNYS',
    ...terms,
  })
}

function future(terms: Listed & Required<Pick<Instrument, 'expiry' | 'multiplier'>>): Instrument {
  return listed({
    assetClass: 'FUTURE',
    funding: 'MARGINED',
    maxQuantity: '5000',
    initialMarginRate: '0.06',
    maintenanceMarginRate: '0.05',
    feePerUnit: '2.25',
    calendar: 'CME',
    ...terms,
  })
}

function currencyPair(terms: Listed): Instrument {
  return listed({
    assetClass: 'FX',
    priceIncrement: '0.00001',
    minPrice: '0.00001',
    minQuantity: '1000',
    maxQuantity: '100000000',
    funding: 'MARGINED',
    initialMarginRate: '0.0333',
    maintenanceMarginRate: '0.02',
    makerFeeRate: '0.00002',
    takerFeeRate: '0.00002',
    calendar: 'FX',
    ...terms,
  })
}

function metal(terms: Listed): Instrument {
  return listed({
    assetClass: 'METAL',
    quantityIncrement: '0.01',
    minQuantity: '0.01',
    maxQuantity: '100000',
    funding: 'MARGINED',
    initialMarginRate: '0.05',
    maintenanceMarginRate: '0.03',
    makerFeeRate: '0.00005',
    takerFeeRate: '0.00005',
    calendar: 'FX',
    ...terms,
  })
}

function eventContract(terms: Listed & Required<Pick<Instrument, 'expiry'>>): Instrument {
  return listed({
    assetClass: 'EVENT_CONTRACT',
    maxPrice: '0.99',
    maxQuantity: '250000',
    takerFeeRate: '0.01',
    ...terms,
  })
}

/** Third Friday of November 2028, the close in New York. */
const OPTION_EXPIRY = '2028-11-17T21:00:00Z'

/** Every instrument of the simulated venue, in the order in which lists show them. */
export const SIMULATED_INSTRUMENTS: readonly Instrument[] = Object.freeze([
  crypto({ symbol: 'BTC-USD', venueSymbol: 'BTC/USD', name: 'Bitcoin' }),
  crypto({ symbol: 'ETH-USD', venueSymbol: 'ETH/USD', name: 'Ether' }),
  crypto({ symbol: 'SOL-USD', venueSymbol: 'SOL/USD', name: 'Solana', maxQuantity: '100000' }),
  share({ symbol: 'AAPL', name: 'Apple Inc.' }),
  share({ symbol: 'MSFT', name: 'Microsoft Corporation' }),
  share({ symbol: 'SPY', name: 'SPDR S&P 500 ETF Trust' }),
  shareOption({
    symbol: 'AAPL281117C00250000',
    venueSymbol: 'AAPL  281117C00250000',
    name: 'AAPL 17 Nov 2028 250 call',
    expiry: OPTION_EXPIRY,
    strike: '250',
    right: 'CALL',
  }),
  shareOption({
    symbol: 'AAPL281117P00250000',
    venueSymbol: 'AAPL  281117P00250000',
    name: 'AAPL 17 Nov 2028 250 put',
    expiry: OPTION_EXPIRY,
    strike: '250',
    right: 'PUT',
  }),
  shareOption({
    symbol: 'AAPL281117C00300000',
    venueSymbol: 'AAPL  281117C00300000',
    name: 'AAPL 17 Nov 2028 300 call',
    expiry: OPTION_EXPIRY,
    strike: '300',
    right: 'CALL',
  }),
  shareOption({
    symbol: 'AAPL260116C00200000',
    venueSymbol: 'AAPL  260116C00200000',
    name: 'AAPL 16 Jan 2026 200 call (expired)',
    expiry: '2026-01-16T21:00:00Z',
    strike: '200',
    right: 'CALL',
  }),
  future({
    symbol: 'ESZ8',
    name: 'E-mini S&P 500, Dec 2028',
    priceIncrement: '0.25',
    minPrice: '0.25',
    multiplier: '50',
    expiry: '2028-12-15T14:30:00Z',
  }),
  future({
    symbol: 'NQZ8',
    name: 'E-mini Nasdaq-100, Dec 2028',
    priceIncrement: '0.25',
    minPrice: '0.25',
    multiplier: '20',
    expiry: '2028-12-15T14:30:00Z',
  }),
  // Crude oil has traded below zero: no lower bound.
  future({
    symbol: 'CLZ8',
    name: 'Crude oil WTI, Dec 2028',
    minPrice: null,
    multiplier: '1000',
    expiry: '2028-11-20T19:30:00Z',
    settlement: 'PHYSICAL',
    initialMarginRate: '0.12',
    maintenanceMarginRate: '0.1',
  }),
  currencyPair({ symbol: 'EUR-USD', venueSymbol: 'EUR/USD', name: 'Euro in US dollars' }),
  currencyPair({
    symbol: 'USD-JPY',
    venueSymbol: 'USD/JPY',
    name: 'US dollar in yen',
    currency: 'JPY',
    priceIncrement: '0.001',
    minPrice: '0.001',
  }),
  currencyPair({ symbol: 'GBP-USD', venueSymbol: 'GBP/USD', name: 'Pound sterling in US dollars' }),
  metal({ symbol: 'XAU-USD', venueSymbol: 'XAU/USD', name: 'Gold, ounce' }),
  metal({
    symbol: 'XAG-USD',
    venueSymbol: 'XAG/USD',
    name: 'Silver, ounce',
    priceIncrement: '0.001',
    minPrice: '0.001',
    quantityIncrement: '1',
    minQuantity: '1',
    maxQuantity: '1000000',
  }),
  metal({ symbol: 'XPT-USD', venueSymbol: 'XPT/USD', name: 'Platinum, ounce' }),
  eventContract({
    symbol: 'FEDCUT-28DEC',
    name: 'Fed cuts rates in December 2028',
    expiry: '2028-12-13T19:00:00Z',
  }),
  eventContract({
    symbol: 'CPI3-28NOV',
    name: 'US inflation above 3 % in November 2028',
    expiry: '2028-12-12T13:30:00Z',
  }),
  eventContract({
    symbol: 'BTC250K-28',
    name: 'Bitcoin above 250,000 by the end of 2028',
    expiry: '2028-12-31T23:59:00Z',
  }),
])
