/** The terms of an instrument that a dataset records and this server does not list: as its class and its prices suggest. */
import { CALENDAR_NAMES, type ExchangeCalendar, exchangeCalendar } from '@quarterdeck/market-data'
import type { AssetClass, Instrument } from '@quarterdeck/sdk'

/** Prices looked at to see how fine they are. */
const PRICES_LOOKED_AT = 2_000
const PRICE_DIGITS_MAX = 8
const ROUND_THE_CLOCK = '24/7'

/** Classes whose quantities are whole. */
const WHOLE: ReadonlySet<AssetClass> = new Set(['EQUITY', 'OPTION', 'FUTURE', 'EVENT_CONTRACT'])

export interface SuggestedTerms {
  readonly instrumentId: string
  readonly assetClass: AssetClass
  /** Currency of prices. */
  readonly currency: string
  /** Some of its prices. */
  readonly prices: Float64Array
}

/** Spot terms without fees: a backtest states its own. */
export function suggestedInstrument({
  instrumentId,
  assetClass,
  currency,
  prices,
}: SuggestedTerms): Instrument {
  const [venueId = '', symbol = ''] = instrumentId.split(/:(.*)/s)
  const quantityIncrement = WHOLE.has(assetClass) ? '1' : '0.00000001'
  return {
    id: instrumentId,
    venueId,
    symbol,
    venueSymbol: symbol,
    name: symbol,
    assetClass,
    currency,
    priceIncrement: incrementOf(prices),
    quantityIncrement,
    multiplier: '1',
    minQuantity: quantityIncrement,
    maxQuantity: '1000000000',
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
    calendar: calendarName(venueId),
  }
}

/** The coarsest power of ten that no price falls between. */
function incrementOf(prices: Float64Array): string {
  let digits = 2
  for (const price of prices.subarray(0, PRICES_LOOKED_AT)) {
    while (
      digits < PRICE_DIGITS_MAX &&
      Math.abs(price * 10 ** digits - Math.round(price * 10 ** digits)) > 1e-4
    )
      digits += 1
  }
  return `0.${'0'.repeat(digits - 1)}1`
}

function calendarName(venueId: string): string {
  return CALENDAR_NAMES.includes(venueId) ? venueId : ROUND_THE_CLOCK
}

/** The calendar of an instrument: that of its terms where it is listed, else that of its venue, else one that never closes. */
export function calendarOf(
  instrumentId: string,
  instrumentOf: (instrumentId: string) => Instrument | null,
): ExchangeCalendar {
  const listed = instrumentOf(instrumentId)?.calendar
  if (listed !== undefined && CALENDAR_NAMES.includes(listed)) return exchangeCalendar(listed)
  return exchangeCalendar(calendarName(instrumentId.split(':')[0] ?? ''))
}
