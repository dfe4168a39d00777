/** The bodies of what we send to Alpaca: exact decimals as they came, digit by digit. */

import { decimalScale, decimalUnits } from '@quarterdeck/sdk'
import { capabilitiesFor } from '../contract/capabilities.ts'
import type { RejectCode } from '../contract/outcome.ts'
import type { VenueTimeInForce } from '../contract/words.ts'
import type { OrderTerms, PlaceOrder, ReplaceOrder } from '../contract/writes.ts'
import { ALPACA_CAPABILITIES } from './capabilities.ts'
import { marketOf, type AlpacaMarket } from './symbols.ts'

export type BodyReading =
  | { readonly ok: true; readonly body: object }
  /** Terms that Alpaca has no word for, or is known not to take: nothing is sent. */
  | { readonly ok: false; readonly code: RejectCode; readonly message: string }

const CLASS = { STOCK: 'EQUITY', CRYPTO: 'CRYPTO', OPTION: 'OPTION' } as const
const TYPE = { MARKET: 'market', LIMIT: 'limit', STOP: 'stop', STOP_LIMIT: 'stop_limit' } as const
const TIME = { DAY: 'day', GTC: 'gtc', IOC: 'ioc', FOK: 'fok' } as const

export function placeBody(order: PlaceOrder, extendedHours: boolean): BodyReading {
  const market = marketOf(order.venueSymbol)
  const { orderType, timeInForce, postOnly } = order
  if (!isTaken(market, order) || !(orderType in TYPE) || !(timeInForce in TIME) || postOnly)
    return fault('UNSUPPORTED_ORDER', `Alpaca has no words for ${orderType} ${timeInForce} with these terms`)
  const priced = priceFault(market, order)
  if (priced !== null) return fault('INVALID_PRICE', priced)
  const mayTradeOutside =
    extendedHours &&
    market === 'STOCK' &&
    orderType === 'LIMIT' &&
    (timeInForce === 'DAY' || timeInForce === 'GTC')
  return {
    ok: true,
    body: {
      symbol: order.venueSymbol,
      qty: order.quantity,
      side: order.side === 'BUY' ? 'buy' : 'sell',
      type: TYPE[orderType as keyof typeof TYPE],
      time_in_force: timeOf(market, order),
      ...prices(order),
      client_order_id: order.clientOrderId,
      extended_hours: mayTradeOutside,
    },
  }
}

/**
 * A change while nothing is filled: whether Alpaca counts what was filled before into the new quantity is not certain, and twice
 * the wanted quantity could be open.
 */
export function replaceBody({
  venueSymbol,
  terms,
  filledQuantity,
  newClientOrderId,
}: ReplaceOrder): BodyReading {
  const { orderType, timeInForce } = terms
  if (filledQuantity !== '0')
    return fault(
      'INVALID_TERMS',
      `${filledQuantity} of it is filled, and Alpaca may not count that: cancel it and place the rest anew`,
    )
  if (orderType === 'MARKET') return fault('UNSUPPORTED_ORDER', 'a market order has nothing to be changed')
  const priced = priceFault(marketOf(venueSymbol), terms)
  if (priced !== null) return fault('INVALID_PRICE', priced)
  const time = TIME[timeInForce as keyof typeof TIME]
  if (time === undefined) return fault('UNSUPPORTED_ORDER', `Alpaca has no word for ${timeInForce}`)
  return {
    ok: true,
    body: {
      qty: terms.quantity,
      time_in_force: time,
      ...prices(terms),
      client_order_id: newClientOrderId,
    },
  }
}

function isTaken(market: AlpacaMarket, { orderType, timeInForce }: OrderTerms): boolean {
  const ability = capabilitiesFor(ALPACA_CAPABILITIES, CLASS[market]).orders[orderType]?.[timeInForce]
  return ability?.kind === 'NATIVE'
}

/** Crypto pairs have no day: a market order of the day is one that trades at once. */
function timeOf(market: AlpacaMarket, { timeInForce }: OrderTerms): string {
  const time: VenueTimeInForce = market === 'CRYPTO' && timeInForce === 'DAY' ? 'IOC' : timeInForce
  return TIME[time as keyof typeof TIME]
}

function prices({ limitPrice, stopPrice }: OrderTerms): object {
  return {
    ...(limitPrice === null ? {} : { limit_price: limitPrice }),
    ...(stopPrice === null ? {} : { stop_price: stopPrice }),
  }
}

/** Shares of a dollar and more are ordered in cents, below in hundredths of one; null: it fits. */
function priceFault(market: AlpacaMarket, { limitPrice, stopPrice }: OrderTerms): string | null {
  if (market !== 'STOCK') return null
  for (const price of [limitPrice, stopPrice]) {
    if (price === null) continue
    const digits = decimalUnits(price, SCALE) >= decimalUnits('1', SCALE) ? 2 : 4
    if (decimalScale(price) > digits)
      return `${price} has more than ${digits} decimals, which Alpaca takes of a share at this price`
  }
  return null
}

const SCALE = 18

function fault(code: RejectCode, message: string): BodyReading {
  return { ok: false, code, message }
}
