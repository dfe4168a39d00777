/**
 * Decides what a venue's own list of working orders means for the switches that withdraw orders: CONFIRMED needs every venue
 * that had one to show none, after the engagement, and our books to agree. What is pending or unproven keeps it CANCELLING, and
 * so does what a venue lists: it is asked to cancel again, or brought before a person. Rules: SPEC.md, KS-05, KS-06, KS-11, KS-12.
 */

import type { Book, OrderState, SwitchState } from '../book/book.ts'
import type { ReportVenue, VenueReport } from '../book/command.ts'
import type { EngineEvent } from '../book/event.ts'
import { ID_LENGTH_MAX } from '../book/limits.ts'
import type { Outcome } from '../book/outcome.ts'
import { accept, badInput } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { textFault } from '../book/text.ts'
import { cancelRequest, needsCancel } from '../order/decide-cancel.ts'
import { orderOf, placeOf } from '../order/standing.ts'
import { alert } from '../venue-report/alert.ts'
import { coversOrder } from './covered.ts'

type WorkingOrders = Extract<VenueReport, { kind: 'WORKING_ORDERS' }>

export function decideWorkingOrders(book: Book, command: ReportVenue, report: WorkingOrders): Outcome {
  const fault = textFault('report.venueId', report.venueId, ID_LENGTH_MAX)
  if (fault !== null) return fault
  if (!Array.isArray(report.orderIds))
    return badInput('report.orderIds', 'must be the list of working orders')
  const ours = [...new Set(report.orderIds)]
    .map((orderId) => book.orders.get(orderId))
    .filter((order) => order !== undefined)
  const events: EngineEvent[] = []
  const answered = new Set<string>()
  for (const state of book.switches) {
    if (state.phase !== 'CANCELLING') continue
    const held = heldBy(book, state, ours)
    for (const order of held) {
      const event = answered.has(order.id)
        ? null
        : answer(book, command, { order, state, index: events.length })
      if (event === null) continue
      answered.add(order.id)
      events.push(event)
    }
    if (held.length > 0 || worksAt(book, state, report.venueId)) continue
    const awaited = state.awaitedVenueIds.includes(report.venueId)
    const rest = state.awaitedVenueIds.filter((venueId) => venueId !== report.venueId)
    if (awaited && rest.length > 0) {
      events.push({
        type: 'KillSwitchVenueCleared',
        ...stamp(book, command, events.length),
        killSwitchId: state.id,
        venueId: report.venueId,
      })
    } else if (rest.length === 0 && !state.openOrderIds.some((orderId) => book.workingOrders.has(orderId))) {
      events.push({
        type: 'KillSwitchConfirmed',
        ...stamp(book, command, events.length),
        killSwitchId: state.id,
      })
    }
  }
  return accept(events)
}

/** The listed orders that keep the switch CANCELLING: those in its scope, but for reductions that it let through since. */
function heldBy(book: Book, state: SwitchState, listed: readonly OrderState[]): readonly OrderState[] {
  const withdrawn = new Set(state.openOrderIds)
  const isLetThrough = ({ id }: OrderState): boolean =>
    state.allowReduceOnly && book.workingOrders.has(id) && !withdrawn.has(id)
  return listed.filter((order) => coversOrder(book, state, order) && !isLetThrough(order))
}

interface Listed {
  readonly order: OrderState
  readonly state: SwitchState
  readonly index: number
}

/** A cancel that was refused is asked for again (KS-11); what our books hold as ended is for a person, once (KS-12). */
function answer(book: Book, command: ReportVenue, { order, state, index }: Listed): EngineEvent | null {
  if (book.workingOrders.has(order.id)) {
    if (!needsCancel(order)) return null
    return cancelRequest(stamp(book, command, index), order, `kill switch ${state.id}`)
  }
  if (state.disputedOrderIds.includes(order.id)) return null
  const message = `listed as working by its venue, but ${order.status} in our books, while kill switch ${state.id} withdraws it`
  return alert(book, command, { index, kind: 'LISTED_AFTER_END', orderId: order.id, message })
}

/** True where one of the switch's orders at the venue still works in our books. */
function worksAt(book: Book, state: SwitchState, venueId: string): boolean {
  return state.openOrderIds.some((orderId) => {
    if (!book.workingOrders.has(orderId)) return false
    return placeOf(book, orderOf(book, orderId)).instrument.terms.venueId === venueId
  })
}
