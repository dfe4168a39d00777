/** Decides what recording an outside change means: one event in the same trail as everything else. */

import type { Book } from '../book/book.ts'
import type { RecordAudit } from '../book/command.ts'
import { firstFault } from '../book/fault.ts'
import { AUDIT_DETAIL_LENGTH_MAX, NAME_LENGTH_MAX, REASON_LENGTH_MAX } from '../book/limits.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { textFault } from '../book/text.ts'

export function decideRecordAudit(book: Book, command: RecordAudit): Outcome {
  const { action, summary, before, after } = command
  const fault = firstFault(
    () => textFault('action', action, NAME_LENGTH_MAX),
    () => textFault('summary', summary, REASON_LENGTH_MAX),
    () => detailFault('before', before),
    () => detailFault('after', after),
  )
  if (fault !== null) return fault
  return accept([{ type: 'AuditRecorded', ...stamp(book, command), action, summary, before, after }])
}

function detailFault(field: string, detail: string | null): Refusal | null {
  if (detail === null || detail.length <= AUDIT_DETAIL_LENGTH_MAX) return null
  return badInput(field, `must have at most ${AUDIT_DETAIL_LENGTH_MAX} characters`)
}
