/** Every state that an order ever had and when: reads may be late, and the venue's single-order read is. */

import type { ExchangeListener } from '../core/exchange.ts'
import { isDone, type SimulatedOrder } from '../core/order.ts'
import { orderPayload, type OrderNotes } from './payloads.ts'

interface PastState {
  readonly atMs: number
  readonly payload: object
  readonly isOpen: boolean
}

export class OrderHistory implements ExchangeListener {
  private readonly states = new Map<string, PastState[]>()
  private readonly initialLots = new Map<string, number>()
  private readonly nowMs: () => number

  constructor(nowMs: () => number) {
    this.nowMs = nowMs
  }

  onOrder(order: SimulatedOrder): void {
    const notes = this.notesOf(order)
    const known = this.states.get(order.orderId) ?? []
    const state = { atMs: notes.updatedAtMs, payload: orderPayload(order, notes), isOpen: !isDone(order) }
    this.states.set(order.orderId, [...known, state])
  }

  /** As of now: what is told of it next. */
  notesOf({ orderId, terms }: SimulatedOrder): OrderNotes {
    const initialLots = this.initialLots.get(orderId) ?? terms.lots
    this.initialLots.set(orderId, initialLots)
    return { initialLots, updatedAtMs: this.nowMs() }
  }

  /** How the order stood at a time; null: it was not there yet. */
  asOf({ orderId }: SimulatedOrder, atMs: number): PastState | null {
    return this.states.get(orderId)?.findLast((state) => state.atMs <= atMs) ?? null
  }

  /** Its first state. */
  first({ orderId }: SimulatedOrder): PastState | null {
    return this.states.get(orderId)?.[0] ?? null
  }
}
