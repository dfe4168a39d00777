/** The bodies of what we send to Kalshi: texts for every number, with as many digits as the venue writes itself. */

import type { Decimal, Side } from '@quarterdeck/sdk'
import { reason, type MappedReason } from '../contract/outcome.ts'
import type { OrderTerms, PlaceOrder, ReplaceOrder } from '../contract/writes.ts'
import { fixedPoint, isLive } from './contract-price.ts'

export type BodyReading =
  | { readonly ok: true; readonly body: object }
  /** Terms that Kalshi has no word for: `plan` should have refused or changed them before. */
  | { readonly ok: false; readonly reason: MappedReason }

const PRICE_DIGITS = 4
const COUNT_DIGITS = 2

const TIMES: Readonly<Partial<Record<OrderTerms['timeInForce'], string>>> = {
  GTC: 'good_till_canceled',
  GTD: 'good_till_canceled',
  IOC: 'immediate_or_cancel',
  FOK: 'fill_or_kill',
}

/** An order that would trade with another of the account is canceled instead; that other stays. */
const SELF_TRADE = 'taker_at_cross'

export function placeBody(order: PlaceOrder): BodyReading {
  const { orderType, timeInForce, expiresAt } = order
  const time = TIMES[timeInForce]
  if (orderType !== 'LIMIT' || time === undefined || (timeInForce === 'GTD') !== (expiresAt !== null))
    return fault('UNSUPPORTED_ORDER', `Kalshi has no words for ${orderType} ${timeInForce} with these terms`)
  const terms = termsOf(order.venueSymbol, order)
  if (!terms.ok) return terms
  return {
    ok: true,
    body: {
      ...terms.body,
      client_order_id: order.clientOrderId,
      time_in_force: time,
      // Whole seconds: rather a moment too early than too late.
      ...(expiresAt === null ? {} : { expiration_time: Math.floor(expiresAt / 1_000_000) }),
      self_trade_prevention_type: SELF_TRADE,
      post_only: order.postOnly,
      ...(order.reduceOnly ? { reduce_only: true } : {}),
    },
  }
}

/** The count is the new total, filled part included. */
export function amendBody({ venueSymbol, terms }: ReplaceOrder): BodyReading {
  const { orderType, timeInForce } = terms
  const rests = timeInForce === 'GTC' || timeInForce === 'GTD' || timeInForce === 'DAY'
  if (orderType !== 'LIMIT' || !rests)
    return fault('UNSUPPORTED_ORDER', 'Kalshi changes only limit orders that rest')
  return termsOf(venueSymbol, terms)
}

function termsOf(
  ticker: string,
  { side, quantity, limitPrice }: Pick<OrderTerms, 'side' | 'quantity' | 'limitPrice'>,
): BodyReading {
  const price = limitPrice === null ? null : priceText(limitPrice)
  if (price === null)
    return fault(
      'INVALID_PRICE',
      `a price at Kalshi lies between 0 and 1 and has at most ${PRICE_DIGITS} decimals, not ${limitPrice ?? 'none'}`,
    )
  const count = fixedPoint(quantity, COUNT_DIGITS)
  if (count === null)
    return fault('INVALID_QUANTITY', `Kalshi trades hundredths of a contract, not ${quantity}`)
  return { ok: true, body: { ticker, side: bookSide(side), count, price } }
}

function priceText(price: Decimal): string | null {
  return isLive(price) ? fixedPoint(price, PRICE_DIGITS) : null
}

function bookSide(side: Side): 'bid' | 'ask' {
  return side === 'BUY' ? 'bid' : 'ask'
}

function fault(
  code: 'UNSUPPORTED_ORDER' | 'INVALID_PRICE' | 'INVALID_QUANTITY',
  message: string,
): BodyReading {
  return { ok: false, reason: reason(code, message) }
}
