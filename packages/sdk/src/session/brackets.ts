/**
 * Brackets: an entry and its exits, kept in step by the session.
 *
 * One rule gives every case, partial fills and crossing reports included: what the exits may still fill is what the entry
 * filled less what both exits filled. After each fill the exits are brought to that: sent, resized, or withdrawn.
 * An exit that ended otherwise (refused, expired, withdrawn by the strategy) is not sent again; one that was withdrawn here
 * is, should the entry fill more. A resize that the venue refuses becomes a withdrawal and a new exit, a few times at most.
 */

import type { Bracket, StrategyOrder } from '../strategy/context.ts'
import type { TimeInForce } from '../vocabulary.ts'
import type { Listing } from './listing.ts'
import { isFinalStatus, openLots, type OrderRecord } from './order.ts'
import type { OrderDesk } from './order-desk.ts'
import type { Transaction } from './transaction.ts'

const LEGS = ['takeProfit', 'stopLoss'] as const
type LegName = (typeof LEGS)[number]

/** One exit: its price and the orders sent for it, of which only the last can be working. */
interface Leg {
  ticks: number
  readonly orders: OrderRecord[]
  /** The order that this desk withdrew, so that it may be sent again; null: none. */
  withdrawn: OrderRecord | null
  /** Resizes that were refused. */
  refusals: number
}

/** Refused resizes of an exit after which it is left as it is. */
const REFUSALS_MAX = 3

/** Brackets that are done and stay known, for fills that come late. */
const DONE_BRACKETS_KEPT = 1_024

/** A leg as a snapshot has it. */
export interface LegFacts {
  readonly orders: readonly OrderRecord[]
  readonly withdrawn: OrderRecord | null
  readonly refusals: number
}

/** New shares for old ones. */
type SplitRatio = { readonly numerator: number; readonly denominator: number }

export interface BracketRecord {
  readonly id: string
  readonly entry: OrderRecord
  readonly timeInForce: TimeInForce
  readonly takeProfit: Leg | null
  readonly stopLoss: Leg | null
  isWithdrawn: boolean
  /** Lots that splits added to what the exits have to fill, or took from it. */
  splitLots: number
  readonly view: Bracket
}

/** A bracket as plain data: what a snapshot holds of it. */
export interface BracketTerms {
  readonly id: string
  readonly entry: OrderRecord
  readonly timeInForce: TimeInForce
  readonly takeProfitTicks: number | null
  readonly stopLossTicks: number | null
  /** 0 where nothing was split. */
  readonly splitLots: number
}

export class BracketDesk {
  /** Brackets by id, oldest first. */
  readonly #brackets = new Map<string, BracketRecord>()
  readonly #byOrder = new Map<string, BracketRecord>()
  readonly #desk: OrderDesk
  readonly #transaction: Transaction

  constructor(desk: OrderDesk, transaction: Transaction) {
    this.#desk = desk
    this.#transaction = transaction
  }

  /** Looks after the exits of an entry that was just submitted. */
  open(terms: BracketTerms): BracketRecord {
    const record = this.#record(terms)
    const entryId = terms.entry.facts.clientOrderId
    this.#keep(record, [entryId])
    this.#transaction.changed(() => {
      this.#brackets.delete(record.id)
      this.#byOrder.delete(entryId)
    })
    return record
  }

  all(): IterableIterator<BracketRecord> {
    return this.#brackets.values()
  }

  /** Brings the exits in step after a fill or an update of one of the bracket's orders. */
  settle(order: OrderRecord, resizeRefused: boolean): void {
    // Looked up only where there is one: a Map takes the text that it is asked for into the table of texts.
    if (this.#byOrder.size === 0) return
    const bracket = this.#byOrder.get(order.facts.clientOrderId)
    if (bracket === undefined) return
    for (const name of LEGS) {
      const leg = bracket[name]
      if (leg === null || bracket.isWithdrawn) continue
      if (resizeRefused && leg.orders.includes(order)) leg.refusals++
      this.#settleLeg(bracket, name, leg)
    }
    if (isDone(bracket)) this.#forgetOldest()
  }

  /** Counts what is open of an instrument's brackets in new shares, rounded down as the venue rounds orders. */
  split(listing: Listing, { numerator, denominator }: SplitRatio): void {
    for (const bracket of this.#brackets.values()) {
      if (bracket.entry.facts.listing !== listing) continue
      const open = exitLots(bracket)
      bracket.splitLots += Math.trunc((open * numerator) / denominator) - open
      for (const name of LEGS) {
        const leg = bracket[name]
        if (leg !== null) leg.ticks = Math.max(1, Math.floor((leg.ticks * denominator) / numerator))
      }
    }
  }

  /** Takes in a bracket as a snapshot has it. */
  restore(
    terms: BracketTerms,
    legs: { readonly [name in LegName]: LegFacts | null },
    isWithdrawn: boolean,
  ): void {
    const record = this.#record(terms)
    record.isWithdrawn = isWithdrawn
    for (const name of LEGS) {
      const leg = record[name]
      const facts = legs[name]
      if (leg !== null && facts !== null) Object.assign(leg, facts, { orders: [...facts.orders] })
    }
    this.#keep(
      record,
      ordersOf(record).map((order) => order.facts.clientOrderId),
    )
  }

  #record(terms: BracketTerms): BracketRecord {
    const leg = (ticks: number | null): Leg | null =>
      ticks === null ? null : { ticks, orders: [], withdrawn: null, refusals: 0 }
    const record: Omit<BracketRecord, 'view'> = {
      id: terms.id,
      entry: terms.entry,
      timeInForce: terms.timeInForce,
      takeProfit: leg(terms.takeProfitTicks),
      stopLoss: leg(terms.stopLossTicks),
      isWithdrawn: false,
      splitLots: terms.splitLots,
    }
    return Object.assign(record, { view: new BracketView(record, () => this.#withdraw(record)) })
  }

  #keep(record: BracketRecord, orderIds: readonly string[]): void {
    this.#brackets.set(record.id, record)
    for (const id of orderIds) this.#byOrder.set(id, record)
  }

  #forgetOldest(): void {
    if (this.#brackets.size <= DONE_BRACKETS_KEPT) return
    for (const [id, bracket] of this.#brackets) {
      if (!isDone(bracket)) continue
      this.#brackets.delete(id)
      for (const order of ordersOf(bracket)) this.#byOrder.delete(order.facts.clientOrderId)
      return
    }
  }

  #withdraw(bracket: Omit<BracketRecord, 'view'>): void {
    if (!bracket.isWithdrawn) {
      bracket.isWithdrawn = true
      this.#transaction.changed(() => {
        bracket.isWithdrawn = false
      })
    }
    for (const order of ordersOf(bracket)) this.#desk.cancel(order)
  }

  #settleLeg(bracket: BracketRecord, name: LegName, leg: Leg): void {
    const wanted = exitLots(bracket)
    const last = leg.orders.at(-1)
    if (
      last === undefined ||
      last.status === 'FILLED' ||
      (leg.withdrawn === last && isFinalStatus(last.status))
    ) {
      if (wanted > 0) this.#sendExit(bracket, name, leg, wanted)
      return
    }
    if (isFinalStatus(last.status) || last.status === 'PENDING_CANCEL') return
    if (wanted <= 0) this.#withdrawExit(leg, last)
    else if (last.wanted !== null || wanted !== openLots(last)) {
      if (leg.refusals === 0)
        this.#desk.replace(last, { ...last.terms, quantityLots: last.filledLots + wanted })
      else if (leg.refusals <= REFUSALS_MAX) this.#withdrawExit(leg, last)
    }
  }

  #withdrawExit(leg: Leg, order: OrderRecord): void {
    leg.withdrawn = order
    this.#desk.cancel(order)
  }

  #sendExit(bracket: BracketRecord, name: LegName, leg: Leg, lots: number): void {
    const { facts } = bracket.entry
    const isStop = name === 'stopLoss'
    const order = this.#desk.submit(
      {
        listing: facts.listing,
        side: facts.side === 'BUY' ? 'SELL' : 'BUY',
        type: isStop ? 'STOP' : 'LIMIT',
        timeInForce: bracket.timeInForce,
        tag: facts.tag,
        bracketId: bracket.id,
        isContingent: true,
      },
      {
        quantityLots: lots,
        limitTicks: isStop ? null : leg.ticks,
        stopTicks: isStop ? leg.ticks : null,
      },
    )
    leg.orders.push(order)
    this.#byOrder.set(order.facts.clientOrderId, bracket)
  }
}

function ordersOf(bracket: Omit<BracketRecord, 'view'>): readonly OrderRecord[] {
  return [bracket.entry, ...(bracket.takeProfit?.orders ?? []), ...(bracket.stopLoss?.orders ?? [])]
}

/** What the exits may still fill. */
function exitLots({ entry, takeProfit, stopLoss, splitLots }: Omit<BracketRecord, 'view'>): number {
  return entry.filledLots + splitLots - filledOf(takeProfit) - filledOf(stopLoss)
}

function filledOf(leg: Leg | null): number {
  if (leg === null) return 0
  return leg.orders.reduce((sum, order) => sum + order.filledLots, 0)
}

function isDone(bracket: Omit<BracketRecord, 'view'>): boolean {
  return ordersOf(bracket).every((order) => isFinalStatus(order.status))
}

class BracketView implements Bracket {
  readonly id: string
  readonly entry: StrategyOrder
  readonly #record: Omit<BracketRecord, 'view'>
  readonly #withdraw: () => void

  constructor(record: Omit<BracketRecord, 'view'>, withdraw: () => void) {
    this.#record = record
    this.#withdraw = withdraw
    this.id = record.id
    this.entry = record.entry.view
    Object.freeze(this)
  }

  get takeProfit(): StrategyOrder | null {
    return this.#record.takeProfit?.orders.at(-1)?.view ?? null
  }

  get stopLoss(): StrategyOrder | null {
    return this.#record.stopLoss?.orders.at(-1)?.view ?? null
  }

  get isDone(): boolean {
    return isDone(this.#record)
  }

  get excessQuantity(): number {
    const { entry, takeProfit, stopLoss } = this.#record
    const excess = filledOf(takeProfit) + filledOf(stopLoss) - entry.filledLots
    return entry.facts.listing.quantity(Math.max(0, excess))
  }

  cancel(): void {
    this.#withdraw()
  }
}
