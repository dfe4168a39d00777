/** One order of a session: the record that the session keeps, and the live view that the strategy is given. */

import type { InstrumentId } from '../instrument.ts'
import type { StrategyOrder } from '../strategy/context.ts'
import type { OrderStatus, OrderType, Side, TimeInForce } from '../vocabulary.ts'
import type { Listing } from './listing.ts'

/** Terms that a replace can change. */
export interface Terms {
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

/** What never changes about an order, as plain data. */
export interface OrderFacts {
  /** Counted from 1 in the session. */
  readonly number: number
  readonly clientOrderId: string
  readonly listing: Listing
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly tag: string | null
  readonly bracketId: string | null
  /** Whether it works only once the market moves against a position: not counted towards a target. */
  readonly isContingent: boolean
}

/** What is known of an order. Changed by the session alone. */
export interface OrderRecord {
  readonly facts: OrderFacts
  readonly view: StrategyOrder
  status: OrderStatus
  terms: Terms
  /** New terms that wait until the order can be replaced; null: none. */
  wanted: Terms | null
  /** New terms that were asked for and not answered yet; null: none. */
  asked: Terms | null
  filledLots: number
  replaces: number
  execIds: string[]
}

const FINAL: ReadonlySet<OrderStatus> = new Set(['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'])

export function isFinalStatus(status: OrderStatus): boolean {
  return FINAL.has(status)
}

export function openLots(record: OrderRecord): number {
  if (isFinalStatus(record.status)) return 0
  return Math.max(0, record.terms.quantityLots - record.filledLots)
}

export function createRecord(facts: OrderFacts, terms: Terms): OrderRecord {
  return new Entry(facts, terms)
}

class Entry implements OrderRecord {
  readonly facts: OrderFacts
  readonly view: StrategyOrder
  status: OrderStatus = 'PENDING_NEW'
  terms: Terms
  wanted: Terms | null = null
  asked: Terms | null = null
  filledLots = 0
  replaces = 0
  execIds: string[] = []

  constructor(facts: OrderFacts, terms: Terms) {
    this.facts = facts
    this.terms = terms
    this.view = new OrderView(this)
  }
}

class OrderView implements StrategyOrder {
  readonly clientOrderId: string
  readonly instrument: InstrumentId
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly tag: string | null
  readonly #record: Omit<OrderRecord, 'view'>

  constructor(record: Omit<OrderRecord, 'view'>) {
    const { facts } = record
    this.#record = record
    this.clientOrderId = facts.clientOrderId
    this.instrument = facts.listing.instrument.id
    this.side = facts.side
    this.type = facts.type
    this.timeInForce = facts.timeInForce
    this.tag = facts.tag
    Object.freeze(this)
  }

  get status(): OrderStatus {
    return this.#record.status
  }

  get quantity(): number {
    return this.#record.facts.listing.quantity(this.#record.terms.quantityLots)
  }

  get filledQuantity(): number {
    return this.#record.facts.listing.quantity(this.#record.filledLots)
  }

  get openQuantity(): number {
    const { facts, terms, filledLots, status } = this.#record
    if (isFinalStatus(status)) return 0
    return facts.listing.quantity(Math.max(0, terms.quantityLots - filledLots))
  }

  get limitPrice(): number | null {
    return this.#price(this.#record.terms.limitTicks)
  }

  get stopPrice(): number | null {
    return this.#price(this.#record.terms.stopTicks)
  }

  get isFinal(): boolean {
    return isFinalStatus(this.#record.status)
  }

  #price(ticks: number | null): number | null {
    return ticks === null ? null : this.#record.facts.listing.price(ticks)
  }
}
