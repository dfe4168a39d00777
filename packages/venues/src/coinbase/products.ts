/** Coinbase's products as instruments: spot, and US futures. */

import type { Decimal, Instrument, TradingStatus } from '@quarterdeck/sdk'
import { decimalScale, formatDecimal, decimalUnits } from '@quarterdeck/sdk'
import type { ListedInstrument } from '../contract/records.ts'
import {
  decimal,
  decimalOrNull,
  flag,
  listOf,
  objectOf,
  text,
  textOrNull,
  type WireObject,
} from '../wire/fields.ts'
import { instantMicros, instantText } from '../wire/instant.ts'
import { COINBASE_VENUE_ID } from './settings.ts'

export interface FeeRates {
  readonly makerRate: Decimal
  readonly takerRate: Decimal
}

/** What a product page lists; a product that cannot be an instrument (no increments, a view) is left out. */
export function readProducts(json: unknown, fees: FeeRates): readonly ListedInstrument[] {
  return listOf(objectOf(json, 'products answer'), 'products').flatMap((one) => {
    const listed = readProduct(one, fees)
    return listed === null ? [] : [listed]
  })
}

/** One product; null where it is none that can be traded through this interface. */
export function readProduct(json: unknown, fees: FeeRates): ListedInstrument | null {
  const from = objectOf(json, 'product')
  const venueSymbol = text(from, 'product_id')
  const tick = decimalOrNull(from, 'price_increment')
  const lot = decimalOrNull(from, 'base_increment')
  if (tick === null || lot === null || tick === '0' || lot === '0') return null
  const details = from['future_product_details']
  const future =
    details === null || details === undefined ? null : objectOf(details, 'future_product_details')
  const instrument: Instrument = {
    id: `${COINBASE_VENUE_ID}:${venueSymbol}`,
    venueId: COINBASE_VENUE_ID,
    symbol: venueSymbol,
    venueSymbol,
    name: textOrNull(from, 'display_name') ?? venueSymbol,
    currency: text(from, 'quote_currency_id'),
    priceIncrement: tick,
    quantityIncrement: lot,
    minQuantity: leastQuantity(from, lot),
    maxQuantity: mostQuantity(from, lot),
    minPrice: null,
    maxPrice: null,
    strike: null,
    right: null,
    underlyingId: null,
    settlement: 'CASH',
    makerFeeRate: fees.makerRate,
    takerFeeRate: fees.takerRate,
    feePerUnit: '0',
    calendar: '24/7',
    ...(future === null ? SPOT : futureTerms(future)),
  }
  return {
    instrument,
    status: statusOf(from),
    restrictions: RESTRICTIONS.filter((name) => flag(from, name)),
    minNotional: decimalOrNull(from, 'quote_min_size'),
    maxNotional: decimalOrNull(from, 'quote_max_size'),
    aliases: [textOrNull(from, 'alias'), ...listOf(from, 'alias_to')].filter(
      (alias): alias is string => typeof alias === 'string' && alias !== '',
    ),
  }
}

const RESTRICTIONS = ['limit_only', 'post_only', 'cancel_only', 'auction_mode', 'view_only'] as const

const SPOT = {
  assetClass: 'CRYPTO',
  multiplier: '1',
  expiry: null,
  funding: 'FULL_PAYMENT',
  initialMarginRate: '1',
  maintenanceMarginRate: '1',
} as const

function futureTerms(
  future: WireObject,
): Pick<
  Instrument,
  'assetClass' | 'multiplier' | 'expiry' | 'funding' | 'initialMarginRate' | 'maintenanceMarginRate'
> {
  const expiry = textOrNull(future, 'contract_expiry')
  const expiresAt = expiry === null ? null : instantMicros(expiry)
  const overnight = future['overnight_margin_rate']
  const margin =
    overnight === null || overnight === undefined ? null : objectOf(overnight, 'overnight_margin_rate')
  const rates =
    margin === null
      ? []
      : [decimalOrNull(margin, 'long_margin_rate'), decimalOrNull(margin, 'short_margin_rate')]
  // What a short needs is more than what a long needs; unknown: paid in full.
  const rate =
    rates
      .flatMap((one) => (one === null ? [] : [one]))
      .sort(byValue)
      .at(-1) ?? '1'
  return {
    assetClass: 'FUTURE',
    multiplier: decimal(future, 'contract_size'),
    expiry: expiresAt === null ? null : instantText(expiresAt),
    funding: 'MARGINED',
    initialMarginRate: rate,
    maintenanceMarginRate: rate,
  }
}

function byValue(a: Decimal, b: Decimal): number {
  const difference = decimalUnits(a, 18) - decimalUnits(b, 18)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** Futures have no `status` of their own: their session's flags say it. */
function statusOf(from: WireObject): TradingStatus {
  const status = textOrNull(from, 'status')
  if (flag(from, 'is_disabled') || flag(from, 'trading_disabled') || flag(from, 'view_only')) return 'HALTED'
  if (flag(from, 'cancel_only')) return 'HALTED'
  const details = from['fcm_trading_session_details']
  if (
    details !== null &&
    details !== undefined &&
    !flag(objectOf(details, 'fcm_trading_session_details'), 'is_session_open')
  )
    return 'CLOSED'
  if (status === 'online') return 'OPEN'
  return status === null && details !== null && details !== undefined ? 'OPEN' : 'CLOSED'
}

function leastQuantity(from: WireObject, lot: Decimal): Decimal {
  const least = decimalOrNull(from, 'base_min_size')
  return least === null || least === '0' ? lot : onIncrement(least, lot, 'UP')
}

/** The largest that is listed: the venue's, and where it has none so many lots that they are counted exactly. */
function mostQuantity(from: WireObject, lot: Decimal): Decimal {
  const most = decimalOrNull(from, 'base_max_size')
  const scale = decimalScale(lot)
  const bound = decimalUnits(lot, scale) * BigInt(Number.MAX_SAFE_INTEGER)
  if (most === null || most === '0') return formatDecimal(bound, scale)
  const down = onIncrement(most, lot, 'DOWN')
  return decimalUnits(down, scale) > bound ? formatDecimal(bound, scale) : down
}

function onIncrement(value: Decimal, lot: Decimal, way: 'UP' | 'DOWN'): Decimal {
  const units = decimalUnits(value, 18)
  const step = decimalUnits(lot, 18)
  const rest = units % step
  return formatDecimal(rest === 0n ? units : units - rest + (way === 'UP' ? step : 0n), 18)
}
