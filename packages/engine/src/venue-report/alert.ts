/** Alerts that reports raise: a person must look, the books go on. */

import type { Book } from '../book/book.ts'
import type { ReportVenue } from '../book/command.ts'
import type { AlertRaised } from '../book/event.ts'
import { stamp } from '../book/stamp.ts'

export interface AlertParts {
  /** Place among the events of the report, from 0. */
  readonly index: number
  readonly kind: AlertRaised['kind']
  readonly orderId: string | null
  readonly message: string
}

export function alert(
  book: Book,
  command: ReportVenue,
  { index, kind, orderId, message }: AlertParts,
): AlertRaised {
  return { type: 'AlertRaised', ...stamp(book, command, index), kind, orderId, message }
}

/** A report that fits nothing that we know. */
export function unmatched(
  book: Book,
  command: ReportVenue,
  orderId: string | null,
  message: string,
): AlertRaised {
  return alert(book, command, { index: 0, kind: 'UNMATCHED_REPORT', orderId, message })
}
