/** Makes the answers of `decide`: refusals that name field and fault, and acceptances. */

import type { Decision } from './decision.ts'
import type { EngineEvent } from './event.ts'
import type { Accepted, Refusal, RefusalCode } from './outcome.ts'

/** A refusal; the message opens with the field, so that it can stand alone. */
export function refuse(code: RefusalCode, field: string | null, fault: string): Refusal {
  return { kind: 'REFUSED', code, field, message: field === null ? fault : `${field} ${fault}` }
}

/** Refuses a value: what is wrong with it and what is allowed. */
export function badInput(field: string, fault: string): Refusal {
  return refuse('BAD_USER_INPUT', field, fault)
}

/** One answer for what does not exist and for what is another's: it says nothing of what else there is. */
export function notFound(field: string): Refusal {
  return refuse('NOT_FOUND', field, 'was not found')
}

export interface AcceptedParts {
  readonly subjectId?: string | null
  readonly orderIds?: readonly string[]
  readonly decision?: Decision | null
}

const NONE: readonly string[] = []

export function accept(events: readonly EngineEvent[], parts: AcceptedParts = {}): Accepted {
  return {
    kind: 'ACCEPTED',
    events,
    subjectId: parts.subjectId ?? null,
    orderIds: parts.orderIds ?? NONE,
    decision: parts.decision ?? null,
  }
}
