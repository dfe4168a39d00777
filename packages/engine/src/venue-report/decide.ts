/**
 * Decides what a venue's report means for the order that it names: what is new becomes events, what was known is absorbed, what
 * cannot be, or cannot be read, raises an alert: a report is a fact that nobody waits for an answer to, so it is never refused.
 * Rules: SPEC.md, OR-20 to OR-31.
 */

import type { Book, OrderState } from '../book/book.ts'
import type { ReportVenue, VenueReport } from '../book/command.ts'
import type { Market } from '../book/market.ts'
import { ID_LENGTH_MAX } from '../book/limits.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { reported, textFault } from '../book/text.ts'
import { decideWorkingOrders } from '../killswitch/confirm.ts'
import { cancellingSwitch } from '../killswitch/covered.ts'
import { cancelRequest } from '../order/decide-cancel.ts'
import { isReportKind, TRANSITIONS, type Arm } from '../order/transitions.ts'
import { isFinal, venueKnows } from '../order/status.ts'
import { alert, unmatched } from './alert.ts'
import { decideBusted, decideCorrected, decideFill } from './executions.ts'
import { decideReplaceRejected, decideReplaced } from './replaced.ts'

type OrderReport = Exclude<VenueReport, { kind: 'WORKING_ORDERS' }>

export function decideReportVenue(book: Book, market: Market, command: ReportVenue): Outcome {
  const outcome = decideReadable(book, market, command)
  return outcome.kind === 'REFUSED' ? unreadable(book, command, outcome) : outcome
}

/** What it meant may be a lost fill: a person has to look. */
function unreadable(book: Book, command: ReportVenue, { message }: Refusal): Outcome {
  const { report } = command
  const order = 'orderId' in report ? book.orders.get(report.orderId) : undefined
  const subjectId = order?.id ?? null
  const text = reported(`${report.kind} that cannot be read: ${message}`)
  return accept([unmatched(book, command, subjectId, text)], { subjectId })
}

function decideReadable(book: Book, market: Market, command: ReportVenue): Outcome {
  const { report } = command
  if (report.kind === 'WORKING_ORDERS') return decideWorkingOrders(book, command, report)
  const order = book.orders.get(report.orderId)
  if (order === undefined)
    return accept([unmatched(book, command, null, `${report.kind} of an order that is not ours`)])
  return decideOrderReport(book, market, command, { order, report })
}

interface About<Report extends OrderReport = OrderReport> {
  readonly order: OrderState
  readonly report: Report
}

function decideOrderReport(
  book: Book,
  market: Market,
  command: ReportVenue,
  { order, report }: About,
): Outcome {
  if (!isReportKind(report.kind)) return badInput('report.kind', 'is no report')
  const arm = TRANSITIONS[order.status][report.kind]
  const subject = { subjectId: order.id }
  if (arm === 'ABSORB') return accept([], subject)
  if (arm === 'ALERT')
    return accept(
      [unmatched(book, command, order.id, `${report.kind} of an order that is ${order.status}`)],
      subject,
    )
  switch (report.kind) {
    case 'ACCEPTED':
      return decideAccepted(book, command, { order, report })
    case 'FILL':
      return decideFill(book, market, command, { order, report })
    case 'BUSTED':
      return decideBusted(book, command, order, report)
    case 'CORRECTED':
      return decideCorrected(book, command, order, report)
    case 'REPLACED':
      return decideReplaced(book, command, order, report)
    case 'REJECTED':
      return decideRejected(book, command, { order, report, arm })
    case 'REPLACE_REJECTED':
      return decideReplaceRejected(book, command, order, report)
    case 'CANCELED':
      return reasoned(book, command, { order, type: 'OrderCanceled', reason: report.reason })
    case 'EXPIRED':
      return reasoned(book, command, { order, type: 'OrderExpired', reason: report.reason })
    case 'CANCEL_REJECTED':
      if (!order.cancelRequested) return accept([], subject)
      return reasoned(book, command, { order, type: 'OrderCancelRejected', reason: report.reason })
    case 'TRIGGERED':
      return decideTriggered(book, command, order)
    case 'UNKNOWN':
      if (venueKnows(order) || order.unknown) return accept([], subject)
      return reasoned(book, command, { order, type: 'OrderMarkedUnknown', reason: report.reason })
  }
}

interface Reasoned {
  readonly order: OrderState
  readonly type: 'OrderCanceled' | 'OrderExpired' | 'OrderCancelRejected' | 'OrderMarkedUnknown'
  readonly reason: string
}

/** One event that says no more than why. */
function reasoned(book: Book, command: ReportVenue, { order, type, reason }: Reasoned): Outcome {
  const event = { type, ...stamp(book, command), orderId: order.id, reason: reported(reason) }
  return accept([event], { subjectId: order.id })
}

/** A stop is set off once; what is none cannot be (OR-43). */
function decideTriggered(book: Book, command: ReportVenue, order: OrderState): Outcome {
  const subject = { subjectId: order.id }
  if (order.submitted.stopTicks === null)
    return accept([unmatched(book, command, order.id, 'TRIGGERED of an order that is no stop')], subject)
  if (order.triggered) return accept([], subject)
  return accept([{ type: 'OrderTriggered', ...stamp(book, command), orderId: order.id }], subject)
}

/** The venue has it. An order that a switch wants gone is canceled now: a cancel before the venue knew it may have missed. */
function decideAccepted(
  book: Book,
  command: ReportVenue,
  about: About<Extract<OrderReport, { kind: 'ACCEPTED' }>>,
): Outcome {
  const { order, report } = about
  const fault = textFault('report.venueOrderId', report.venueOrderId, ID_LENGTH_MAX)
  if (fault !== null) return fault
  const subject = { subjectId: order.id }
  if (order.venueOrderId !== null) {
    if (order.venueOrderId === report.venueOrderId) return accept([], subject)
    return accept(
      [
        unmatched(
          book,
          command,
          order.id,
          `second venue id ${report.venueOrderId} of an order known as ${order.venueOrderId}`,
        ),
      ],
      subject,
    )
  }
  const { seq, at, commandId, actor } = stamp(book, command)
  const { venueOrderId } = report
  const confirmed = {
    type: 'OrderConfirmed',
    seq,
    at,
    commandId,
    actor,
    orderId: order.id,
    venueOrderId,
  } as const
  // What has ended needs no cancel, whatever the venue says late.
  const withdrawnBy = isFinal(order.status) ? null : cancellingSwitch(book, order)
  if (withdrawnBy === null) return accept([confirmed], subject)
  return accept(
    [confirmed, cancelRequest(stamp(book, command, 1), order, `kill switch ${withdrawnBy.id}`)],
    subject,
  )
}

function decideRejected(
  book: Book,
  command: ReportVenue,
  { order, report, arm }: About<Extract<OrderReport, { kind: 'REJECTED' }>> & { readonly arm: Arm },
): Outcome {
  const event = {
    type: 'OrderRejected',
    ...stamp(book, command),
    orderId: order.id,
    reason: reported(report.reason),
  } as const
  if (arm !== 'LATE' && order.filledLots === 0) return accept([event], { subjectId: order.id })
  const contradiction = alert(book, command, {
    index: 1,
    kind: 'UNMATCHED_REPORT',
    orderId: order.id,
    message: 'rejected by the venue after it filled part of it',
  })
  return accept([event, contradiction], { subjectId: order.id })
}
