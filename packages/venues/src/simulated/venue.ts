/**
 * The simulated venue of one organization: its accounts' orders meet the displayed market and each other.
 *
 * It lives in the caller's time: a request arrives a seeded delay after it was sent, a report another delay after what
 * it tells of, both in order. Nothing is answered inline: reports leave in `advance` only.
 *
 * Rules: SPEC.md, SV-10 to SV-33.
 */

import type { Micros, StatusUpdate, VenueReport } from '@quarterdeck/engine'
import type { Decimal, Instrument } from '@quarterdeck/sdk'
import type {
  MarketDriven,
  VenueListener,
  VenueOrder,
  VenueQuote,
  VenueReader,
  VenueRequest,
  VenueWriter,
} from '../adapter.ts'
import { refusedBecause, termsFault } from './admission.ts'
import { showBarPoint } from './bar-points.ts'
import { commissionOf, tradedWith } from './commission.ts'
import { DueQueue } from './due-queue.ts'
import { feeOf } from './fees.ts'
import { Listing } from './listing.ts'
import type { ListingEvents, QuoteMove } from './listing.ts'
import type { ListingState } from './listing-state.ts'
import { NONE } from './matching/codes.ts'
import { followPrint } from './print-fills.ts'
import type { MarketPrint } from './print-fills.ts'
import { DEFAULT_SIMULATION } from './options.ts'
import type { LatencyModel, SimulationOptions } from './options.ts'
import { newRecord, readRecord, saveRecord } from './order-record.ts'
import type { OrderRecord, SavedRecord } from './order-record.ts'
import { OrderRegistry } from './order-registry.ts'
import { SeededRandom } from './random.ts'
import { endOf } from './sessions.ts'

/** A working order as our books know it after a crash. */
export interface RestoredOrder {
  /** `lots` is what is still open. */
  readonly order: VenueOrder
  readonly filledLots: number
  /** Executions booked so far: the venue goes on counting there, so no execution id repeats. */
  readonly fillsBooked: number
  readonly acceptedAt: Micros
  /** A stop that was set off and rested: it is a limit order now. */
  readonly triggered: boolean
}

/** A venue at rest. */
export interface VenueState {
  readonly now: Micros
  readonly random: readonly number[]
  readonly lastArrivalAt: Micros
  readonly lastReportAt: Micros
  readonly arrivals: readonly { readonly at: Micros; readonly item: VenueRequest }[]
  readonly reports: readonly { readonly at: Micros; readonly item: VenueReport }[]
  readonly owners: readonly (readonly [account: string, owner: number])[]
  readonly orders: readonly SavedRecord[]
  readonly listings: readonly (readonly [instrumentId: string, state: ListingState])[]
}

type ReplaceRequest = Extract<VenueRequest, { readonly kind: 'REPLACE' }>
type EndReport = 'CANCELED' | 'EXPIRED' | 'REJECTED'

export class SimulatedVenue implements VenueReader, VenueWriter, MarketDriven {
  readonly venueId: string
  private now: Micros = 0
  private readonly listener: VenueListener
  private readonly options: SimulationOptions
  private readonly random: SeededRandom
  private readonly listings = new Map<string, Listing>()
  private readonly registry: OrderRegistry
  private readonly events: ListingEvents = {
    onFill: (record, fill) => this.reportFill(record, fill),
    onCanceled: (record, reason) => this.reportEnd(record, 'CANCELED', reason),
    onTriggered: (record) => this.reportTriggered(record),
  }
  private readonly owners = new Map<string, number>()
  private readonly arrivals = new DueQueue<VenueRequest>()
  private readonly reports = new DueQueue<VenueReport>()
  private readonly ends = new DueQueue<OrderRecord>()
  private lastArrivalAt: Micros = 0
  private lastReportAt: Micros = 0

  constructor(setting: {
    readonly venueId: string
    readonly instruments: readonly Instrument[]
    readonly listener: VenueListener
    readonly options?: Partial<SimulationOptions>
  }) {
    this.venueId = setting.venueId
    this.listener = setting.listener
    this.options = { ...DEFAULT_SIMULATION, ...setting.options }
    this.random = new SeededRandom(this.options.seed)
    this.registry = new OrderRegistry(this.options.finishedRemembered)
    for (const instrument of setting.instruments) this.list(instrument)
  }

  /** Trades an instrument from now on; one that it knows, in other bounds and fees. */
  list(instrument: Instrument): void {
    const known = this.listings.get(instrument.id)
    if (known !== undefined) {
      known.restate(instrument)
      return
    }
    const { options, events } = this
    const index = this.listings.size
    this.listings.set(instrument.id, new Listing(instrument, { options, index, events, now: () => this.now }))
  }

  instruments(): readonly Instrument[] {
    return [...this.listings.values()].map((listing) => listing.instrument)
  }

  unhealthyBecause(): string | null {
    return null
  }

  /** Distinct orders ever received by this object, and repeated PLACE requests that it absorbed. */
  received(): { readonly orders: number; readonly duplicates: number } {
    return { orders: this.registry.distinct, duplicates: this.registry.duplicates }
  }

  send(request: VenueRequest, at: Micros): void {
    this.lastArrivalAt = Math.max(
      this.lastArrivalAt,
      Math.max(at, this.now) + this.delay(this.options.requestLatency),
    )
    this.arrivals.push(this.lastArrivalAt, request)
  }

  onQuote(quote: VenueQuote, move: QuoteMove = 'THROUGH'): void {
    this.runUntil(quote.receivedAt)
    const listing = this.listings.get(quote.instrumentId)
    if (quote.barPoint === undefined) listing?.onQuote(quote, move)
    else if (listing !== undefined) showBarPoint(listing, quote, quote.barPoint)
  }

  /** A recorded order book has moved: its message was applied to the listing's `recorded` market. What was due before it must have happened. */
  onBook(instrumentId: string, at: Micros): void {
    this.runUntil(at)
    const listing = this.listings.get(instrumentId)
    if (listing?.recorded?.isShown() === true) listing.follow('THROUGH', null)
  }

  /** The market has traded beside a recorded order book. */
  onPrint(instrumentId: string, print: MarketPrint, at: Micros): void {
    this.runUntil(at)
    const listing = this.listings.get(instrumentId)
    if (listing !== undefined) followPrint(listing, print)
  }

  /** The orders and market of one instrument, for the kernel that walks a bar's path from order to order. */
  listing(instrumentId: string): Listing | undefined {
    return this.listings.get(instrumentId)
  }

  /** Says that the market shown of an instrument is history: orders that arrive now meet the next quote. */
  awaitQuote(instrumentId: string): void {
    this.listings.get(instrumentId)?.awaitQuote()
  }

  onStatus(status: StatusUpdate): void {
    const listing = this.listings.get(status.instrumentId)
    if (listing === undefined) return
    listing.onStatus(status)
    for (const record of this.registry.all()) {
      if (record.order.instrumentId !== status.instrumentId) continue
      if (status.status === 'CLOSED' && record.inSession) this.expire(record, 'the session ended')
      else this.planEnd(record, listing, record.acceptedAt)
    }
  }

  advance(at: Micros): void {
    this.runUntil(at)
    for (let due = this.reports.nextAt(); due !== null && due <= at; due = this.reports.nextAt()) {
      this.listener.onReport(this.reports.take().item)
      // A listener may have sent requests that are due by now.
      this.runUntil(at)
    }
  }

  /** Tells all that was said and is still on its way, now: the market that it is of ends. */
  tellAll(): void {
    for (let due = this.reports.nextAt(); due !== null; due = this.reports.nextAt())
      this.listener.onReport(this.reports.take().item)
  }

  nextDueAt(): Micros | null {
    const arrival = this.arrivals.nextAt() ?? Number.POSITIVE_INFINITY
    const report = this.reports.nextAt() ?? Number.POSITIVE_INFINITY
    const end = this.ends.nextAt() ?? Number.POSITIVE_INFINITY
    const due = Math.min(arrival, report, end)
    return due === Number.POSITIVE_INFINITY ? null : due
  }

  /** Ends a session of an instrument: its DAY orders that came before an instant expire, those that came since are for the next. */
  endSession(instrumentId: string, before: Micros): void {
    for (const record of this.registry.all()) {
      const isOf = record.order.instrumentId === instrumentId && record.order.timeInForce === 'DAY'
      if (isOf && record.acceptedAt < before) this.expire(record, 'the session ended')
    }
  }

  /** Whether a request or a report is under way. */
  hasMessages(): boolean {
    return this.arrivals.nextAt() !== null || this.reports.nextAt() !== null
  }

  /**
   * Seats the working orders of our books again, in the given order, in a venue that knows none of them. They wait for
   * the first quote of an open market like orders sent while it was closed. A stop with fills was set off already.
   */
  restore(orders: readonly RestoredOrder[], at: Micros): void {
    this.now = Math.max(this.now, at)
    for (const { order, filledLots, fillsBooked, acceptedAt, triggered } of orders) {
      const listing = this.listings.get(order.instrumentId)
      if (listing === undefined)
        throw new Error(`Invariant: ${order.instrumentId} of restored order ${order.orderId} is listed`)
      const record = newRecord(order, { owner: this.ownerOf(order.accountId), acceptedAt })
      record.filledLots = filledLots
      record.fills = fillsBooked
      record.live ||= triggered || filledLots > 0
      record.triggerTold = triggered
      record.reports.push(accepted(order))
      this.registry.add(record)
      this.planEnd(record, listing, acceptedAt)
      listing.enter(record)
    }
  }

  /** All that it holds but the orders that have ended, as plain JSON: a venue that adopts it goes on as this one would. */
  state(): VenueState {
    return {
      now: this.now,
      random: this.random.words(),
      lastArrivalAt: this.lastArrivalAt,
      lastReportAt: this.lastReportAt,
      arrivals: this.arrivals.entries(),
      reports: this.reports.entries(),
      owners: [...this.owners],
      orders: this.registry.all().map(saveRecord),
      listings: [...this.listings].map(([id, listing]) => [id, listing.state()] as const),
    }
  }

  /** Goes on from a state of a venue with the same instruments and options. For a venue that has met no order yet. */
  adopt(state: VenueState): void {
    this.now = state.now
    this.random.restore(state.random)
    this.lastArrivalAt = state.lastArrivalAt
    this.lastReportAt = state.lastReportAt
    for (const { at, item } of state.arrivals) this.arrivals.push(at, item)
    for (const { at, item } of state.reports) this.reports.push(at, item)
    for (const [account, owner] of state.owners) this.owners.set(account, owner)
    for (const saved of state.orders) {
      const record = readRecord(saved)
      this.registry.add(record)
      if (record.expiresAt !== null) this.ends.push(record.expiresAt, record)
    }
    const find = (orderId: string): OrderRecord => {
      const record = this.registry.find(orderId)
      if (record === undefined) throw new Error(`Invariant: order ${orderId} of a state is among its orders`)
      return record
    }
    for (const [id, listing] of state.listings) this.listings.get(id)?.adopt(listing, find)
  }

  /** Lets everything happen that is due, in order of time; an end comes before a request of the same instant. */
  private runUntil(at: Micros): void {
    for (;;) {
      const arrival = this.arrivals.nextAt() ?? Number.POSITIVE_INFINITY
      const end = this.ends.nextAt() ?? Number.POSITIVE_INFINITY
      if (Math.min(arrival, end) > at) break
      this.now = Math.max(this.now, Math.min(arrival, end))
      if (end <= arrival) this.endIfStillDue(this.ends.take())
      else this.receive(this.arrivals.take().item)
    }
    this.now = Math.max(this.now, at)
  }

  private receive(request: VenueRequest): void {
    switch (request.kind) {
      case 'PLACE':
        return this.place(request.order)
      case 'REPLACE':
        return this.replace(request)
      case 'CANCEL':
        return this.cancel(request.orderId)
      case 'LIST_WORKING':
        return this.emit({
          kind: 'WORKING_ORDERS',
          venueId: this.venueId,
          orderIds: this.registry.all().map((record) => record.order.orderId),
        })
    }
  }

  private place(order: VenueOrder): void {
    const known = this.registry.find(order.orderId)
    if (known !== undefined) {
      this.registry.duplicates += 1
      for (const report of known.reports) this.emit(report)
      return
    }
    const record = newRecord(order, { owner: this.ownerOf(order.accountId), acceptedAt: this.now })
    this.registry.add(record)
    const listing = this.listings.get(order.instrumentId)
    const refusal =
      listing === undefined
        ? `unknown instrument ${order.instrumentId}`
        : refusedBecause(listing, order, this.now)
    if (listing === undefined || refusal !== null) return this.reportEnd(record, 'REJECTED', refusal ?? '')
    if (this.options.stopsInTheMarket === 'REJECT' && !record.live && listing.hasReached(record)) {
      return this.reportEnd(record, 'REJECTED', 'the market is past the stop price already')
    }
    this.tell(record, accepted(order))
    this.planEnd(record, listing, this.now)
    listing.enter(record)
  }

  private cancel(orderId: string): void {
    const record = this.registry.find(orderId)
    if (record === undefined || record.place === 'ENDED') {
      return this.emit({
        kind: 'CANCEL_REJECTED',
        orderId,
        reason: record === undefined ? 'unknown order' : whyFinished(record),
      })
    }
    this.listingOf(record).withdraw(record)
    this.reportEnd(record, 'CANCELED', 'canceled on request')
  }

  private replace(request: ReplaceRequest): void {
    const { orderId, quantityLots, limitTicks, stopTicks } = request
    const record = this.registry.find(orderId)
    const reject = (reason: string): void => this.emit({ kind: 'REPLACE_REJECTED', orderId, reason })
    if (record === undefined) return reject('unknown order')
    if (record.place === 'ENDED') return reject(whyFinished(record))
    const listing = this.listingOf(record)
    const fault = termsFault(listing, {
      orderType: record.order.orderType,
      lots: quantityLots,
      limitTicks,
      stopTicks,
    })
    if (fault !== null) return reject(fault)
    if (record.live && stopTicks !== record.stopTicks) return reject('the stop was triggered already')
    // The venue's own count decides: our request may have crossed a fill that we had not seen.
    const openLots = quantityLots - record.filledLots
    if (openLots <= 0) {
      listing.withdraw(record)
      return this.reportEnd(
        record,
        'CANCELED',
        `replaced to a total that was filled already (${record.filledLots} lots)`,
      )
    }
    this.emit({ kind: 'REPLACED', orderId, quantityLots, limitTicks, stopTicks })
    listing.replace(record, { openLots, limitTicks, stopTicks })
  }

  private reportFill(record: OrderRecord, fill: Parameters<ListingEvents['onFill']>[1]): void {
    const { orderId } = record.order
    record.fills += 1
    const fee = this.charge(record, fill)
    this.tell(record, {
      kind: 'FILL',
      orderId,
      execId: `${orderId}-${record.fills}`,
      lots: fill.lots,
      priceTicks: fill.ticks,
      liquidity: fill.liquidity,
      fee,
      venueAt: this.now,
    })
    if (record.place === 'ENDED') this.registry.finish(record)
  }

  private charge(record: OrderRecord, fill: Parameters<ListingEvents['onFill']>[1]): Decimal {
    const { commission, fees } = this.listingOf(record)
    if (commission === null) return feeOf(fees, fill)
    const before = record.traded
    record.traded = tradedWith(before, fill)
    return commissionOf(commission, before, record.traded)
  }

  /** Once: a replacement of a stop that was set off comes to rest again. */
  private reportTriggered(record: OrderRecord): void {
    if (record.triggerTold) return
    record.triggerTold = true
    this.tell(record, { kind: 'TRIGGERED', orderId: record.order.orderId })
  }

  private reportEnd(record: OrderRecord, kind: EndReport, reason: string): void {
    record.place = 'ENDED'
    record.handle = NONE
    this.tell(record, { kind, orderId: record.order.orderId, reason })
    this.registry.finish(record)
  }

  private planEnd(record: OrderRecord, listing: Listing, acceptedAt: Micros): void {
    record.inSession ||= record.order.timeInForce === 'DAY' && listing.isOpen()
    const expiresAt = endOf(record, listing, acceptedAt)
    if (expiresAt === null || expiresAt === record.expiresAt) return
    record.expiresAt = expiresAt
    this.ends.push(expiresAt, record)
  }

  private endIfStillDue(due: { readonly at: Micros; readonly item: OrderRecord }): void {
    const record = due.item
    if (record.place === 'ENDED' || record.expiresAt !== due.at) return
    this.expire(
      record,
      this.listingOf(record).terms.expiresAt === due.at ? 'the instrument expired' : 'the day ended',
    )
  }

  private expire(record: OrderRecord, reason: string): void {
    this.listingOf(record).withdraw(record)
    this.reportEnd(record, 'EXPIRED', reason)
  }

  private listingOf(record: OrderRecord): Listing {
    const listing = this.listings.get(record.order.instrumentId)
    if (listing === undefined) throw new Error('Invariant: an order that was accepted has a listing')
    return listing
  }

  private ownerOf(accountId: string): number {
    const known = this.owners.get(accountId)
    if (known !== undefined) return known
    const owner = this.owners.size + 1
    this.owners.set(accountId, owner)
    return owner
  }

  /** Says something of an order that a repeated PLACE shall hear again. */
  private tell(record: OrderRecord, report: VenueReport): void {
    record.reports.push(report)
    this.emit(report)
  }

  private emit(report: VenueReport): void {
    this.lastReportAt = Math.max(this.lastReportAt, this.now + this.delay(this.options.reportLatency))
    this.reports.push(this.lastReportAt, report)
  }

  private delay(model: LatencyModel): Micros {
    return model.maxMicros === 0 ? 0 : this.random.between(model.minMicros, model.maxMicros)
  }
}

function accepted(order: VenueOrder): VenueReport {
  return { kind: 'ACCEPTED', orderId: order.orderId, venueOrderId: `SIM-${order.orderId}` }
}

function whyFinished(record: OrderRecord): string {
  if (record.openLots === 0) return 'the order is filled'
  const last = record.reports.at(-1)?.kind.toLowerCase() ?? 'finished'
  return `the order is ${last}`
}
