/**
 * Working orders that end at recovery instead of going back to a venue: those that their owner had asked to cancel, so that
 * none trades before the request is carried out, and those whose moment passed while nobody traded them. An immediate order
 * would meet a market that its owner never saw, a DAY order would outlive its day.
 *
 * A simulated venue forgets everything with the process, so that what is said of these orders is its own word. A real venue
 * lives on and is asked first: it may have traded them (`live-orders.ts`).
 */
import type { Book, Micros, OrderState, VenueReport } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { sessionAt, type TradingCalendar } from '../feed/calendar/calendar.ts'
import { IMMEDIATE_ORDER_AGE_MS_MAX } from '../limits.ts'
import type { OutboxEntry } from '../outbox/entry.ts'

export type EndReport = Extract<VenueReport, { readonly kind: 'CANCELED' | 'EXPIRED' }>

export interface RecoveryMoment {
  readonly at: Micros
  calendarOf(instrument: Instrument): TradingCalendar
}

/** How each of them ends, in the order of submission. `outbox`: the requests that had no answer. */
export function ordersToEnd(
  book: Book,
  outbox: readonly OutboxEntry[],
  moment: RecoveryMoment,
): readonly EndReport[] {
  const unplaced = ordersAsked(outbox, 'PLACE')
  const unwanted = ordersAsked(outbox, 'CANCEL')
  const reports: EndReport[] = []
  for (const order of book.workingOrders.values()) {
    const { id: orderId } = order
    // Its venue lives on without us: it is asked.
    if (order.effectiveMode === 'LIVE') continue
    if (unwanted.has(orderId)) {
      reports.push({ kind: 'CANCELED', orderId, reason: 'canceled on request' })
    } else if (isLate(order, moment.at)) {
      const done = unplaced.has(orderId) ? 'placed' : 'completed'
      reports.push({ kind: 'CANCELED', orderId, reason: `not ${done} before the restart` })
    } else if (order.timeInForce === 'DAY') {
      const calendar = moment.calendarOf(book.instruments[order.instrumentIndex]!.terms)
      if (dayEndOf(calendar, order.createdAt) <= moment.at)
        reports.push({ kind: 'EXPIRED', orderId, reason: 'its day ended before the restart' })
    }
  }
  return reports
}

/** Orders of which a request has no answer yet; without one to its PLACE no venue is known to have the order. */
export function ordersAsked(
  outbox: readonly OutboxEntry[],
  kind: 'PLACE' | 'CANCEL',
): ReadonlySet<string | null> {
  return new Set(outbox.filter((entry) => entry.request.kind === kind).map((entry) => entry.orderId))
}

/** Whether the order trades at once or never, and has had its time. A stop that has traded is one of these. */
function isLate(order: OrderState, at: Micros): boolean {
  const lastFill = order.fills.at(-1)
  const { orderType } = order
  if ((orderType === 'STOP' || orderType === 'STOP_LIMIT') && lastFill === undefined) return false
  const unpriced = orderType === 'MARKET' || orderType === 'STOP'
  const immediate = unpriced || order.timeInForce === 'IOC' || order.timeInForce === 'FOK'
  return immediate && at - (lastFill?.at ?? order.createdAt) > IMMEDIATE_ORDER_AGE_MS_MAX * 1000
}

/** End of the session in which an order was accepted; of the next one where the market was closed then. */
export function dayEndOf(calendar: TradingCalendar, acceptedAt: Micros): Micros {
  const session = sessionAt(calendar, acceptedAt)
  const endsAt = session.sessionEndsAt ?? sessionAt(calendar, session.validUntil).sessionEndsAt
  if (endsAt === null)
    throw new Error(`Invariant: calendar ${calendar.name} is open when its closure has ended`)
  return endsAt
}
