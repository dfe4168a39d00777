/**
 * Makes one truth of what a venue says in many ways: outcomes of requests, stream messages, readings and fills, in any order and
 * any number of times, become the reports that our books take.
 *
 * Pure: it asks nobody. Only the venue's word ends an order; an end is reported after all fills that belong to it; a fill counts
 * by the venue's identity of it and nothing else. Orders that are not ours are kept apart and shown.
 */

import type { VenueReport } from '@quarterdeck/engine'
import type { AlertSink } from '../contract/alerts.ts'
import type { CancelOutcome, MappedReason, PlaceOutcome, ReplaceOutcome } from '../contract/outcome.ts'
import type { FillRecord, OrderRecord } from '../contract/records.ts'
import { isFinalRecord } from '../contract/words.ts'
import { IdMap } from '../ids/id-map.ts'
import { isAsWanted, isMoreThanOrdered } from './changed-terms.ts'
import { claimedLots, followed, type DeskOrder, type TrackedOrder, type WantedTerms } from './desk-order.ts'

export interface OrderDeskOptions {
  readonly venueId: string
  /** See `Idempotency.absenceProvenAfterMs`. */
  readonly absenceProvenAfterMs: number
  readonly report: (report: VenueReport) => void
  /** The venue's last word on an order is in our books; a late fill may still come. */
  readonly over?: (orderId: string) => void
  /**
   * An order has to be canceled under the id that it has now: more of it is open than is wanted, because a part was filled before a
   * change and the venue did not count it; or a cancel met an id that a change had ended.
   */
  readonly mustCancel?: (orderId: string) => void
  readonly alert: AlertSink
}

/** Fills of orders that are not known, newest kept: one of ours may be among them whose id is not known yet. */
const ORPHANS_MAX = 1_000

export class OrderDesk {
  private readonly options: OrderDeskOptions
  private readonly byClientId = new IdMap<DeskOrder>()
  private readonly byVenueId = new IdMap<DeskOrder>()
  /** Orders whose last word is not in our books, in the order in which they were followed. */
  private readonly atWork = new Set<DeskOrder>()
  /** Orders of which the venue has counted more than we have booked. */
  private readonly short = new Set<DeskOrder>()
  private readonly orphans = new Map<string, FillRecord>()
  private readonly others = new Map<string, OrderRecord>()

  constructor(options: OrderDeskOptions) {
    this.options = options
  }

  /** Follows an order from now on; call it before the order is sent. */
  follow(order: TrackedOrder): void {
    const known = followed(order)
    this.byClientId.set(order.clientOrderId, known)
    if (order.venueOrderId !== null) this.byVenueId.set(order.venueOrderId, known)
    this.keepCount(known)
  }

  /** An order that our books are done with for good. */
  forget(clientOrderId: string): void {
    const order = this.byClientId.get(clientOrderId)
    this.byClientId.delete(clientOrderId)
    if (order === undefined) return
    for (const id of order.venueOrderIds) this.byVenueId.delete(id)
    for (const id of order.otherClientIds) this.byClientId.delete(id)
    this.atWork.delete(order)
    this.short.delete(order)
  }

  /** `atMs`: when the outcome was known; from then on an absence may come to prove something. */
  onPlace(clientOrderId: string, outcome: PlaceOutcome, atMs: number): void {
    const order = this.known(clientOrderId)
    this.takePlace(order, outcome, atMs)
    this.keepCount(order)
  }

  private takePlace(order: DeskOrder, outcome: PlaceOutcome, atMs: number): void {
    switch (outcome.kind) {
      case 'ACCEPTED':
        this.confirm(order, outcome.venueOrderId)
        return
      case 'REJECTED':
        this.refuse(order, reasonText(outcome.reason))
        return
      case 'NOT_SENT':
        this.refuse(order, `not sent: ${reasonText(outcome.reason)}`)
        return
      case 'UNKNOWN':
        if (order.phase !== 'SENT') return
        order.phase = 'UNKNOWN'
        order.unknownSinceMs = atMs
        this.options.report({ kind: 'UNKNOWN', orderId: order.orderId, reason: outcome.evidence.message })
    }
  }

  /** `atMs`: when the outcome was known; only what is asked after it tells what became of a cancel in doubt. */
  onCancel(clientOrderId: string, outcome: CancelOutcome, atMs: number): void {
    const order = this.known(clientOrderId)
    if (outcome.kind === 'ACCEPTED') {
      // What it became is read: an answer to a cancel says nothing of what was filled before.
      if (outcome.final) order.cancelDoubtMs = atMs
      else order.cancelTakenMs = atMs
    } else if (outcome.kind === 'UNKNOWN' || isGone(outcome.reason)) order.cancelDoubtMs = atMs
    else this.cancelRefused(order, reasonText(outcome.reason))
  }

  /** A replacement is about to be sent that a venue may make a new order of, under this client id. */
  expectInstead(clientOrderId: string, newClientOrderId: string): void {
    const order = this.known(clientOrderId)
    order.otherClientIds.push(newClientOrderId)
    this.byClientId.set(newClientOrderId, order)
  }

  onReplace(
    clientOrderId: string,
    outcome: ReplaceOutcome,
    asked: WantedTerms & { readonly sinceMs: number },
  ): void {
    const order = this.known(clientOrderId)
    if (outcome.kind === 'ACCEPTED' && outcome.venueOrderId !== order.venueOrderId)
      this.rename(order, outcome.venueOrderId)
    // Taken or in doubt: it has happened when a record has the new terms.
    if (outcome.kind === 'ACCEPTED' || outcome.kind === 'UNKNOWN') order.wanted = asked
    else this.replaceRefused(order, reasonText(outcome.reason))
  }

  /** An order as the venue tells it: when asked at `askedAtMs`, or by itself (null), which proves nothing of what was sent since. */
  onRecord(record: OrderRecord, askedAtMs: number | null): void {
    const order = this.orderOf(record)
    if (order === null) {
      this.noteOther(record)
      return
    }
    if (order.venueOrderId === null) this.confirm(order, record.venueOrderId)
    else if (order.otherClientIds.includes(record.clientOrderId ?? ''))
      this.rename(order, record.venueOrderId)
    if (record.replacedBy !== null) this.rename(order, record.replacedBy)
    const claimed = order.increments.quantity.count(record.filledQuantity)
    if (claimed > (order.claims.get(record.venueOrderId) ?? 0)) order.claims.set(record.venueOrderId, claimed)
    this.takeRecord(order, record, askedAtMs)
    this.noteReplaced(order)
    this.noteTooMuch(order)
    this.settle(order)
    this.keepCount(order)
  }

  private takeRecord(order: DeskOrder, record: OrderRecord, askedAtMs: number | null): void {
    const { status, venueOrderId, replacedBy } = record
    // It goes on under its other id, unless the venue turned that one down.
    if (status === 'REPLACED' && !order.refusedIds.has(replacedBy ?? '')) return
    const isCurrent = venueOrderId === order.venueOrderId
    if (isCurrent && status === 'REJECTED' && this.fallBack(order)) return
    if (isCurrent) order.standing = record
    // Before it is judged whether anything has changed.
    this.noteReplaced(order)
    // An earlier id that was filled has left nothing to be changed; how else it ended is not how the order did.
    if (isFinalRecord(status)) {
      if (isCurrent || status === 'FILLED') order.ended ??= { status, reason: record.reason }
    } else if (isCurrent && askedAtMs !== null) this.readAtWork(order, record, askedAtMs)
  }

  onFill(fill: FillRecord): void {
    const order = this.orderOf(fill)
    if (order === null) {
      this.orphans.set(`${fill.venueSymbol} ${fill.execId}`, fill)
      const [oldest] = this.orphans.keys()
      if (this.orphans.size > ORPHANS_MAX && oldest !== undefined) this.orphans.delete(oldest)
      return
    }
    if (order.venueOrderId === null) this.confirm(order, fill.venueOrderId)
    this.book(order, fill)
    this.settle(order)
    this.keepCount(order)
  }

  /** The venue was asked for an order and knows none. Proof only when everything that could still bring it has passed. */
  onAbsent(clientOrderId: string, askedAtMs: number): void {
    const order = this.known(clientOrderId)
    const { unknownSinceMs, wanted, phase } = order
    const isProven = (sinceMs: number): boolean => askedAtMs - sinceMs >= this.options.absenceProvenAfterMs
    if (phase === 'UNKNOWN' && unknownSinceMs !== null && isProven(unknownSinceMs))
      this.refuse(order, 'it never reached the venue, which was asked when it could not arrive any more')
    // What a change was said to have made never came to be.
    else if (phase === 'LIVE' && wanted !== null && isProven(wanted.sinceMs)) this.fallBack(order)
    this.keepCount(order)
  }

  /** The order of ours that a record, or an id, speaks of; null: it is not ours. */
  orderOf({
    venueOrderId,
    clientOrderId,
  }: Pick<OrderRecord, 'venueOrderId' | 'clientOrderId'>): DeskOrder | null {
    return this.byVenueId.get(venueOrderId) ?? this.byClientId.get(clientOrderId ?? '') ?? null
  }

  /** Orders that have to be looked up: their fate, their end, or what became of a cancel or change is open. */
  unsettled(): readonly DeskOrder[] {
    return [...this.atWork]
  }

  /** Whether fills are missing that the venue has counted. */
  needsFills(): boolean {
    return this.short.size > 0
  }

  /** Whether an order's end or cancel waits for the venue's word. */
  inDoubt(): boolean {
    return this.unsettled().some((order) => order.ended !== null || order.cancelDoubtMs !== null)
  }

  /** Orders of which it is not known whether the venue has them, or has changed them; others may go on. */
  unknownCount(): number {
    return this.unsettled().filter(({ phase, wanted }) => phase === 'UNKNOWN' || wanted !== null).length
  }

  /** Only these orders are open at the venue: others that are not ours have ended while nobody told. */
  keepForeign(openVenueOrderIds: ReadonlySet<string>): void {
    for (const id of this.others.keys()) if (!openVenueOrderIds.has(id)) this.others.delete(id)
  }

  /** Orders on the account that are not ours, as last told, ended ones excluded. */
  foreignOrders(): readonly OrderRecord[] {
    return [...this.others.values()]
  }

  /** To be called after whatever may have changed an order. */
  private keepCount(order: DeskOrder): void {
    if (order.phase === 'OVER') this.atWork.delete(order)
    else this.atWork.add(order)
    if (order.bookedLots < claimedLots(order)) this.short.add(order)
    else if (this.short.size > 0) this.short.delete(order)
  }

  private known(clientOrderId: string): DeskOrder {
    const order = this.byClientId.get(clientOrderId)
    if (order === undefined) throw new Error(`Invariant: ${clientOrderId} is followed before it is sent`)
    return order
  }

  private confirm(order: DeskOrder, venueOrderId: string): void {
    if (order.venueOrderId !== null) {
      if (order.venueOrderId !== venueOrderId && this.byVenueId.get(venueOrderId) !== order)
        this.contradiction(order, `it is ${order.venueOrderId} at the venue, and ${venueOrderId} too`)
      return
    }
    if (order.phase === 'OVER')
      this.contradiction(order, `it was said not to be there, and is ${venueOrderId}`)
    order.venueOrderId = venueOrderId
    order.phase = 'LIVE'
    order.venueOrderIds.push(venueOrderId)
    this.byVenueId.set(venueOrderId, order)
    this.options.report({ kind: 'ACCEPTED', orderId: order.orderId, venueOrderId })
    this.adopt(order, venueOrderId)
  }

  /** A replacement made another order of it. */
  private rename(order: DeskOrder, venueOrderId: string): void {
    if (order.venueOrderIds.includes(venueOrderId)) return
    order.venueOrderId = venueOrderId
    order.standing = null
    order.venueOrderIds.push(venueOrderId)
    this.byVenueId.set(venueOrderId, order)
    this.adopt(order, venueOrderId)
    if (order.cancelDoubtMs === null && order.cancelTakenMs === null) return
    order.cancelDoubtMs = null
    order.cancelTakenMs = null
    this.options.mustCancel?.(order.orderId)
  }

  /** Takes up what was told of an id before it was known whose it is. */
  private adopt(order: DeskOrder, venueOrderId: string): void {
    for (const [key, fill] of this.orphans) {
      if (fill.venueOrderId !== venueOrderId) continue
      this.orphans.delete(key)
      this.book(order, fill)
    }
    const noted = this.others.get(venueOrderId)
    this.others.delete(venueOrderId)
    if (noted !== undefined) this.onRecord(noted, null)
  }

  /** The venue turned down what a replacement had made: the order is what it was. False: there was no replacement. */
  private fallBack(order: DeskOrder): boolean {
    const { venueOrderIds, refusedIds, venueOrderId } = order
    const before = venueOrderIds.findLast((id) => id !== venueOrderId && !refusedIds.has(id))
    if (before === undefined || venueOrderId === null) return false
    refusedIds.add(venueOrderId)
    order.venueOrderId = before
    order.standing = null
    if (order.wanted !== null) this.replaceRefused(order, 'the venue turned down the changed order')
    return true
  }

  private refuse(order: DeskOrder, reason: string): void {
    if (order.venueOrderId !== null) {
      this.contradiction(order, `it is at the venue, and was said to be refused: ${reason}`)
      return
    }
    if (order.phase === 'OVER') return
    order.phase = 'OVER'
    this.options.report({ kind: 'REJECTED', orderId: order.orderId, reason })
    this.options.over?.(order.orderId)
  }

  private noteReplaced(order: DeskOrder): void {
    const { wanted } = order
    if (wanted === null || !isAsWanted(order, wanted)) return
    const { sinceMs: _, ...terms } = wanted
    order.wanted = null
    order.lots = terms.quantityLots
    this.report(order, { kind: 'REPLACED', orderId: order.orderId, ...terms })
  }

  private noteTooMuch(order: DeskOrder): void {
    const { wanted, ended, isTooMuch, lots } = order
    if (wanted !== null || ended !== null || isTooMuch || !isMoreThanOrdered(order)) return
    order.isTooMuch = true
    this.contradiction(
      order,
      `more of it is filled or open at the venue than the ${lots} lots that are wanted`,
    )
    this.options.mustCancel?.(order.orderId)
  }

  /** It works, by a reading that was asked for at a time: what should have changed it by then has not. */
  private readAtWork(order: DeskOrder, record: OrderRecord, askedAtMs: number): void {
    const { cancelDoubtMs, cancelTakenMs, wanted } = order
    const { absenceProvenAfterMs } = this.options
    const isDoubted = cancelDoubtMs !== null && askedAtMs >= cancelDoubtMs
    // A cancel may be taken at once and turned down later, where nobody says so.
    const isForgotten = cancelTakenMs !== null && askedAtMs - cancelTakenMs >= absenceProvenAfterMs
    if ((isDoubted || isForgotten) && record.status !== 'PENDING_CANCEL')
      this.cancelRefused(order, 'it still works at the venue')
    // Until then it may still arrive, and would change an order that was said not to be changed.
    const isPending = record.status === 'PENDING_REPLACE'
    if (wanted !== null && !isPending && askedAtMs - wanted.sinceMs >= absenceProvenAfterMs)
      this.replaceRefused(order, 'it works at the venue as before')
  }

  private replaceRefused(order: DeskOrder, reason: string): void {
    order.wanted = null
    this.report(order, { kind: 'REPLACE_REJECTED', orderId: order.orderId, reason })
  }

  private cancelRefused(order: DeskOrder, reason: string): void {
    order.cancelDoubtMs = null
    order.cancelTakenMs = null
    this.report(order, { kind: 'CANCEL_REJECTED', orderId: order.orderId, reason })
  }

  private book(order: DeskOrder, fill: FillRecord): void {
    if (!order.booked.add(fill.execId)) return
    const { orderId, increments } = order
    const lots = increments.quantity.count(fill.quantity)
    const priceTicks = increments.price.count(fill.price)
    if (fill.kind === 'BUSTED') {
      this.options.report({
        kind: 'BUSTED',
        orderId,
        execId: fill.replacesExecId ?? fill.execId,
        reason: 'taken back by the venue',
      })
      return
    }
    if (!(lots > 0) || Number.isNaN(priceTicks)) {
      this.contradiction(
        order,
        `execution ${fill.execId} of ${fill.quantity} at ${fill.price} is off the increments`,
      )
      return
    }
    // Not told: counted as the dearer.
    const liquidity = fill.liquidity ?? 'TAKER'
    const { execId, fee, venueAt, replacesExecId } = fill
    if (fill.kind === 'CORRECTED' && replacesExecId !== null) {
      // Some venues list only what stands: the lots of one that was never told are new, and it must not be booked beside this.
      if (order.booked.add(replacesExecId)) order.bookedLots += lots
      this.options.report({
        kind: 'CORRECTED',
        orderId,
        execId,
        lots,
        priceTicks,
        liquidity,
        fee,
        venueAt,
        replacesExecId,
      })
      return
    }
    order.bookedLots += lots
    this.options.report({ kind: 'FILL', orderId, execId, lots, priceTicks, liquidity, fee, venueAt })
  }

  /** Reports an end when every fill that belongs to it is in our books. */
  private settle(order: DeskOrder): void {
    const { ended } = order
    if (ended === null || order.phase === 'OVER' || order.bookedLots < claimedLots(order)) return
    order.phase = 'OVER'
    order.cancelDoubtMs = null
    const { orderId } = order
    const reason = ended.reason === null ? ended.status.toLowerCase() : reasonText(ended.reason)
    if (ended.status === 'EXPIRED') this.options.report({ kind: 'EXPIRED', orderId, reason })
    else if (ended.status === 'REJECTED' && order.bookedLots === 0)
      this.options.report({ kind: 'REJECTED', orderId, reason })
    // A venue that calls less than the whole filled has ended the rest.
    else if (order.bookedLots < order.lots) this.options.report({ kind: 'CANCELED', orderId, reason })
    this.options.over?.(orderId)
  }

  private report(order: DeskOrder, report: VenueReport): void {
    if (order.phase !== 'OVER') this.options.report(report)
  }

  private noteOther(record: OrderRecord): void {
    if (isFinalRecord(record.status)) this.others.delete(record.venueOrderId)
    else this.others.set(record.venueOrderId, record)
  }

  private contradiction(order: DeskOrder, message: string): void {
    const { venueId, alert } = this.options
    alert({ venueId, kind: 'CONTRADICTION', subject: order.clientOrderId, message })
  }
}

function isGone({ code }: MappedReason): boolean {
  return code === 'UNKNOWN_ORDER' || code === 'ORDER_ALREADY_DONE' || code === 'DUPLICATE_REQUEST'
}

function reasonText({ code, message }: MappedReason): string {
  return message === '' ? code : `${code}: ${message}`
}
