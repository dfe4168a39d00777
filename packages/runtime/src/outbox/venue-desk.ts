/**
 * The venues of one book at work: hands them requests and quotes, lets their time pass, and gives their reports to the
 * partition's mailbox.
 *
 * A list of working orders proves something only if it was asked for after the orders in question were placed. So one list
 * is asked for at a time, and an answer to an older question is put aside.
 */
import type { Micros, StatusUpdate, VenueReport } from '@quarterdeck/engine'
import type { RestoredOrder, SimulatedVenue, VenueQuote } from '@quarterdeck/venues'
import type { Clock, Timer } from '../clock/clock.ts'
import { RELIST_AFTER_MS } from '../limits.ts'
import type { OutboxEntry } from './entry.ts'
import { HeldPlacements } from './held-placements.ts'
import { MutedOrders } from './muted-orders.ts'

export interface VenueDesk {
  /** Hands committed requests over, in order. */
  dispatch(entries: readonly OutboxEntry[]): void
  /** Hands over again, in order, what had no answer before a restart; an immediate order waits for its market's first quote. */
  resend(entries: readonly OutboxEntry[]): void
  onQuote(quote: VenueQuote): void
  onStatus(status: StatusUpdate): void
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
  /** Makes the venues, each reporting to the listener that it is given. */
  readonly openVenues: (onReport: (report: VenueReport) => void) => readonly SimulatedVenue[]
  readonly onReport: (report: VenueReport) => void
  /** Whether the outbox still holds the question for this venue's working orders. */
  readonly awaitsList: (venueId: string) => boolean
}

interface ListQuestion {
  asked: boolean
  /** Something was engaged after the question went out: its answer proves nothing about that. */
  outdated: boolean
  again: Timer | null
}

export function createVenueDesk(options: VenueDeskOptions): VenueDesk {
  const { clock } = options
  let closed = false
  let wake: { readonly timer: Timer; readonly at: Micros } | null = null
  const venues = new Map(
    options.openVenues((report) => onReport(report)).map((venue) => [venue.venueId, venue]),
  )
  const questions = new Map<string, ListQuestion>()
  const held = new HeldPlacements({ clock, onEnd: (report) => onReport(report) })

  const questionTo = (venueId: string): ListQuestion => {
    const known = questions.get(venueId)
    if (known !== undefined) return known
    const question: ListQuestion = { asked: false, outdated: false, again: null }
    questions.set(venueId, question)
    return question
  }

  const ask = (venueId: string) => {
    const question = questionTo(venueId)
    question.again?.cancel()
    question.again = null
    if (question.asked) {
      question.outdated = true
      return
    }
    question.asked = true
    venues.get(venueId)?.send({ kind: 'LIST_WORKING' }, clock.now())
    planWake()
  }

  const onReport = (report: VenueReport) => {
    if (closed) return
    if (report.kind !== 'WORKING_ORDERS') return options.onReport(report)
    const question = questionTo(report.venueId)
    question.asked = false
    if (question.outdated) {
      question.outdated = false
      return ask(report.venueId)
    }
    question.again = clock.after(RELIST_AFTER_MS, () => {
      question.again = null
      if (!closed && !question.asked && options.awaitsList(report.venueId)) ask(report.venueId)
    })
    options.onReport(report)
  }

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

  const muted = new MutedOrders()

  const send = (entries: readonly OutboxEntry[]) => {
    const now = clock.now()
    for (const entry of entries) {
      if (muted.takesOver(entry)) continue
      const { venueId, orderId, request } = entry
      const venue = venues.get(venueId)
      if (request.kind === 'LIST_WORKING') ask(venueId)
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
      for (const question of questions.values()) question.again?.cancel()
    },
  }
}

/** An order for a venue that is no longer connected cannot be there: say so, instead of waiting for ever. */
function refusal(orderId: string, venueId: string, kind: 'PLACE' | 'REPLACE' | 'CANCEL'): VenueReport {
  const reason = `venue ${venueId} is not connected`
  if (kind === 'PLACE') return { kind: 'REJECTED', orderId, reason }
  return { kind: kind === 'CANCEL' ? 'CANCEL_REJECTED' : 'REPLACE_REJECTED', orderId, reason }
}
