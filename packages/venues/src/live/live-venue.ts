/**
 * A real venue behind the contract of the outbox: requests go out at most once, and reports come back as the venue's word
 * becomes known, by whatever way.
 *
 * The client order id is our order id. No order goes out while the account is not in step; cancels always may. After a restart,
 * what may have been sent is followed as unknown and looked up, never sent again.
 */

import type { Micros, VenueReport } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { VenueOrder, VenueReader, VenueRequest, VenueWriter } from '../adapter.ts'
import { IncrementCounter } from '../book/decimal-count.ts'
import type { AlertSink } from '../contract/alerts.ts'
import { notSent, reason, unknown } from '../contract/outcome.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { FillCursor } from '../contract/records.ts'
import type { VenueWrites } from '../contract/writes.ts'
import { AccountFollower } from '../desk/account-follower.ts'
import type { DeskOrder, WantedTerms } from '../desk/desk-order.ts'
import { OrderDesk } from '../desk/order-desk.ts'
import type { Timekeeper } from '../transport/timekeeper.ts'
import { plainTerms, venueTerms } from './venue-terms.ts'

/** An order of our books after a restart: one that works, or that ended lately. */
export interface RestoredLiveOrder {
  readonly order: VenueOrder
  /** Total quantity as the engine counts it, filled part included. */
  readonly quantityLots: number
  readonly venueOrderId: string | null
  readonly bookedExecIds: readonly string[]
  readonly bookedLots: number
  /** When its placing was put into the outbox, UTC milliseconds: it may have been sent then. */
  readonly sentAtMs: number
  /** When it has to be canceled by us; null: never. */
  readonly cancelAt: Micros | null
  /** Whether our books have its end: it is asked nothing of, and a fill that comes late finds it. Absent: it works. */
  readonly isOver?: true
  /** Terms that a change asked for whose fate is not known; absent: none is under way. */
  readonly wanted?: WantedTerms
}

export interface LiveVenueOptions {
  readonly reads: VenueReads
  readonly writes: VenueWrites
  /** Instruments of this venue as the engine lists them, by id. */
  readonly instruments: ReadonlyMap<string, Instrument>
  readonly time: Timekeeper
  readonly alert: AlertSink
  readonly cursor: FillCursor | null
  readonly auditEveryMs: number
  readonly retryMs: number
  readonly sessionEndsAt: (instrumentId: string, at: Micros) => Micros | null
  readonly onReport: (report: VenueReport) => void
  readonly onReady: (ready: boolean, message: string) => void
  readonly onCursor: (cursor: FillCursor) => void
}

/** Ended orders are known for so long and so many: a late fill finds its order. */
const KNOWN_AFTER_END_MS = 86_400_000
const KNOWN_AFTER_END_MAX = 100_000

/** Timers hold no more; a longer wait is made of several. */
const TIMER_MS_MAX = 2_000_000_000

export class LiveVenue implements VenueReader, VenueWriter {
  readonly venueId: string
  private readonly options: LiveVenueOptions
  private readonly desk: OrderDesk
  private follower: AccountFollower | null = null
  private readonly orders = new Map<string, VenueOrder>()
  /** Cancels of orders whose id at the venue is not known yet. */
  private readonly cancelsHeld = new Set<string>()
  private readonly timers = new Map<string, () => void>()
  private readonly ended: { readonly orderId: string; readonly atMs: number }[] = []
  private notReadyBecause = 'the account has not been read yet'
  private closed = false
  /** Changes that were sent. */
  private changes = 0

  constructor(options: LiveVenueOptions) {
    this.options = options
    this.venueId = options.reads.venueId
    const { absenceProvenAfterMs } = options.reads.capabilities.idempotency
    this.desk = new OrderDesk({
      venueId: this.venueId,
      absenceProvenAfterMs,
      report: (report) => this.report(report),
      over: (orderId) => this.noteEnd(orderId),
      mustCancel: (orderId) => this.send({ kind: 'CANCEL', orderId }, 0),
      alert: options.alert,
    })
  }

  /** Follows what our books have, then begins to read and listen. */
  start(restored: readonly RestoredLiveOrder[]): void {
    for (const one of restored) this.restore(one)
    const { reads, time, cursor, auditEveryMs, retryMs, onCursor } = this.options
    this.follower = new AccountFollower({
      reads,
      desk: this.desk,
      time,
      cursor,
      auditEveryMs,
      retryMs,
      onCursor,
      onReady: (ready, message) => {
        this.notReadyBecause = message
        this.options.onReady(ready, message)
      },
    })
  }

  instruments(): readonly Instrument[] {
    return [...this.options.instruments.values()]
  }

  unhealthyBecause(): string | null {
    return this.follower?.isReady() === true ? null : this.notReadyBecause
  }

  /** Orders on the account that are not ours; they count in risk. */
  foreignOrders(): ReturnType<OrderDesk['foreignOrders']> {
    return this.desk.foreignOrders()
  }

  /** Reads everything again now. */
  reconcileNow(): void {
    this.follower?.read()
  }

  send(request: VenueRequest, at: Micros): void {
    if (this.closed) return
    const sent = this.carryOut(request, at)
    // Adapters do not throw; what does is a fault of ours, and the order's fate is open.
    sent.catch((error: unknown) =>
      this.options.alert({
        venueId: this.venueId,
        kind: 'CONTRADICTION',
        subject: request.kind,
        message: `a request broke off in our own code: ${String(error)}`,
      }),
    )
  }

  async close(): Promise<void> {
    this.closed = true
    for (const stop of this.timers.values()) stop()
    await this.follower?.close()
  }

  private carryOut(request: VenueRequest, at: Micros): Promise<void> {
    switch (request.kind) {
      case 'PLACE':
        return this.place(request.order, at)
      case 'REPLACE':
        return this.replace(request)
      case 'CANCEL':
        return this.cancel(request.orderId)
      case 'LIST_WORKING':
        return this.listWorking()
    }
  }

  private restore({ order, quantityLots, cancelAt, wanted, ...known }: RestoredLiveOrder): void {
    if (!this.follow(order, { lots: quantityLots, ...known })) return
    if (known.isOver === true) {
      this.noteEnd(order.orderId)
      return
    }
    const fate = unknown({
      what: 'CONNECTION_LOST',
      message: 'it may have been sent before a restart',
      status: null,
      bodyStart: null,
      sentAtMs: known.sentAtMs,
    })
    const nowMs = this.options.time.nowMs()
    if (known.venueOrderId === null) this.desk.onPlace(order.orderId, fate, nowMs)
    if (wanted !== undefined) this.desk.onReplace(order.orderId, fate, { ...wanted, sinceMs: nowMs })
    if (cancelAt !== null) this.cancelAt(order.orderId, cancelAt)
  }

  private async place(order: VenueOrder, at: Micros): Promise<void> {
    const { orderId } = order
    // Known already: asked again after a restart. It is looked up, not sent.
    if (this.orders.has(orderId)) return
    const { time, reads, writes, sessionEndsAt } = this.options
    const fresh = {
      lots: order.lots,
      venueOrderId: null,
      bookedExecIds: [],
      bookedLots: 0,
      sentAtMs: time.nowMs(),
    }
    const instrument = this.options.instruments.get(order.instrumentId)
    if (instrument === undefined || !this.follow(order, fresh)) {
      this.options.onReport({
        kind: 'REJECTED',
        orderId,
        reason: `${order.instrumentId} is not listed at ${this.venueId}`,
      })
      return
    }
    const unhealthy = this.unhealthyBecause()
    if (unhealthy !== null) {
      this.desk.onPlace(orderId, notSent(reason('NOT_CONNECTED', unhealthy)), time.nowMs())
      return
    }
    const made = await venueTerms(order, {
      instrument,
      capabilities: reads.capabilities,
      sessionEndsAt: sessionEndsAt(order.instrumentId, at),
      quote: async () => {
        const answer = await reads.quote(instrument.venueSymbol)
        return answer.ok ? answer.value : null
      },
    })
    // Closed meanwhile: another may have taken the order up, and looks for it.
    if (this.closed) return
    if (!made.ok) {
      this.desk.onPlace(orderId, notSent(made.reason), time.nowMs())
      return
    }
    const outcome = await writes.place({
      ...made.terms,
      clientOrderId: orderId,
      venueSymbol: instrument.venueSymbol,
    })
    if (made.cancelAt !== null) this.cancelAt(orderId, made.cancelAt)
    this.desk.onPlace(orderId, outcome, time.nowMs())
    if (outcome.kind === 'UNKNOWN') this.reconcileNow()
  }

  private async replace(request: Extract<VenueRequest, { kind: 'REPLACE' }>): Promise<void> {
    const { orderId, quantityLots, limitTicks, stopTicks, filledLots } = request
    const target = this.target(orderId)
    const order = this.orders.get(orderId)
    const instrument = order === undefined ? undefined : this.options.instruments.get(order.instrumentId)
    const { replace } = this.options.reads.capabilities
    if (target === null || order === undefined || instrument === undefined) {
      this.options.onReport({
        kind: 'REPLACE_REJECTED',
        orderId,
        reason: 'the venue has not confirmed the order yet',
      })
      return
    }
    if (replace.kind !== 'NATIVE') {
      const why = replace.kind === 'REFUSED' ? replace.reason : replace.note
      this.options.onReport({
        kind: 'REPLACE_REJECTED',
        orderId,
        reason: `${this.venueId} changes no order in place: ${why}`,
      })
      return
    }
    const newClientOrderId = this.nextClientOrderId(orderId)
    this.desk.expectInstead(orderId, newClientOrderId)
    const outcome = await this.options.writes.replace({
      ...target,
      terms: plainTerms({ ...order, lots: quantityLots, limitTicks, stopTicks }, instrument),
      filledQuantity: plainTerms({ ...order, lots: filledLots }, instrument).quantity,
      newClientOrderId,
    })
    const sinceMs = this.options.time.nowMs()
    this.desk.onReplace(orderId, outcome, { quantityLots, limitTicks, stopTicks, sinceMs })
    this.reconcileNow()
  }

  /** Of a changed order: another each time, because a venue takes each once, and the same change may be asked for again. */
  private nextClientOrderId(orderId: string): string {
    this.changes += 1
    return `${orderId}-${this.options.time.nowMs().toString(36)}${(this.changes % 1_296).toString(36)}`
  }

  private async cancel(orderId: string): Promise<void> {
    const target = this.target(orderId)
    if (target === null) {
      this.cancelsHeld.add(orderId)
      this.reconcileNow()
      return
    }
    const outcome = await this.options.writes.cancel(target)
    this.desk.onCancel(orderId, outcome, this.options.time.nowMs())
    if (outcome.kind !== 'ACCEPTED' || outcome.final) this.reconcileNow()
  }

  private async listWorking(): Promise<void> {
    const open = await this.options.reads.openOrders()
    if (this.closed) return
    if (!open.ok) {
      this.later('LIST_WORKING', this.options.retryMs, () => void this.listWorking())
      return
    }
    const working = new Set(open.value.map((record) => this.desk.orderOf(record)?.orderId))
    // In the order in which they were sent.
    const orderIds = [...this.orders.keys()].filter((orderId) => working.has(orderId))
    this.options.onReport({ kind: 'WORKING_ORDERS', venueId: this.venueId, orderIds })
  }

  private follow(
    order: VenueOrder,
    known: Pick<
      Parameters<OrderDesk['follow']>[0],
      'lots' | 'venueOrderId' | 'bookedExecIds' | 'bookedLots' | 'sentAtMs' | 'isOver'
    >,
  ): boolean {
    const instrument = this.options.instruments.get(order.instrumentId)
    if (instrument === undefined) return false
    this.orders.set(order.orderId, order)
    this.desk.follow({
      orderId: order.orderId,
      clientOrderId: order.orderId,
      venueSymbol: instrument.venueSymbol,
      increments: {
        price: new IncrementCounter(instrument.priceIncrement),
        quantity: new IncrementCounter(instrument.quantityIncrement),
      },
      ...known,
    })
    return true
  }

  private target(
    orderId: string,
  ): { venueOrderId: string; clientOrderId: string; venueSymbol: string } | null {
    const known: DeskOrder | null = this.desk.orderOf({ venueOrderId: '', clientOrderId: orderId })
    if (known === null || known.venueOrderId === null) return null
    return { venueOrderId: known.venueOrderId, clientOrderId: orderId, venueSymbol: known.venueSymbol }
  }

  private report(report: VenueReport): void {
    if (this.closed) return
    this.options.onReport(report)
    if (!('orderId' in report)) return
    const { orderId } = report
    if (report.kind === 'ACCEPTED' && this.cancelsHeld.delete(orderId))
      this.send({ kind: 'CANCEL', orderId }, 0)
  }

  private noteEnd(orderId: string): void {
    const nowMs = this.options.time.nowMs()
    this.cancelsHeld.delete(orderId)
    this.timers.get(orderId)?.()
    this.timers.delete(orderId)
    this.ended.push({ orderId, atMs: nowMs })
    for (let oldest = this.ended[0]; oldest !== undefined; oldest = this.ended[0]) {
      if (nowMs - oldest.atMs < KNOWN_AFTER_END_MS && this.ended.length <= KNOWN_AFTER_END_MAX) return
      this.ended.shift()
      this.orders.delete(oldest.orderId)
      this.desk.forget(oldest.orderId)
    }
  }

  private cancelAt(orderId: string, at: Micros): void {
    const leftMs = Math.ceil(at / 1_000 - this.options.time.nowMs())
    if (leftMs <= 0) this.send({ kind: 'CANCEL', orderId }, at)
    else this.later(orderId, Math.min(leftMs, TIMER_MS_MAX), () => this.cancelAt(orderId, at))
  }

  private later(key: string, ms: number, run: () => void): void {
    this.timers.get(key)?.()
    this.timers.set(key, this.options.time.after(ms, run))
  }
}
