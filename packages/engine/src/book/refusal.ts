/** Makes the answers of `decide`: refusals that name field and fault, and acceptances. */

import type { Decision } from './decision.ts'
import type { EngineEvent } from './event.ts'
import type { Accepted, Refusal, RefusalCode } from './outcome.ts'

export function refuse(code: RefusalCode, field: string | null, message: string): Refusal {
  return { kind: 'REFUSED', code, field, message }
}

/** Refuses a value: what is wrong with it and what is allowed. */
export function badInput(field: string, message: string): Refusal {
  return refuse('BAD_USER_INPUT', field, message)
}

export function notFound(field: string, what: string): Refusal {
  return refuse('NOT_FOUND', field, `${what} not found`)
}

export interface AcceptedParts {
  readonly subjectId?: string | null
  readonly orderIds?: readonly string[]
  readonly decision?: Decision | null
}

export function accept(events: readonly EngineEvent[], parts: AcceptedParts = {}): Accepted {
  return {
    kind: 'ACCEPTED',
    events,
    subjectId: parts.subjectId ?? null,
    orderIds: parts.orderIds ?? [],
    decision: parts.decision ?? null,
  }
}
