/** The bodies of what we send to Coinbase: exact decimals as they came, digit by digit. */

import type { OrderTerms, PlaceOrder, ReplaceOrder } from '../contract/writes.ts'
import { instantText } from '../wire/instant.ts'

export type BodyReading =
  | { readonly ok: true; readonly body: object }
  /** Terms that Coinbase has no word for: `plan` should have refused or changed them before. */
  | { readonly ok: false; readonly message: string }

export function placeBody(order: PlaceOrder): BodyReading {
  const configuration = configurationOf(order)
  if (configuration === null)
    return {
      ok: false,
      message: `Coinbase has no words for ${order.orderType} ${order.timeInForce} with these terms`,
    }
  return {
    ok: true,
    body: {
      client_order_id: order.clientOrderId,
      product_id: order.venueSymbol,
      side: order.side,
      order_configuration: configuration,
    },
  }
}

/** Price and size always go together: what is left out is taken for zero. */
export function editBody({ venueOrderId, terms }: ReplaceOrder): BodyReading {
  const { orderType, timeInForce, limitPrice, stopPrice, quantity } = terms
  const editable =
    timeInForce === 'GTC' && (orderType === 'LIMIT' || orderType === 'STOP_LIMIT') && limitPrice !== null
  if (!editable)
    return {
      ok: false,
      message: 'Coinbase changes only limit and stop-limit orders that are good until canceled',
    }
  return {
    ok: true,
    body: {
      order_id: venueOrderId,
      price: limitPrice,
      size: quantity,
      ...(stopPrice === null ? {} : { stop_price: stopPrice }),
    },
  }
}

function configurationOf(order: OrderTerms): object | null {
  const { orderType, timeInForce, quantity, limitPrice, stopPrice, expiresAt, postOnly, side } = order
  const base_size = quantity
  if (orderType === 'MARKET') return timeInForce === 'FOK' ? null : { market_market_ioc: { base_size } }
  if (limitPrice === null) return null
  const limit = { base_size, limit_price: limitPrice }
  const end = expiresAt === null ? null : { end_time: instantText(expiresAt) }
  if (orderType === 'LIMIT') {
    switch (timeInForce) {
      case 'GTC':
        return { limit_limit_gtc: { ...limit, post_only: postOnly } }
      case 'GTD':
        return end === null ? null : { limit_limit_gtd: { ...limit, ...end, post_only: postOnly } }
      case 'IOC':
        return { sor_limit_ioc: limit }
      case 'FOK':
        return { limit_limit_fok: limit }
      case 'DAY':
        return null
    }
  }
  if (orderType !== 'STOP_LIMIT' || stopPrice === null) return null
  const stop = {
    ...limit,
    stop_price: stopPrice,
    stop_direction: side === 'BUY' ? 'STOP_DIRECTION_STOP_UP' : 'STOP_DIRECTION_STOP_DOWN',
  }
  if (timeInForce === 'GTC') return { stop_limit_stop_limit_gtc: stop }
  if (timeInForce === 'GTD' && end !== null) return { stop_limit_stop_limit_gtd: { ...stop, ...end } }
  return null
}
