/**
 * Decides what a venue's own list of working orders means for the switches that withdraw orders: CONFIRMED needs every venue
 * that had one to show none, after the engagement, and our books to agree. What is pending or unproven keeps it CANCELLING.
 */

import type { Book, SwitchState } from '../book/book.ts'
import type { ReportVenue, VenueReport } from '../book/command.ts'
import type { EngineEvent } from '../book/event.ts'
import { ID_LENGTH_MAX } from '../book/limits.ts'
import type { Outcome } from '../book/outcome.ts'
import { accept, badInput } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { textFault } from '../book/text.ts'
import { orderOf, placeOf } from '../order/standing.ts'

type WorkingOrders = Extract<VenueReport, { kind: 'WORKING_ORDERS' }>

export function decideWorkingOrders(book: Book, command: ReportVenue, report: WorkingOrders): Outcome {
  const fault = textFault('report.venueId', report.venueId, ID_LENGTH_MAX)
  if (fault !== null) return fault
  if (!Array.isArray(report.orderIds))
    return badInput('report.orderIds', 'must be the list of working orders')
  const listed = new Set(report.orderIds)
  const events: EngineEvent[] = []
  for (const state of book.switches) {
    if (state.phase !== 'CANCELLING' || !isClear(book, state, { venueId: report.venueId, listed })) continue
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

/** True where the venue lists none of the switch's orders and none of those at that venue works in our books. */
function isClear(
  book: Book,
  state: SwitchState,
  at: { readonly venueId: string; readonly listed: ReadonlySet<string> },
): boolean {
  return state.openOrderIds.every((orderId) => {
    if (at.listed.has(orderId)) return false
    if (!book.workingOrders.has(orderId)) return true
    return placeOf(book, orderOf(book, orderId)).instrument.terms.venueId !== at.venueId
  })
}
