/**
 * Takes tickets, changes and cancels in the venue's words. It may ask questions before it has an order, and forgets one when
 * something else about orders comes between.
 */

import { randomUUID } from 'node:crypto'
import type { Refusal, SimulatedExchange } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import type { FrontAnswer } from '../core/http-front.ts'
import { parts, type Parts } from '../core/received-text.ts'
import { isDone, type SimulatedOrder, type SimulatedTerms } from '../core/order.ts'
import { fault, json } from './answers.ts'
import { orderNumber, statusWord, type TicketWords } from './order-payloads.ts'

const REFUSALS: Readonly<Record<Refusal, string>> = {
  UNKNOWN_PRODUCT: 'Contract is not available for trading',
  NOT_TRADING: 'Trading is halted in this contract',
  INSUFFICIENT_FUNDS:
    'YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE MUST EXCEED THE INITIAL MARGIN.',
  TOO_SMALL: 'Order size is below the minimum size',
  TOO_LARGE: 'Order size exceeds the maximum size limit',
  POST_ONLY_WOULD_TAKE: 'Order would trade',
  BELOW_FILLED: 'Invalid order quantity',
  DONE: 'Order cannot be modified: it was already filled or cancelled',
  NOT_EDITABLE: 'Order is not editable',
}

export interface OrderDeskOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  readonly accountId: string
  /** An order was touched by a request whose effect comes later. */
  readonly onQueued: (order: SimulatedOrder) => void
}

interface Pending {
  readonly ids: readonly string[]
  readonly carryOut: () => FrontAnswer
}

export class IbkrOrderDesk {
  private readonly options: OrderDeskOptions
  private readonly words = new Map<string, TicketWords>()
  private readonly byClientId = new Map<string, SimulatedOrder>()
  private readonly byNumber = new Map<string, SimulatedOrder>()
  private readonly pending = new Map<string, Pending>()
  /** Questions about the next orders, one list for each. */
  private readonly questions: (readonly string[])[] = []

  constructor(options: OrderDeskOptions) {
    this.options = options
  }

  /** Asks these questions, one after the other, before it takes the next order or change. */
  askNext(ids: readonly string[]): void {
    this.questions.push(ids)
  }

  wordsOf({ orderId }: SimulatedOrder): TicketWords {
    return this.words.get(orderId) ?? { orderType: 'LMT', tif: 'GTC', outsideRth: false }
  }

  order(id: string): SimulatedOrder | null {
    return this.byNumber.get(id) ?? null
  }

  place(body: string): FrontAnswer {
    this.pending.clear()
    const tickets = parts(body)?.['orders']
    const ticket = Array.isArray(tickets) && tickets.length === 1 ? (tickets[0] as unknown) : null
    if (typeof ticket !== 'object' || ticket === null) return fault(400, 'Bad Request: one order is required')
    return this.asked(() => this.take(ticket as Parts))
  }

  modify(id: string, body: string): FrontAnswer {
    this.pending.clear()
    const order = this.byNumber.get(id)
    const ticket = parts(body)
    if (order === undefined) return json({ error: `OrderID ${id} doesn't exist` })
    if (ticket === null) return fault(400, 'Bad Request: malformed order')
    return this.asked(() => this.change(order, ticket))
  }

  reply(replyId: string, body: string): FrontAnswer {
    const pending = this.pending.get(replyId)
    const confirmed = parts(body)?.['confirmed']
    if (typeof confirmed !== 'boolean') return fault(500, 'confirmed must be a boolean')
    // Something came between, or it was answered before: the venue's back end does not answer any more.
    if (pending === undefined) return { status: 503, body: '' }
    this.pending.delete(replyId)
    if (!confirmed) return json([{ msg: 'Order was discarded' }])
    return pending.ids.length > 0 ? this.question(pending.ids, pending.carryOut) : pending.carryOut()
  }

  cancel(id: string): FrontAnswer {
    this.pending.clear()
    const { exchange, accountId } = this.options
    const open = [...exchange.orders.values()].filter(
      (order) => order.account === accountId && !isDone(order),
    )
    if (id === '-1') {
      if (open.length === 0) return json({ error: "OrderID -1 doesn't exist" })
      for (const order of open) this.takeBack(order)
      return json({ msg: 'Request was submitted', order_id: -1, conid: -1, account: null })
    }
    const order = this.byNumber.get(id)
    if (order === undefined || isDone(order)) return json({ error: `OrderID ${id} doesn't exist` })
    this.takeBack(order)
    return json({
      msg: 'Request was submitted',
      order_id: Number(id),
      conid: Number(order.terms.symbol),
      account: accountId,
    })
  }

  private takeBack(order: SimulatedOrder): void {
    const { exchange, faults, onQueued } = this.options
    order.cancelQueued = true
    onQueued(order)
    if (faults.cancelDelayMs === 0) exchange.cancel(order.orderId)
    else setTimeout(() => exchange.cancel(order.orderId), faults.cancelDelayMs).unref()
  }

  private asked(carryOut: () => FrontAnswer): FrontAnswer {
    const ids = this.questions.shift() ?? []
    return ids.length === 0 ? carryOut() : this.question(ids, carryOut)
  }

  private question([id = '', ...ids]: readonly string[], carryOut: () => FrontAnswer): FrontAnswer {
    const replyId = randomUUID()
    this.pending.set(replyId, { ids, carryOut })
    const message = [`Question ${id}.\nAre you sure you want to submit this order?`]
    return json([{ id: replyId, message, isSuppressed: false, messageIds: [id] }])
  }

  private take(ticket: Parts): FrontAnswer {
    const { exchange, accountId } = this.options
    const { cOID } = ticket
    if (typeof cOID !== 'string' || cOID === '') return fault(400, 'Bad Request: cOID is missing')
    if (this.byClientId.has(cOID))
      return json({ error: `Order couldn't be submitted: Local order ID=${cOID} is already registered.` })
    const terms = this.terms(ticket, cOID)
    if (typeof terms === 'string') return json({ error: terms })
    const placed = exchange.place(accountId, terms)
    if (!placed.ok) return json({ error: REFUSALS[placed.refusal] })
    const { order } = placed
    this.byClientId.set(cOID, order)
    this.byNumber.set(String(orderNumber(order.orderId)), order)
    this.words.set(order.orderId, {
      orderType: String(ticket['orderType']),
      tif: String(ticket['tif']),
      outsideRth: ticket['outsideRTH'] === true,
    })
    return this.acknowledged(order)
  }

  private change(order: SimulatedOrder, ticket: Parts): FrontAnswer {
    const terms = this.terms(ticket, order.terms.clientOrderId)
    if (typeof terms === 'string') return json({ error: terms })
    const refusal =
      terms.limitTicks === null || terms.side !== order.terms.side || terms.symbol !== order.terms.symbol
        ? 'NOT_EDITABLE'
        : this.options.exchange.edit(order.orderId, { lots: terms.lots, limitTicks: terms.limitTicks })
    return refusal === null ? this.acknowledged(order) : json({ error: REFUSALS[refusal] })
  }

  private acknowledged(order: SimulatedOrder): FrontAnswer {
    return json([
      {
        order_id: String(orderNumber(order.orderId)),
        local_order_id: order.terms.clientOrderId,
        order_status: statusWord(order),
        encrypt_message: '1',
      },
    ])
  }

  /** The terms, or the sentence of why there are none. Numbers are JSON numbers and nothing else. */
  private terms(ticket: Parts, clientOrderId: string): SimulatedTerms | string {
    const { conid, side, tif, orderType, quantity, price, auxPrice } = ticket
    const product = this.options.exchange.product(String(conid))
    if (product === null) return REFUSALS.UNKNOWN_PRODUCT
    if (side !== 'BUY' && side !== 'SELL') return 'Invalid side'
    if (typeof quantity !== 'number') return 'Invalid order quantity'
    const lots = product.lots.count(String(quantity))
    if (Number.isNaN(lots)) return 'Fractional shares are not supported for this order quantity'
    const time = tif === 'IOC' ? 'IOC' : tif === 'DAY' || tif === 'GTC' ? 'GTC' : null
    if (time === null) return 'Invalid time in force'
    const ticks = (value: unknown): number =>
      typeof value === 'number' ? product.ticks.count(String(value)) : Number.NaN
    const [limitTicks, stopTicks] = priceTicks(String(orderType), ticks(price), ticks(auxPrice)) ?? []
    if (limitTicks === undefined || stopTicks === undefined) return 'Invalid order type'
    if (Number.isNaN(limitTicks) || Number.isNaN(stopTicks))
      return 'The price does not conform to the minimum price variation for this contract'
    return {
      clientOrderId,
      symbol: String(conid),
      side,
      lots,
      limitTicks,
      stopTicks,
      time,
      endsAtMs: null,
      postOnly: false,
    }
  }
}

/** Limit and stop of an order type; null: there is no such type. */
function priceTicks(
  orderType: string,
  price: number,
  aux: number,
): readonly [number | null, number | null] | null {
  switch (orderType) {
    case 'MKT':
      return [null, null]
    case 'LMT':
      return [price, null]
    case 'STP':
      return [null, price]
    case 'STOP_LIMIT':
      return [price, aux]
    default:
      return null
  }
}
