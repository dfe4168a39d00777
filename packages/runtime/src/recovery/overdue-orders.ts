/**
 * Working orders whose moment passed while nobody traded them: an immediate order would meet a market that its owner never
 * saw, a DAY order would outlive its day. They end at recovery instead of going back to a venue.
 *
 * A simulated venue forgets everything with the process, so that what is said of these orders is its own word. A venue that
 * lives on would be asked first: it may have traded them.
 */
import type { Book, Micros, OrderState, VenueReport } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { sessionAt, type TradingCalendar } from '../feed/calendar/calendar.ts'
import { IMMEDIATE_ORDER_AGE_MS_MAX } from '../limits.ts'
import type { OutboxEntry } from '../outbox/entry.ts'

export type OverdueReport = Extract<VenueReport, { readonly kind: 'CANCELED' | 'EXPIRED' }>

export interface RecoveryMoment {
  readonly at: Micros
  calendarOf(instrument: Instrument): TradingCalendar
}

/** How each overdue order ends, in the order of submission. `outbox`: what the venues were not known to have. */
export function overdueOrders(
  book: Book,
  outbox: readonly OutboxEntry[],
  moment: RecoveryMoment,
): readonly OverdueReport[] {
  const unplaced = unplacedOrders(outbox)
  const reports: OverdueReport[] = []
  for (const order of book.workingOrders.values()) {
    const { id: orderId } = order
    if (isLate(order, moment.at)) {
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

/** Orders that no venue is known to have: their PLACE has no answer yet. */
export function unplacedOrders(outbox: readonly OutboxEntry[]): ReadonlySet<string | null> {
  return new Set(outbox.filter((entry) => entry.request.kind === 'PLACE').map((entry) => entry.orderId))
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
function dayEndOf(calendar: TradingCalendar, acceptedAt: Micros): Micros {
  const session = sessionAt(calendar, acceptedAt)
  const endsAt = session.sessionEndsAt ?? sessionAt(calendar, session.validUntil).sessionEndsAt
  if (endsAt === null)
    throw new Error(`Invariant: calendar ${calendar.name} is open when its closure has ended`)
  return endsAt
}
