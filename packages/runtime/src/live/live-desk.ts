/**
 * The orders of an organization's LIVE accounts: each goes to the real venue of its account's connection, and to nothing else.
 *
 * While a connection is not open nothing is sent: an order is refused with the reason, a cancel waits. When it opens, what our books
 * have is looked up at the venue before anything new goes out; what may have been sent is never sent again.
 */
import { type Book, LIVE_GATE_SHUT, type LiveGate, type Micros } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { FillCursor, LiveVenue, VenueRequest } from '@quarterdeck/venues'
import type { Clock } from '../clock/clock.ts'
import type { Connector } from '../connections/connector.ts'
import { openLive } from '../connections/open-live.ts'
import type { TradingCalendar } from '../feed/calendar/calendar.ts'
import { sessionAt } from '../feed/calendar/calendar.ts'
import { LIVE_AUDIT_MS, LIVE_ENDED_KNOWN_MS, LIVE_RETRY_MS, LIVE_SEND_WITHIN_MS } from '../limits.ts'
import type { Logger } from '../logger.ts'
import type { OutboxEntry } from '../outbox/entry.ts'
import type { LiveListener, LiveSide } from '../outbox/venue-desk.ts'
import type { ListSource } from '../outbox/working-lists.ts'
import { connectionOf, isLiveOrder, liveOrders } from '../recovery/live-orders.ts'
import { DurableCursor } from './durable-cursor.ts'

export interface LiveDeskOptions {
  readonly book: Book
  readonly clock: Clock
  readonly log: Logger
  /** Requests that have no answer yet. */
  readonly unanswered: () => readonly OutboxEntry[]
  /** Calls back once the book holds nothing that is not durable and told. */
  readonly whenQuiet: (callback: () => void) => void
  /** The session that runs as the market's status says it; null: not told. */
  readonly sessionEndsAt: (instrumentId: string) => Micros | null
  readonly calendarOf: (instrument: Instrument) => TradingCalendar
}

const TOO_LATE = 'it came to be sent too late: nothing was sent'

/** A connection that may trade, and the venue that was opened through it for its LIVE accounts. */
interface Line {
  readonly connector: Connector
  /** Null: no LIVE account is bound to it, or it is being opened. */
  venue: LiveVenue | null
}

export class LiveDesk implements LiveSide {
  readonly #options: LiveDeskOptions
  readonly #lines = new Map<string, Line>()
  /** As the book lists them: live venues read these while they work. */
  readonly #instruments = new Map<string, Instrument>()
  /** Orders that were refused here and nowhere sent, as long as the book may not know it. */
  readonly #refused = new Set<string>()
  readonly #closing = new Set<Promise<void>>()
  #told: LiveListener | null = null
  #closed = false

  constructor(options: LiveDeskOptions) {
    this.#options = options
    for (const { terms } of options.book.instruments) this.#instruments.set(terms.id, terms)
  }

  reportTo(listener: LiveListener): void {
    this.#told = listener
  }

  /** The book lists an instrument, or lists it in other terms. */
  list(instrument: Instrument): void {
    this.#instruments.set(instrument.id, instrument)
  }

  /** A connection is open; of no effect unless it may trade. */
  connect(connector: Connector): void {
    if (this.#closed || connector.purpose !== 'TRADE') return
    this.#lines.set(connector.connectionId, { connector, venue: null })
    this.openBound()
  }

  /** Lets go of a connection that is about to close; resolves when nothing of it is used any more. */
  async disconnect(connectionId: string): Promise<void> {
    const line = this.#lines.get(connectionId)
    this.#lines.delete(connectionId)
    if (line === undefined) return
    this.#told?.onSources(line.connector.venueId)
    await line.venue?.close()
  }

  /** Opens the venue of each connection that a LIVE account is bound to and that has none yet. */
  openBound(): void {
    for (const line of this.#lines.values()) {
      if (line.venue !== null || !this.#isBound(line.connector.connectionId)) continue
      this.#options.whenQuiet(() => this.#open(line))
    }
  }

  takesOver(entry: OutboxEntry): boolean {
    const { orderId, request } = entry
    const { book, clock } = this.#options
    if (orderId === null || !isLiveOrder(book, orderId)) return false
    const venue = this.#venueOf(orderId)
    // A cancel stays in the outbox, too: it is carried out when the connection opens.
    if (request.kind === 'CANCEL') venue?.send(request, clock.now())
    else if (venue === null) this.#refuse(orderId, request.kind, this.#notOpen(orderId))
    else if (this.#isLate(entry)) this.#refuse(orderId, request.kind, TOO_LATE)
    else venue.send(request, clock.now())
    return true
  }

  /** Whoever took the organization over while this process stood still may have been told that the order never arrived. */
  #isLate({ createdAt }: OutboxEntry): boolean {
    return this.#options.clock.now() / 1_000 - Date.parse(createdAt) > LIVE_SEND_WITHIN_MS
  }

  sourcesOf(venueId: string): readonly ListSource[] {
    const sources: ListSource[] = []
    for (const [id, { connector, venue }] of this.#lines) {
      if (connector.venueId !== venueId || venue === null) continue
      sources.push({ id, ask: () => venue.send({ kind: 'LIST_WORKING' }, this.#options.clock.now()) })
    }
    // What our books hold as working there can be seen by nobody else.
    for (const id of this.#workingAt(venueId))
      if (!sources.some((source) => source.id === id)) sources.push({ id, ask: null })
    return sources
  }

  /** How a connection stands for an order that is decided now. */
  gate(connectionId: string): LiveGate {
    const line = this.#lines.get(connectionId)
    if (line === undefined || line.venue === null) return LIVE_GATE_SHUT
    return {
      connectionHealthy: line.connector.isHealthy() && line.venue.unhealthyBecause() === null,
      reconciled: line.connector.isReconciled() === true,
      compared: line.connector.isCompared(),
      // The switches are in the book that the order is decided on.
      killSwitchesKnown: true,
    }
  }

  close(): void {
    this.#closed = true
    for (const { venue } of this.#lines.values())
      if (venue !== null) {
        const closing: Promise<void> = venue.close().finally(() => this.#closing.delete(closing))
        this.#closing.add(closing)
      }
    this.#lines.clear()
  }

  /** Resolves when everything that was closed has let go. */
  async closed(): Promise<void> {
    await Promise.all(this.#closing)
  }

  #open(line: Line): void {
    const { connectionId } = line.connector
    if (this.#closed || line.venue !== null || this.#lines.get(connectionId) !== line) return
    try {
      this.#start(line)
    } catch (error) {
      // It stays shut; the organization's other accounts trade.
      this.#options.log.error({ connectionId, err: error }, 'A live account could not be taken up')
    }
  }

  #start(line: Line): void {
    const { connector } = line
    const { connectionId, venueId, capabilities } = connector
    const { book, clock, calendarOf, log, unanswered, whenQuiet } = this.#options
    const cursor = new DurableCursor({ whenQuiet, keep: (durable) => this.#keepCursor(line, durable) })
    const outbox = unanswered()
    const endedSince = clock.now() - LIVE_ENDED_KNOWN_MS * 1_000
    const restored = liveOrders(book, { connectionId, endedSince, capabilities, outbox, calendarOf }).filter(
      ({ order }) => !this.#refused.has(order.orderId),
    )
    const venue = openLive(connector, {
      instruments: this.#instruments,
      cursor: connector.fillCursor(),
      auditEveryMs: LIVE_AUDIT_MS,
      retryMs: LIVE_RETRY_MS,
      sessionEndsAt: (instrumentId, at) => this.#sessionEnd(instrumentId, at),
      onReport: (report) => {
        if (report.kind === 'WORKING_ORDERS') this.#told?.onList(venueId, connectionId, report.orderIds)
        else this.#told?.onReport(report)
      },
      onReady: (ready, message) =>
        log.info({ connectionId, ready, message }, 'A live account is in step, or is not any more'),
      onCursor: (told) => cursor.take(told),
    })
    line.venue = venue
    this.#refused.clear()
    venue.start(restored)
    const ours = new Set<string | null>(restored.map(({ order }) => order.orderId))
    for (const { orderId, request } of outbox)
      if (request.kind === 'CANCEL' && ours.has(orderId)) venue.send(request, clock.now())
    this.#told?.onSources(venueId)
  }

  /** In a crash the fills after what is kept are asked for again. */
  #keepCursor({ connector }: Pick<Line, 'connector'>, cursor: FillCursor): void {
    if (this.#closed) return
    connector.keepFillCursor(cursor).catch((error: unknown) => {
      const { connectionId } = connector
      this.#options.log.warn(
        { connectionId, err: error },
        'Where the reading of fills stopped could not be kept: more is read at the next start',
      )
    })
  }

  #sessionEnd(instrumentId: string, at: Micros): Micros | null {
    const told = this.#options.sessionEndsAt(instrumentId)
    const instrument = this.#instruments.get(instrumentId)
    if (told !== null || instrument === undefined) return told
    return sessionAt(this.#options.calendarOf(instrument), at).sessionEndsAt
  }

  /** Nothing was sent. */
  #refuse(orderId: string, kind: VenueRequest['kind'], reason: string): void {
    if (kind === 'PLACE') this.#refused.add(orderId)
    this.#told?.onReport({ kind: kind === 'PLACE' ? 'REJECTED' : 'REPLACE_REJECTED', orderId, reason })
  }

  #venueOf(orderId: string): LiveVenue | null {
    const connectionId = this.#connectionOf(orderId)
    return connectionId === null ? null : (this.#lines.get(connectionId)?.venue ?? null)
  }

  #connectionOf(orderId: string): string | null {
    const order = this.#options.book.orders.get(orderId)
    return order === undefined ? null : connectionOf(this.#options.book, order)
  }

  #notOpen(orderId: string): string {
    return `connection ${this.#connectionOf(orderId) ?? ''} is not open: nothing was sent`
  }

  #isBound(connectionId: string): boolean {
    return this.#options.book.accounts.some(
      (account) => account.mode === 'LIVE' && account.connectionId === connectionId,
    )
  }

  /** Connections through which an order of ours works at the venue, as our books have it. */
  #workingAt(venueId: string): ReadonlySet<string> {
    const { book } = this.#options
    const ids = new Set<string>()
    for (const order of book.workingOrders.values()) {
      const id = connectionOf(book, order)
      if (id !== null && book.instruments[order.instrumentIndex]!.terms.venueId === venueId) ids.add(id)
    }
    return ids
  }
}
