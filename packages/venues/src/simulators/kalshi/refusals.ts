/** Kalshi's refusals, in the shapes in which they were recorded. */

import type { Refusal } from '../core/exchange.ts'
import type { FrontAnswer } from '../core/http-front.ts'

export function refusal(status: number, code: string, details?: string): FrontAnswer {
  const error = { code, message: code.replaceAll('_', ' '), ...(details === undefined ? {} : { details }) }
  return { status, body: JSON.stringify({ error }) }
}

/** The shape of what cannot be parsed. */
export function badRequest(details: string): FrontAnswer {
  return { status: 400, body: JSON.stringify({ code: 'bad_request', message: 'bad request', details }) }
}

/** The shape of a parameter that is out of its range. */
export function badParameter(msg: string): FrontAnswer {
  return { status: 400, body: JSON.stringify({ msg }) }
}

export function notFound(): FrontAnswer {
  return refusal(404, 'not_found')
}

/** What the exchange refuses, as the venue says it. */
export function refusedBy(reason: Refusal): FrontAnswer {
  switch (reason) {
    case 'UNKNOWN_PRODUCT':
      return refusal(404, 'market_not_found')
    case 'NOT_TRADING':
      return refusal(409, 'market_inactive')
    case 'INSUFFICIENT_FUNDS':
      return refusal(400, 'insufficient_balance')
    case 'TOO_SMALL':
    case 'TOO_LARGE':
      return refusal(400, 'invalid_order_size')
    case 'POST_ONLY_WOULD_TAKE':
      return refusal(400, 'invalid_order', 'post only cross')
    case 'BELOW_FILLED':
      return refusal(400, 'invalid_amend_qty_for_order')
    case 'DONE':
    case 'NOT_EDITABLE':
      return notFound()
  }
}
