/** Takes orders, amendments and cancels in Kalshi's words, and answers as it does. */

import type { SimulatedExchange } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import type { FrontAnswer } from '../core/http-front.ts'
import { parts, type Parts } from '../core/received-text.ts'
import { isDone, type SimulatedOrder, type SimulatedTerms, type SimulatedTime } from '../core/order.ts'
import { over, type ListedProduct } from '../core/product.ts'
import { canPay, positionOf } from './collateral.ts'
import { contracts, dollars } from './payloads.ts'
import { badRequest, notFound, refusal, refusedBy } from './refusals.ts'

export interface KalshiDeskOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  readonly nowMs: () => number
  /** Why no order is taken now; null: they are. */
  readonly pause: () => 'TRADING' | 'EXCHANGE' | null
}

const TIMES: Readonly<Record<string, SimulatedTime>> = {
  good_till_canceled: 'GTC',
  immediate_or_cancel: 'IOC',
  fill_or_kill: 'FOK',
}
const STP_TYPES: ReadonlySet<unknown> = new Set(['taker_at_cross', 'maker'])

export class KalshiOrderDesk {
  private readonly options: KalshiDeskOptions
  /** Client order ids that were ever used, by account. */
  private readonly usedIds = new Set<string>()

  constructor(options: KalshiDeskOptions) {
    this.options = options
  }

  place(account: string, body: string): FrontAnswer {
    const { exchange } = this.options
    const paused = this.pausedFor('TRADING')
    if (paused !== null) return paused
    const request = parts(body)
    if (request === null) return badRequest('the body is no object')
    const numeric = numericField(request)
    if (numeric !== null) return numeric
    const product = exchange.product(String(request['ticker']))
    if (product === null) return refusal(404, 'market_not_found')
    const clientOrderId = typeof request['client_order_id'] === 'string' ? request['client_order_id'] : ''
    const terms = this.terms(request, product, clientOrderId)
    if ('status' in terms) return terms
    if (clientOrderId !== '' && this.usedIds.has(`${account} ${clientOrderId}`))
      return refusal(409, 'order_already_exists')
    const capped = request['reduce_only'] === true ? this.reducing(account, terms, product) : terms
    if (!canPay(exchange, account, capped, product)) return refusal(400, 'insufficient_balance')
    const placed = exchange.place(account, capped)
    if (!placed.ok) return refusedBy(placed.refusal)
    this.usedIds.add(`${account} ${clientOrderId}`)
    return this.answer(201, placed.order)
  }

  amend(account: string, orderId: string, body: string): FrontAnswer {
    const { exchange } = this.options
    const paused = this.pausedFor('TRADING')
    if (paused !== null) return paused
    const order = this.openOrder(account, orderId)
    const request = parts(body)
    if (order === null) return notFound()
    if (request === null) return badRequest('the body is no object')
    const numeric = numericField(request)
    if (numeric !== null) return numeric
    const { product, terms } = order
    if (request['ticker'] !== terms.symbol) return refusal(400, 'order_ticker_mismatch')
    if (request['side'] !== sideWord(terms.side)) return refusal(400, 'order_side_mismatch')
    const change = sizeAndPrice(request, product)
    if ('status' in change) return change
    if (
      !canPay(
        exchange,
        account,
        { ...terms, ...change, lots: Math.max(0, change.lots - terms.lots) },
        product,
      )
    )
      return refusal(400, 'insufficient_balance')
    const refused = exchange.edit(orderId, change)
    return refused === null ? this.answer(200, order) : refusedBy(refused)
  }

  cancel(account: string, orderId: string): FrontAnswer {
    const canceled = this.cancelOne(account, orderId)
    return 'status' in canceled ? canceled : { status: 200, body: JSON.stringify(canceled.item) }
  }

  cancelBatch(account: string, body: string, isPartial: boolean): FrontAnswer {
    const wanted = parts(body)?.['orders']
    if (!Array.isArray(wanted)) return badRequest('orders is required')
    const orders = (wanted as readonly Parts[]).map(({ order_id }, index) => {
      const canceled =
        isPartial && index > 0 ? refusal(500, 'internal_error') : this.cancelOne(account, String(order_id))
      return 'status' in canceled
        ? { order_id, reduced_by: '0.00', error: (JSON.parse(canceled.body) as { error: object }).error }
        : canceled.item
    })
    return { status: 200, body: JSON.stringify({ orders }) }
  }

  private cancelOne(account: string, orderId: string): FrontAnswer | { readonly item: object } {
    const { exchange, faults, nowMs } = this.options
    const paused = this.pausedFor('EXCHANGE')
    if (paused !== null) return paused
    const order = this.openOrder(account, orderId)
    // Unknown, canceled and filled are told alike.
    if (order === null) return notFound()
    const reduced = order.product.size(order.terms.lots - order.filledLots)
    if (faults.cancelDelayMs === 0) exchange.cancel(orderId)
    else setTimeout(() => exchange.cancel(orderId), faults.cancelDelayMs).unref()
    return {
      item: {
        order_id: orderId,
        client_order_id: order.terms.clientOrderId,
        reduced_by: contracts(reduced),
        ts_ms: nowMs(),
      },
    }
  }

  private openOrder(account: string, orderId: string): SimulatedOrder | null {
    const order = this.options.exchange.orders.get(orderId)
    return order === undefined || order.account !== account || isDone(order) ? null : order
  }

  /** A pause of trading lets cancels through; one of the exchange lets nothing through. */
  private pausedFor(least: 'TRADING' | 'EXCHANGE'): FrontAnswer | null {
    const pause = this.options.pause()
    if (pause === null || (least === 'EXCHANGE' && pause === 'TRADING')) return null
    return refusal(409, pause === 'TRADING' ? 'trading_paused' : 'exchange_paused')
  }

  /** The terms, or the refusal. */
  private terms(request: Parts, product: ListedProduct, clientOrderId: string): SimulatedTerms | FrontAnswer {
    const time = TIMES[String(request['time_in_force'])]
    const { side } = request
    if (
      time === undefined ||
      (side !== 'bid' && side !== 'ask') ||
      !STP_TYPES.has(request['self_trade_prevention_type'])
    )
      return refusal(400, 'invalid_parameters')
    const priced = sizeAndPrice(request, product)
    if ('status' in priced) return priced
    const ends = request['expiration_time']
    if (ends !== undefined && (time !== 'GTC' || typeof ends !== 'number'))
      return refusal(400, 'invalid_order')
    const endsAtMs = typeof ends === 'number' ? ends * 1_000 : null
    if (endsAtMs !== null && endsAtMs <= this.options.nowMs()) return refusal(400, 'invalid_order', 'expired')
    return {
      clientOrderId,
      symbol: product.terms.symbol,
      side: side === 'bid' ? 'BUY' : 'SELL',
      ...priced,
      stopTicks: null,
      time: endsAtMs === null ? time : 'GTD',
      endsAtMs,
      postOnly: request['post_only'] === true,
    }
  }

  /** No more than what closes the position. */
  private reducing(account: string, terms: SimulatedTerms, product: ListedProduct): SimulatedTerms {
    const position = positionOf(this.options.exchange, account, product.terms.symbol)
    const closable = terms.side === 'SELL' ? position : -position
    const lots = closable > 0n ? product.lots.count(contracts(closable)) : 0
    return { ...terms, lots: Math.min(terms.lots, lots) }
  }

  private answer(status: number, order: SimulatedOrder): FrontAnswer {
    const { product, terms, filledLots, filledWorth, fees } = order
    const filled = product.size(filledLots)
    const left = isDone(order) ? 0 : terms.lots - filledLots
    const body = {
      order_id: order.orderId,
      client_order_id: terms.clientOrderId,
      fill_count: contracts(filled),
      remaining_count: contracts(product.size(left)),
      ts_ms: this.options.nowMs(),
      ...(filledLots === 0
        ? {}
        : {
            average_fill_price: dollars(over(filledWorth, filled)),
            average_fee_paid: dollars(over(fees, filled)),
          }),
    }
    return { status, body: JSON.stringify(body) }
  }
}

function sideWord(side: SimulatedTerms['side']): string {
  return side === 'BUY' ? 'bid' : 'ask'
}

/** Lots and ticks of a request, or the refusal of what is off the grid. */
function sizeAndPrice(
  request: Parts,
  product: ListedProduct,
): { readonly lots: number; readonly limitTicks: number } | FrontAnswer {
  const lots = product.lots.count(String(request['count']))
  const limitTicks = product.ticks.count(String(request['price']))
  const most = product.ticks.count('1')
  if (!(limitTicks > 0 && limitTicks < most)) return refusal(400, 'invalid_price')
  return lots > 0 ? { lots, limitTicks } : refusal(400, 'invalid_order_size')
}

/** Numbers are texts: anything else is not even parsed. */
function numericField(request: Parts): FrontAnswer | null {
  const field = ['count', 'price'].find((name) => typeof request[name] !== 'string')
  return field === undefined
    ? null
    : badRequest(
        `json: cannot unmarshal ${typeof request[field]} into Go struct field CreateOrderV2Request.${field} of type string`,
      )
}
