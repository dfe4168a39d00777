/** Takes orders, changes and cancels in Alpaca's words, and refuses them with its statuses, numbers and messages. */

import { decimalUnits } from '@quarterdeck/sdk'
import { canonicalDecimal } from '../../wire/decimal.ts'

import type { Refusal, SimulatedExchange } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import type { FrontAnswer } from '../core/http-front.ts'
import { isDone, type SimulatedOrder, type SimulatedTerms, type SimulatedTime } from '../core/order.ts'
import type { ListedProduct } from '../core/product.ts'
import { parts } from '../core/received-text.ts'
import { answer, refused } from './answers.ts'
import { classOf, isCrypto, orderPayload, statusWord, type SimulatedClass } from './payloads.ts'

type Parts = Readonly<Record<string, unknown>>

export interface AlpacaDeskOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  /** Whether the new quantity of a changed order counts what was filled before: the venue's own way is not certain. */
  readonly changesCountFills: boolean
  /** An order was touched by a request whose effect comes later. */
  readonly onQueued: (order: SimulatedOrder) => void
}

const TIMES: Readonly<Record<string, SimulatedTime>> = { day: 'GTC', gtc: 'GTC', ioc: 'IOC', fok: 'FOK' }
const TIMES_OF: Readonly<Record<SimulatedClass, readonly string[]>> = {
  us_equity: ['day', 'gtc', 'ioc', 'fok'],
  crypto: ['gtc', 'ioc'],
  us_option: ['day'],
}
const TYPES = new Set(['market', 'limit', 'stop', 'stop_limit'])
const CLIENT_ID_LENGTH_MAX = 128

export class AlpacaOrderDesk {
  /** Time words of orders. */
  readonly times = new Map<string, string>()
  private readonly options: AlpacaDeskOptions
  /** Account and client order id of every order that ever was. */
  private readonly seen = new Set<string>()

  constructor(options: AlpacaDeskOptions) {
    this.options = options
  }

  place(account: string, body: string): FrontAnswer {
    const request = parts(body)
    const product = this.options.exchange.product(String(request?.['symbol']))
    if (request === null) return refused(400, 40010000, 'request body format is invalid')
    if (product === null) return refused(422, 42210000, `could not find asset "${String(request['symbol'])}"`)
    const terms = termsOf(request, product)
    if ('status' in terms) return terms
    const repeated = this.repeated(account, terms.clientOrderId)
    if (repeated !== null) return repeated
    if (this.isWashTrade(account, terms))
      return refused(403, 40310000, 'potential wash trade detected. use complex orders')
    const placed = this.options.exchange.place(account, terms)
    if (!placed.ok) return refusal(placed.refusal, { terms, product })
    this.note(placed.order, String(request['time_in_force']))
    return answer(orderPayload(placed.order, this.times, 'pending_new'))
  }

  /** Makes a new order of a working one. */
  replace(account: string, orderId: string, body: string): FrontAnswer {
    const { exchange, changesCountFills } = this.options
    const request = parts(body)
    const order = exchange.orders.get(orderId)
    if (request === null) return refused(400, 40010000, 'request body format is invalid')
    if (order === undefined || order.account !== account) return refused(404, 40410000, 'order not found')
    const unready = notWorking(order)
    if (unready !== null) return unready
    const time = this.times.get(orderId) ?? 'gtc'
    const counted = termsOf({ ...standing(order, time), ...request }, order.product)
    if ('status' in counted) return counted
    const terms = changesCountFills ? { ...counted, lots: counted.lots - order.filledLots } : counted
    const repeated = this.repeated(account, terms.clientOrderId)
    if (repeated !== null) return repeated
    const placed = exchange.supersede(orderId, terms)
    if (!placed.ok) return refusal(placed.refusal, { terms, product: order.product })
    this.note(placed.order, time)
    return answer(orderPayload(placed.order, this.times, 'pending_new'))
  }

  cancel(account: string, orderId: string): FrontAnswer {
    const order = this.options.exchange.orders.get(orderId)
    if (order === undefined || order.account !== account) return refused(404, 40410000, 'order not found')
    const unready = notWorking(order)
    if (unready !== null) return unready
    this.withdraw(order)
    return { status: 204, body: '' }
  }

  /** `partial`: only the first is carried out. */
  cancelAll(account: string, partial: boolean): FrontAnswer {
    const working = [...this.options.exchange.orders.values()].filter(
      (order) => order.account === account && !isDone(order),
    )
    const rows = working.map((order, index) => {
      if (partial && index > 0)
        return { id: order.orderId, status: 500, body: { code: 50010000, message: 'failed to cancel order' } }
      if (!order.cancelQueued) this.withdraw(order)
      return { id: order.orderId, status: 200 }
    })
    return answer(rows, 207)
  }

  /** Whether an order could trade with another of the same account. */
  private isWashTrade(account: string, { symbol, side, limitTicks }: SimulatedTerms): boolean {
    return [...this.options.exchange.orders.values()].some(({ status, account: owner, terms }) => {
      if (status !== 'OPEN' || owner !== account || terms.symbol !== symbol || terms.side === side)
        return false
      if (limitTicks === null || terms.limitTicks === null) return true
      return side === 'BUY' ? limitTicks >= terms.limitTicks : limitTicks <= terms.limitTicks
    })
  }

  private withdraw(order: SimulatedOrder): void {
    const { exchange, faults, onQueued } = this.options
    order.cancelQueued = true
    if (faults.cancelDelayMs === 0) exchange.cancel(order.orderId)
    else {
      onQueued(order)
      setTimeout(() => exchange.cancel(order.orderId), faults.cancelDelayMs).unref()
    }
  }

  private repeated(account: string, clientOrderId: string): FrontAnswer | null {
    return this.seen.has(`${account} ${clientOrderId}`)
      ? refused(422, 40010001, 'client_order_id must be unique')
      : null
  }

  private note(order: SimulatedOrder, time: string): void {
    this.times.set(order.orderId, time)
    this.seen.add(`${order.account} ${order.terms.clientOrderId}`)
  }
}

/** Why an order can be neither changed nor canceled now; null: it can. */
function notWorking(order: SimulatedOrder): FrontAnswer | null {
  if (isDone(order)) return refused(422, 42210000, `order is already in "${statusWord(order)}" state`)
  return order.cancelQueued ? refused(422, 42210000, 'order is pending cancel') : null
}

/** What a change leaves as it is. */
function standing({ terms, product }: SimulatedOrder, time: string): Parts {
  return {
    side: terms.side.toLowerCase(),
    type: terms.stopTicks === null ? 'limit' : terms.limitTicks === null ? 'stop' : 'stop_limit',
    time_in_force: time,
    qty: product.lots.text(terms.lots),
    ...(terms.limitTicks === null ? {} : { limit_price: product.ticks.text(terms.limitTicks) }),
    ...(terms.stopTicks === null ? {} : { stop_price: product.ticks.text(terms.stopTicks) }),
  }
}

/** The terms, or the refusal that says what is wrong with them. */
function termsOf(request: Parts, product: ListedProduct): SimulatedTerms | FrontAnswer {
  const { side, type, client_order_id: clientOrderId } = request
  const word = String(request['time_in_force'])
  const time = TIMES[word]
  if (side !== 'buy' && side !== 'sell') return refused(422, 42210000, 'side must be buy or sell')
  if (typeof type !== 'string' || !TYPES.has(type)) return refused(422, 42210000, 'invalid order type')
  if (time === undefined || !TIMES_OF[classOf(product)].includes(word))
    return refused(422, 42210000, `invalid time_in_force for ${classOf(product)}`)
  if (isCrypto(product) && type === 'stop')
    return refused(422, 42210000, 'invalid order type for crypto order')
  if (typeof clientOrderId !== 'string' || clientOrderId.length > CLIENT_ID_LENGTH_MAX)
    return refused(422, 40010001, 'client_order_id is invalid')
  const lots = product.lots.count(canonicalDecimal(request['qty']) ?? '')
  if (!(lots > 0)) return refused(422, 42210000, 'qty is invalid')
  const limitTicks = type.includes('limit') ? ticksOf(request['limit_price'], product) : null
  const stopTicks = type.includes('stop') ? ticksOf(request['stop_price'], product) : null
  for (const [name, ticks] of [
    ['limit_price', limitTicks],
    ['stop_price', stopTicks],
  ] as const)
    if (Number.isNaN(ticks))
      return refused(
        422,
        42210000,
        `invalid ${name} ${String(request[name])}. sub-penny increment does not fulfill minimum pricing criteria`,
      )
  return {
    clientOrderId,
    symbol: product.terms.symbol,
    side: side === 'buy' ? 'BUY' : 'SELL',
    lots,
    limitTicks,
    stopTicks,
    time,
    endsAtMs: null,
    postOnly: false,
  }
}

/** NaN: it is none, or too fine: shares of a dollar and more are priced in cents. */
function ticksOf(price: unknown, product: ListedProduct): number {
  const text = canonicalDecimal(price) ?? ''
  const isInCents = !isCrypto(product) && text !== '' && decimalUnits(text, 18) >= decimalUnits('1', 18)
  if (isInCents && decimalUnits(text, 18) % decimalUnits('0.01', 18) !== 0n) return Number.NaN
  return product.ticks.count(text)
}

function refusal(
  word: Refusal,
  { terms, product }: { readonly terms: SimulatedTerms; readonly product: ListedProduct },
): FrontAnswer {
  const quantity = product.lots.text(terms.lots)
  switch (word) {
    case 'INSUFFICIENT_FUNDS':
      return terms.side === 'BUY'
        ? refused(403, 40310000, 'insufficient buying power', { buying_power: '0', cost_basis: '0' })
        : refused(
            403,
            40310000,
            `insufficient qty available for order (requested: ${quantity}, available: 0)`,
            { available: '0', existing_qty: '0', held_for_orders: '0', symbol: terms.symbol },
          )
    case 'NOT_TRADING':
      return refused(422, 42210000, `asset "${terms.symbol}" is not tradable`)
    case 'UNKNOWN_PRODUCT':
      return refused(422, 42210000, `could not find asset "${terms.symbol}"`)
    case 'DONE':
      return refused(422, 42210000, 'order is already in "filled" state')
    case 'TOO_SMALL':
    case 'TOO_LARGE':
    case 'BELOW_FILLED':
      return refused(422, 42210000, 'qty is invalid')
    case 'POST_ONLY_WOULD_TAKE':
    case 'NOT_EDITABLE':
      return refused(422, 42210000, 'order is not supported')
  }
}
