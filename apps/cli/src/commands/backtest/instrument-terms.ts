/**
 * The terms of an instrument that is only known by its bars: guessed from its symbol and its prices, and replaced by what the options
 * say. The guess is printed with the result, so that nobody takes it for a fact.
 */

import { classify, readPair, type BarColumns } from '@quarterdeck/market-data'
import { parseDecimal, type Instrument } from '@quarterdeck/sdk'
import { WrongUsage } from '../../exit.ts'

export interface InstrumentOptions {
  /** Price increment, quantity increment and value of a point, exact decimals. */
  readonly tick?: string
  readonly lot?: string
  readonly multiplier?: string
  readonly currency?: string
  /** Initial margin, a share of notional; without it positions are paid in full. */
  readonly margin?: string
}

const DECIMALS_MAX = 8
/** Prices that are looked at, spread over all bars. */
const PRICES_SEEN = 4_000
/** Share of the prices that may lie between ticks: adjusted series have no tick at all. */
const OFF_TICK_MAX = 0.001
const QUOTES = ['USDT', 'USDC', 'FDUSD', 'BUSD', 'USD', 'EUR', 'GBP', 'JPY', 'CHF', 'BTC', 'ETH']

/** Rows with a price, or with the four of a bar. */
export type PricedColumns = BarColumns | { readonly length: number; readonly price: Float64Array }

export function instrumentOf(id: string, rows: PricedColumns, options: InstrumentOptions): Instrument {
  const colon = id.indexOf(':')
  const [venue, symbol] = [id.slice(0, colon), id.slice(colon + 1)]
  const assetClass = classify(venue === 'FILE' ? { symbol } : { symbol, venue }).assetClass ?? 'EQUITY'
  const lot = decimal('--lot', options.lot) ?? (assetClass === 'CRYPTO' ? '0.00000001' : '1')
  const margin = decimal('--margin', options.margin)
  return {
    id,
    venueId: venue,
    symbol,
    venueSymbol: symbol,
    name: symbol,
    assetClass,
    currency: options.currency ?? readPair(symbol, QUOTES)?.quote ?? 'USD',
    priceIncrement: decimal('--tick', options.tick) ?? tickOf(rows),
    quantityIncrement: lot,
    multiplier: decimal('--multiplier', options.multiplier) ?? '1',
    minQuantity: lot,
    maxQuantity: largestQuantity(lot),
    minPrice: null,
    maxPrice: null,
    expiry: null,
    strike: null,
    right: null,
    underlyingId: null,
    settlement: 'CASH',
    funding: margin === null ? 'FULL_PAYMENT' : 'MARGINED',
    initialMarginRate: margin ?? '0.5',
    maintenanceMarginRate: margin ?? '0.3',
    makerFeeRate: '0',
    takerFeeRate: '0',
    feePerUnit: '0',
    calendar: '24/7',
  }
}

/** A positive decimal of an option; null where it was not given. */
function decimal(option: string, text: string | undefined): string | null {
  if (text === undefined) return null
  const parsed = parseDecimal(text, 18)
  if (!parsed.ok || Number(text) <= 0)
    throw new WrongUsage(`${option} must be a decimal above zero, such as 0.01 (was "${text}")`)
  return text
}

/** A billion, or as much as lots can be counted exactly, in a power of ten. */
function largestQuantity(lot: string): string {
  const countable = Math.floor(Math.log10(Number.MAX_SAFE_INTEGER * Number(lot)))
  return `1${'0'.repeat(Math.max(0, Math.min(9, countable)))}`
}

/** The coarsest power of ten that nearly all prices are multiples of, a cent at most. */
export function tickOf(rows: PricedColumns): string {
  const columns = 'price' in rows ? [rows.price] : [rows.open, rows.high, rows.low, rows.close]
  const stride = Math.max(1, Math.floor((rows.length * columns.length) / PRICES_SEEN))
  const prices: number[] = []
  for (let row = 0; row < rows.length; row += stride) for (const column of columns) prices.push(column[row]!)
  for (let decimals = 2; decimals < DECIMALS_MAX; decimals += 1) {
    const off = prices.filter((price) => Number(price.toFixed(decimals)) !== price).length
    if (off <= prices.length * OFF_TICK_MAX) return (10 ** -decimals).toFixed(decimals)
  }
  return (10 ** -DECIMALS_MAX).toFixed(DECIMALS_MAX)
}
