/**
 * The venues of one book at work: hands them requests and quotes, lets their time pass, and gives their reports to the
 * partition's mailbox. What PAPER and SHADOW accounts ask goes to simulated venues; what LIVE accounts ask, to the live side.
 */
import type { Micros, StatusUpdate, VenueReport } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { RestoredOrder, SimulatedVenue, VenueQuote } from '@quarterdeck/venues'
import type { Clock, Timer } from '../clock/clock.ts'
import type { OutboxEntry } from './entry.ts'
import { HeldPlacements } from './held-placements.ts'
import { MutedOrders } from './muted-orders.ts'
import { type ListSource, WorkingLists } from './working-lists.ts'

export interface VenueDesk {
  /** Hands committed requests over, in order. */
  dispatch(entries: readonly OutboxEntry[]): void
  /** Hands over again, in order, what had no answer before a restart; an immediate order waits for its market's first quote. */
  resend(entries: readonly OutboxEntry[]): void
  onQuote(quote: VenueQuote): void
  onStatus(status: StatusUpdate): void
  /** Has an instrument traded by its simulated venue from now on, in these terms; a venue that is not there yet is opened. */
  list(instrument: Instrument): void
  /** Seats working orders again in venues that lost their memory with the process. */
  restore(orders: ReadonlyMap<string, readonly RestoredOrder[]>): void
  /** Keeps what is asked about such orders from their venues, until the answer is called: they are muted in a drill. */
  holdBack(isMuted: (orderId: string) => boolean): () => void
  /** Why a venue can't be used now, in its own words; null: it can, or it is not one of this desk. */
  unhealthyBecause(venueId: string): string | null
  /** Nothing is reported after it returns. */
  close(): void
}

export interface VenueDeskOptions {
  readonly clock: Clock
  /** Makes a simulated venue that lists nothing yet and reports to the listener that it is given. */
  readonly openVenue: (venueId: string, onReport: (report: VenueReport) => void) => SimulatedVenue
  /** The orders of LIVE accounts; without it there are none. */
  readonly live?: LiveSide
  readonly onReport: (report: VenueReport) => void
  /** Whether the outbox still holds the question for this venue's working orders. */
  readonly awaitsList: (venueId: string) => boolean
}

/** What the live side tells the desk. */
export interface LiveListener {
  onReport(report: VenueReport): void
  /** A connection's own list of the venue's working orders. */
  onList(venueId: string, connectionId: string, orderIds: readonly string[]): void
  /** Who has to be asked for the venue's working orders has changed. */
  onSources(venueId: string): void
}

/** The orders of LIVE accounts, as far as the desk has to know of them. */
export interface LiveSide {
  /** Who is told from now on: the desk that it is the live side of. */
  reportTo(listener: LiveListener): void
  /** Takes what is asked about an order of a LIVE account; false: it is about none. */
  takesOver(entry: OutboxEntry): boolean
  /** Connections that have a part of the venue's working orders. */
  sourcesOf(venueId: string): readonly ListSource[]
  close(): void
}

const NO_LIVE_SIDE: LiveSide = {
  reportTo: () => undefined,
  takesOver: () => false,
  sourcesOf: () => [],
  close: () => undefined,
}

/** Name of the simulated venue among those who are asked for working orders. */
const SIMULATED = 'SIMULATED'

export function createVenueDesk(options: VenueDeskOptions): VenueDesk {
  const { clock, live = NO_LIVE_SIDE } = options
  let closed = false
  let wake: { readonly timer: Timer; readonly at: Micros } | null = null
  const venues = new Map<string, SimulatedVenue>()
  const held = new HeldPlacements({ clock, onEnd: (report) => onReport(report) })
  const muted = new MutedOrders()
  const lists = new WorkingLists({
    clock,
    awaitsList: options.awaitsList,
    onReport: (report) => options.onReport(report),
    sourcesOf(venueId) {
      const venue = venues.get(venueId)
      const askSimulated = () => {
        venue?.send({ kind: 'LIST_WORKING' }, clock.now())
        planWake()
      }
      const simulated = venue === undefined ? [] : [{ id: SIMULATED, ask: askSimulated }]
      return [...simulated, ...live.sourcesOf(venueId)]
    },
  })
  const onReport = (report: VenueReport) => {
    if (closed) return
    if (report.kind === 'WORKING_ORDERS') lists.onList(report.venueId, SIMULATED, report.orderIds)
    else options.onReport(report)
  }

  live.reportTo({
    onReport: (report) => onReport(report),
    onList: (venueId, connectionId, orderIds) => lists.onList(venueId, connectionId, orderIds),
    onSources: (venueId) => lists.refresh(venueId),
  })

  /** One timer for all venues, at the next instant at which any has something to do. */
  const planWake = () => {
    if (closed) return
    let next: Micros | null = null
    for (const venue of venues.values()) {
      const due = venue.nextDueAt()
      if (due !== null && (next === null || due < next)) next = due
    }
    if (next === null || (wake !== null && wake.at <= next)) return
    wake?.timer.cancel()
    const delayMs = Math.max(0, Math.ceil((next - clock.now()) / 1000))
    wake = { at: next, timer: clock.after(delayMs, advance) }
  }

  const advance = () => {
    wake = null
    if (closed) return
    const now = clock.now()
    for (const venue of venues.values()) venue.advance(now)
    planWake()
  }

  const send = (entries: readonly OutboxEntry[]) => {
    const now = clock.now()
    for (const entry of entries) {
      if (muted.takesOver(entry)) continue
      const { venueId, orderId, request } = entry
      const venue = venues.get(venueId)
      if (request.kind === 'LIST_WORKING') lists.ask(venueId)
      else if (live.takesOver(entry)) continue
      else if (venue !== undefined) venue.send(request, now)
      else if (orderId !== null) onReport(refusal(orderId, venueId, request.kind))
    }
  }

  return {
    dispatch(entries) {
      if (closed) return
      send(entries.filter((entry) => !held.takesOver(entry)))
      planWake()
    },
    resend(entries) {
      if (closed) return
      send(entries.filter((entry) => !venues.has(entry.venueId) || !held.keep(entry)))
      planWake()
    },
    onQuote(quote) {
      for (const venue of venues.values()) venue.onQuote(quote)
      send(held.onQuote(quote.instrumentId))
      planWake()
    },
    onStatus(status) {
      for (const venue of venues.values()) venue.onStatus(status)
      send(held.onStatus(status))
      planWake()
    },
    list(instrument) {
      const { venueId } = instrument
      const venue = venues.get(venueId) ?? options.openVenue(venueId, onReport)
      venues.set(venueId, venue)
      venue.list(instrument)
    },
    restore(orders) {
      for (const [venueId, working] of orders) venues.get(venueId)?.restore(working, clock.now())
    },
    holdBack: (isMuted) =>
      muted.mute(isMuted, (entries) => {
        if (closed) return
        send(entries)
        planWake()
      }),
    unhealthyBecause: (venueId) => venues.get(venueId)?.unhealthyBecause() ?? null,
    close() {
      closed = true
      wake?.timer.cancel()
      held.close()
      lists.close()
      live.close()
    },
  }
}

/** An order for a venue that is no longer connected cannot be there: say so, instead of waiting for ever. */
function refusal(orderId: string, venueId: string, kind: 'PLACE' | 'REPLACE' | 'CANCEL'): VenueReport {
  const reason = `venue ${venueId} is not connected`
  if (kind === 'PLACE') return { kind: 'REJECTED', orderId, reason }
  return { kind: kind === 'CANCEL' ? 'CANCEL_REJECTED' : 'REPLACE_REJECTED', orderId, reason }
}
