/** Takes orders, edits and cancels in Coinbase's words, and answers as it does: HTTP 200 whatever becomes of them. */

import { instantMicros } from '../../wire/instant.ts'
import type { SimulatedExchange, Refusal } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import { isDone, type SimulatedOrder, type SimulatedTerms, type SimulatedTime } from '../core/order.ts'
import type { FrontAnswer } from '../core/http-front.ts'
import { parts, type Parts } from '../core/received-text.ts'

const REFUSAL_WORDS: Readonly<Record<Refusal, string>> = {
  UNKNOWN_PRODUCT: 'INVALID_PRODUCT_ID',
  NOT_TRADING: 'TRADING_DISABLED',
  INSUFFICIENT_FUNDS: 'INSUFFICIENT_FUND',
  TOO_SMALL: 'INVALID_BASE_SIZE_TOO_SMALL',
  TOO_LARGE: 'INVALID_BASE_SIZE_TOO_LARGE',
  POST_ONLY_WOULD_TAKE: 'INVALID_LIMIT_PRICE_POST_ONLY',
  BELOW_FILLED: 'CANNOT_EDIT_TO_BELOW_FILLED_SIZE',
  DONE: 'ORDER_ALREADY_CLOSED',
  NOT_EDITABLE: 'ONLY_LIMIT_ORDER_EDITS_SUPPORTED',
}

const BATCH_MAX = 100

export interface DeskOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  readonly nowMs: () => number
  /** An order was touched by a request whose effect comes later. */
  readonly onQueued: (order: SimulatedOrder) => void
}

export class CoinbaseOrderDesk {
  private readonly options: DeskOptions
  /** Orders by account and client order id: known for ever. */
  private readonly byClientId = new Map<string, SimulatedOrder>()

  constructor(options: DeskOptions) {
    this.options = options
  }

  place(account: string, body: string): FrontAnswer {
    const { exchange, faults } = this.options
    const request = parts(body)
    const clientOrderId = request?.['client_order_id']
    if (request === null || typeof clientOrderId !== 'string' || clientOrderId === '')
      return invalid('client_order_id is required')
    const known = this.byClientId.get(`${account} ${clientOrderId}`)
    if (known !== undefined)
      return faults.duplicateId === 'RETURNS_ORIGINAL'
        ? success(known)
        : failure('DUPLICATE_CLIENT_ORDER_ID', request)
    const terms = this.terms(request, clientOrderId)
    if (typeof terms === 'string') return failure(terms, request)
    const placed = exchange.place(account, terms)
    if (!placed.ok) return failure(REFUSAL_WORDS[placed.refusal], request)
    this.byClientId.set(`${account} ${clientOrderId}`, placed.order)
    return success(placed.order)
  }

  cancel(account: string, body: string, partial: boolean): FrontAnswer {
    const ids = parts(body)?.['order_ids']
    if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string'))
      return invalid('order_ids must be a list of ids')
    if (ids.length > BATCH_MAX) return invalid(`Too many orderIDs entered, limit is ${BATCH_MAX}`)
    const results = (ids as readonly string[]).map((id, index) => {
      const failure_reason =
        partial && index > 0 ? 'COMMANDER_REJECTED_CANCEL_ORDER' : this.cancelOne(account, id)
      return {
        success: failure_reason === null,
        failure_reason: failure_reason ?? 'UNKNOWN_CANCEL_FAILURE_REASON',
        order_id: id,
      }
    })
    return { status: 200, body: JSON.stringify({ results }) }
  }

  edit(account: string, body: string): FrontAnswer {
    const { exchange } = this.options
    const request = parts(body)
    const order = exchange.orders.get(String(request?.['order_id']))
    if (request === null || order === undefined || order.account !== account)
      return editFailure('ORDER_NOT_FOUND')
    // A missing size is read as 0, as the venue does.
    const lots = order.product.lots.count(typeof request['size'] === 'string' ? request['size'] : '0')
    const limitTicks = order.product.ticks.count(
      typeof request['price'] === 'string' ? request['price'] : '0',
    )
    if (!(lots > 0)) return editFailure('INVALID_EDITED_SIZE')
    if (!(limitTicks > 0)) return editFailure('INVALID_EDITED_PRICE')
    if (order.terms.time !== 'GTC') return editFailure('ONLY_LIMIT_ORDER_EDITS_SUPPORTED')
    const refusal = exchange.edit(order.orderId, { lots, limitTicks })
    if (refusal !== null) return editFailure(REFUSAL_WORDS[refusal])
    return {
      status: 200,
      body: JSON.stringify({ success: true, success_response: { order_id: order.orderId }, errors: [] }),
    }
  }

  private cancelOne(account: string, id: string): string | null {
    const { exchange, faults, onQueued } = this.options
    const order = exchange.orders.get(id)
    if (order === undefined || order.account !== account || isDone(order)) return 'UNKNOWN_CANCEL_ORDER'
    if (order.cancelQueued) return 'DUPLICATE_CANCEL_REQUEST'
    order.cancelQueued = true
    onQueued(order)
    if (faults.cancelDelayMs === 0) exchange.cancel(id)
    else setTimeout(() => exchange.cancel(id), faults.cancelDelayMs).unref()
    return null
  }

  /** The terms, or the word of why there are none. */
  private terms(request: Parts, clientOrderId: string): SimulatedTerms | string {
    const symbol = String(request['product_id'])
    const product = this.options.exchange.product(symbol)
    const side = request['side']
    if (product === null) return 'INVALID_PRODUCT_ID'
    if (side !== 'BUY' && side !== 'SELL') return 'INVALID_SIDE'
    const configuration = request['order_configuration']
    const entries = Object.entries(
      typeof configuration === 'object' && configuration !== null ? configuration : {},
    )
    const [key, members] = entries[0] ?? []
    const time = TIMES[key ?? '']
    if (entries.length !== 1 || time === undefined || typeof members !== 'object' || members === null)
      return 'UNSUPPORTED_ORDER_CONFIGURATION'
    const given = members as Parts
    const lots = product.lots.count(String(given['base_size']))
    if (Number.isNaN(lots)) return 'INVALID_SIZE_PRECISION'
    const priced = key !== 'market_market_ioc'
    const stopped = key?.startsWith('stop_limit') === true
    const limitTicks = priced ? product.ticks.count(String(given['limit_price'])) : null
    const stopTicks = stopped ? product.ticks.count(String(given['stop_price'])) : null
    if (Number.isNaN(limitTicks) || Number.isNaN(stopTicks)) return 'INVALID_PRICE_PRECISION'
    const endsAtMs =
      time === 'GTD' ? Math.floor((instantMicros(String(given['end_time'])) ?? 0) / 1_000) : null
    if (endsAtMs !== null && endsAtMs <= this.options.nowMs()) return 'END_TIME_IS_IN_THE_PAST'
    return {
      clientOrderId,
      symbol,
      side,
      lots,
      limitTicks,
      stopTicks,
      time,
      endsAtMs,
      postOnly: given['post_only'] === true,
    }
  }
}

const TIMES: Readonly<Record<string, SimulatedTime>> = {
  market_market_ioc: 'IOC',
  sor_limit_ioc: 'IOC',
  limit_limit_gtc: 'GTC',
  limit_limit_gtd: 'GTD',
  limit_limit_fok: 'FOK',
  stop_limit_stop_limit_gtc: 'GTC',
  stop_limit_stop_limit_gtd: 'GTD',
}

function success({ orderId, terms }: SimulatedOrder): FrontAnswer {
  return {
    status: 200,
    body: JSON.stringify({
      success: true,
      failure_reason: 'UNKNOWN_FAILURE_REASON',
      order_id: orderId,
      success_response: {
        order_id: orderId,
        product_id: terms.symbol,
        side: terms.side,
        client_order_id: terms.clientOrderId,
      },
      order_configuration: null,
    }),
  }
}

function failure(word: string, { order_configuration }: Parts): FrontAnswer {
  const error_response = {
    error: word,
    message: word.toLowerCase().replaceAll('_', ' '),
    error_details: '',
    preview_failure_reason: `PREVIEW_${word}`,
    new_order_failure_reason: word,
  }
  return { status: 200, body: JSON.stringify({ success: false, error_response, order_configuration }) }
}

function editFailure(word: string): FrontAnswer {
  return {
    status: 200,
    body: JSON.stringify({
      success: false,
      error_response: { edit_order_failure_reason: word },
      errors: [{ edit_failure_reason: word }],
    }),
  }
}

function invalid(message: string): FrontAnswer {
  return { status: 400, body: JSON.stringify({ error: 'INVALID_ARGUMENT', error_details: message, message }) }
}
