/** Decides what a confirmed replacement means. The report says which terms it is about; only those asked for apply. */

import type { Book, OrderState } from '../book/book.ts'
import type { ReportVenue, VenueReport } from '../book/command.ts'
import type { EngineEvent } from '../book/event.ts'
import type { Outcome } from '../book/outcome.ts'
import { accept } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { reported } from '../book/text.ts'
import { alert, unmatched } from './alert.ts'

type Replaced = Extract<VenueReport, { kind: 'REPLACED' }>
type ReplaceRejected = Extract<VenueReport, { kind: 'REPLACE_REJECTED' }>
type Terms = Pick<Replaced, 'quantityLots' | 'limitTicks' | 'stopTicks'>

export function decideReplaced(
  book: Book,
  command: ReportVenue,
  order: OrderState,
  report: Replaced,
): Outcome {
  const subject = { subjectId: order.id }
  const pending = order.pendingReplace
  if (pending === null || !sameTerms(pending, report)) {
    if (sameTerms(order, report)) return accept([], subject)
    return accept([unmatched(book, command, order.id, 'replaced with terms that nobody asked for')], subject)
  }
  const { quantityLots, limitTicks, stopTicks } = report
  const events: EngineEvent[] = [
    {
      type: 'OrderReplaced',
      ...stamp(book, command),
      orderId: order.id,
      quantityLots,
      limitTicks,
      stopTicks,
    },
  ]
  // The fills came first and the venue confirmed less all the same: more was traded than was meant in the end.
  return accept([...events, ...overfill(book, command, order, quantityLots)], subject)
}

/** The order works on with its old terms; a pending one that the cancel or the end overtook is forgotten too. */
export function decideReplaceRejected(
  book: Book,
  command: ReportVenue,
  order: OrderState,
  report: ReplaceRejected,
): Outcome {
  const subject = { subjectId: order.id }
  if (order.pendingReplace === null) return accept([], subject)
  const reason = reported(report.reason)
  const event = { type: 'OrderReplaceRejected', ...stamp(book, command), orderId: order.id, reason } as const
  return accept([event, ...overfill(book, command, order, order.quantityLots)], subject)
}

/** What was filled beyond the quantity that stands in the end is flagged now: until now it might have been meant. */
function overfill(
  book: Book,
  command: ReportVenue,
  order: OrderState,
  quantityLots: number,
): readonly EngineEvent[] {
  if (order.filledLots <= quantityLots) return []
  const message = 'more was filled than the quantity that stands after the replace was answered'
  return [alert(book, command, { index: 1, kind: 'OVERFILL', orderId: order.id, message })]
}

function sameTerms(a: Terms, b: Terms): boolean {
  return a.quantityLots === b.quantityLots && a.limitTicks === b.limitTicks && a.stopTicks === b.stopTicks
}
