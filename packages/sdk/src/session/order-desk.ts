/**
 * The orders of a session: submits, replaces and cancels them as intents, and books what the host tells of them.
 *
 * Client order ids come from a counter, so the same decisions have the same ids in every run and after a resume. A replace
 * that the order cannot take yet (it is not acknowledged, or another is under way) waits; of several the last one counts.
 */

import type { OrderStatus } from '../vocabulary.ts'
import type { OrderUpdateInput, RestatedOrder } from './input.ts'
import type { StrategyIntent } from './intent.ts'
import { createRecord, isFinalStatus, type OrderFacts, type OrderRecord, type Terms } from './order.ts'
import type { Transaction } from './transaction.ts'

/** Final orders that stay known, for late fills and `orders.get`. */
export const FINAL_ORDERS_KEPT = 1_024

/** Working orders a session may have at most. */
export const WORKING_ORDERS_MAX = 10_000

const REPLACEABLE: ReadonlySet<OrderStatus> = new Set(['NEW', 'PARTIALLY_FILLED'])

/** What an update of an order says. */
export type OrderNews = 'NOTHING' | 'CHANGED' | 'REPLACE_REFUSED'

export type NewOrder = Omit<OrderFacts, 'number' | 'clientOrderId'>

export class OrderDesk {
  /** Orders by their number, oldest first: a Map takes a new number at a fraction of what a new text costs it. */
  readonly #orders = new Map<number, OrderRecord>()
  /** Those that are not final, oldest first, up to their count: a list that is emptied gives its room back, and a Set as well. */
  readonly #working: (OrderRecord | undefined)[] = []
  #workingCount = 0
  /** Numbers of the last final orders, in the order of their end; the oldest is at `#finals % FINAL_ORDERS_KEPT`. */
  readonly #final: number[] = []
  #finals = 0
  readonly #intents: StrategyIntent[]
  readonly #transaction: Transaction
  readonly #prefix: string
  #count = 0

  constructor(prefix: string, intents: StrategyIntent[], transaction: Transaction) {
    this.#prefix = prefix
    this.#intents = intents
    this.#transaction = transaction
  }

  get count(): number {
    return this.#count
  }

  /** The id of a bracket whose entry is the next order. */
  nextBracketId(): string {
    return `${this.#prefix}-b${this.#count + 1}`
  }

  get(clientOrderId: string): OrderRecord | undefined {
    const record = this.#orders.get(numberIn(clientOrderId))
    return record?.facts.clientOrderId === clientOrderId ? record : undefined
  }

  /** Orders that are not final, oldest first. */
  working(): readonly OrderRecord[] {
    return this.#working.slice(0, this.#workingCount) as OrderRecord[]
  }

  get workingCount(): number {
    return this.#workingCount
  }

  all(): IterableIterator<OrderRecord> {
    return this.#orders.values()
  }

  submit(order: NewOrder, terms: Terms): OrderRecord {
    this.#count++
    const clientOrderId = `${this.#prefix}-${this.#count}`
    const number = this.#count
    const { listing, side, type, timeInForce, tag, bracketId, isContingent } = order
    const facts = { number, clientOrderId, listing, side, type, timeInForce, tag, bracketId, isContingent }
    const record = createRecord(facts, terms)
    this.#orders.set(number, record)
    this.#working[this.#workingCount++] = record
    this.#transaction.changed(() => {
      this.#count--
      this.#orders.delete(number)
      this.#leaveWorking(record)
    })
    this.#intents.push({
      type: 'SubmitOrder',
      clientOrderId,
      instrumentId: listing.instrument.id,
      side,
      orderType: type,
      timeInForce,
      quantityLots: terms.quantityLots,
      limitTicks: terms.limitTicks,
      stopTicks: terms.stopTicks,
      tag,
      bracketId,
    })
    return record
  }

  /** Asks to withdraw an order, if that can still do anything. */
  cancel(record: OrderRecord): void {
    if (isFinalStatus(record.status) || record.status === 'PENDING_CANCEL') return
    this.#change(record, { status: 'PENDING_CANCEL', wanted: null })
    this.#intents.push({ type: 'CancelOrder', clientOrderId: record.facts.clientOrderId })
  }

  /** Asks for new terms, now or as soon as the order can take them. */
  replace(record: OrderRecord, terms: Terms): void {
    if (isFinalStatus(record.status) || record.status === 'PENDING_CANCEL') return
    this.#change(record, { wanted: terms })
    this.sendWanted(record)
  }

  /** Sends the terms that wait, if the order can take them now. */
  sendWanted(record: OrderRecord): void {
    const { wanted, terms, filledLots } = record
    if (wanted === null || !REPLACEABLE.has(record.status)) return
    if (sameTerms(wanted, terms) || wanted.quantityLots <= filledLots) {
      this.#change(record, { wanted: null })
      return
    }
    const replaces = record.replaces + 1
    this.#change(record, { wanted: null, asked: wanted, status: 'PENDING_REPLACE', replaces })
    const { clientOrderId } = record.facts
    this.#intents.push({
      type: 'ReplaceOrder',
      clientOrderId,
      idempotencyKey: `${clientOrderId}.r${record.replaces}`,
      quantityLots: wanted.quantityLots === terms.quantityLots ? null : wanted.quantityLots,
      limitTicks: wanted.limitTicks === terms.limitTicks ? null : wanted.limitTicks,
      stopTicks: wanted.stopTicks === terms.stopTicks ? null : wanted.stopTicks,
    })
  }

  /** Books a fill; answers whether it is new. */
  fill(record: OrderRecord, execId: string, lots: number): boolean {
    if (record.execIds.includes(execId)) return false
    // Most orders fill once: a list that is pushed to takes room for many.
    if (record.execIds.length === 0) record.execIds = [execId]
    else record.execIds.push(execId)
    record.filledLots += lots
    if (record.filledLots >= record.terms.quantityLots) this.#setStatus(record, 'FILLED')
    else if (record.status === 'PENDING_NEW' || record.status === 'NEW' || record.status === 'UNKNOWN') {
      this.#setStatus(record, 'PARTIALLY_FILLED')
    }
    return true
  }

  /** Books where an order stands, and says what is new about it. A final order stays final. */
  update(record: OrderRecord, input: OrderUpdateInput): OrderNews {
    if (isFinalStatus(record.status) && input.status !== 'FILLED') return 'NOTHING'
    const { quantityLots, limitTicks, stopTicks, status } = input
    const terms: Terms = { quantityLots, limitTicks, stopTicks }
    const asBefore = sameTerms(terms, record.terms)
    if (status === record.status && asBefore) return 'NOTHING'
    const refused = asBefore && record.status === 'PENDING_REPLACE' && REPLACEABLE.has(status)
    record.terms = terms
    if (status !== 'PENDING_REPLACE') record.asked = null
    this.#setStatus(record, status)
    return refused ? 'REPLACE_REFUSED' : 'CHANGED'
  }

  /** Counts an order in new shares, as the venue does since a split. */
  restate({ clientOrderId, quantityLots, limitTicks, stopTicks }: RestatedOrder): void {
    const record = this.get(clientOrderId)
    if (record !== undefined) record.terms = { quantityLots, limitTicks, stopTicks }
  }

  /** Ids of the final orders that are still known, in the order of their end. */
  finalIds(): readonly string[] {
    const at = this.#finals % FINAL_ORDERS_KEPT
    const oldestFirst =
      this.#finals < FINAL_ORDERS_KEPT ? this.#final : [...this.#final.slice(at), ...this.#final.slice(0, at)]
    return oldestFirst.map((number) => (this.#orders.get(number) as OrderRecord).facts.clientOrderId)
  }

  /** Takes in the orders of a snapshot, oldest first; of final ones those that were still known. */
  restore(records: readonly OrderRecord[], finalIds: readonly string[]): void {
    const finals = new Map<string, OrderRecord>()
    for (const record of records) {
      const { number, clientOrderId } = record.facts
      if (isFinalStatus(record.status)) finals.set(clientOrderId, record)
      else {
        this.#orders.set(number, record)
        this.#working[this.#workingCount++] = record
      }
    }
    for (const id of finalIds) {
      const record = finals.get(id)
      if (record === undefined)
        throw new Error(`Invariant: a snapshot holds the final orders it names: ${id}`)
      this.#orders.set(record.facts.number, record)
      this.#keepFinal(record)
    }
  }

  restoreCount(count: number): void {
    this.#count = count
  }

  /** Facts from the host: they stay, whatever the callback does. */
  #setStatus(record: OrderRecord, status: OrderStatus): void {
    const wasFinal = isFinalStatus(record.status)
    record.status = status
    if (wasFinal || !isFinalStatus(status)) return
    record.wanted = null
    this.#leaveWorking(record)
    this.#keepFinal(record)
  }

  #leaveWorking(record: OrderRecord): void {
    const last = --this.#workingCount
    for (let place = this.#working.indexOf(record); place < last; place++)
      this.#working[place] = this.#working[place + 1]
    this.#working[last] = undefined
  }

  /** Keeps a final order known, and forgets the one that ended longest ago. */
  #keepFinal(record: OrderRecord): void {
    const at = this.#finals++ % FINAL_ORDERS_KEPT
    const oldest = this.#final[at]
    if (oldest !== undefined) this.#orders.delete(oldest)
    this.#final[at] = record.facts.number
  }

  /** Wishes of the strategy: taken back when the callback throws. */
  #change(
    record: OrderRecord,
    next: Partial<Pick<OrderRecord, 'status' | 'wanted' | 'asked' | 'replaces'>>,
  ): void {
    const { status, wanted, asked, replaces } = record
    this.#transaction.changed(() => Object.assign(record, { status, wanted, asked, replaces }))
    Object.assign(record, next)
  }
}

const ZERO = 48
const NINE = 57

/** The number that a client order id ends in; 0: in none. */
function numberIn(clientOrderId: string): number {
  let number = 0
  let weight = 1
  for (let at = clientOrderId.length - 1; at >= 0; at--) {
    const code = clientOrderId.charCodeAt(at)
    if (code < ZERO || code > NINE) return number
    number += (code - ZERO) * weight
    weight *= 10
  }
  return number
}

export function sameTerms(one: Terms, other: Terms): boolean {
  return (
    one.quantityLots === other.quantityLots &&
    one.limitTicks === other.limitTicks &&
    one.stopTicks === other.stopTicks
  )
}
