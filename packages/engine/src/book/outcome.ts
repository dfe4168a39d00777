/** What `decide` answers: the events that follow, or a refusal that names the fault. Never thrown. */

import type { EngineEvent } from './event.ts'
import type { Decision } from './decision.ts'

/** Closed list of refusals. A blocked order is not one of them: it is an order with status REJECTED. */
export type RefusalCode = 'BAD_USER_INPUT' | 'NOT_FOUND' | 'CONFLICT' | 'FORBIDDEN'

export interface Refusal {
  readonly kind: 'REFUSED'
  readonly code: RefusalCode
  /** The field at fault, as in the command; null where no single field is. */
  readonly field: string | null
  /** The value's fault and what is allowed. */
  readonly message: string
}

export interface Accepted {
  readonly kind: 'ACCEPTED'
  /** In order of seq; empty where the command repeats one that was carried out, or is only a preview. */
  readonly events: readonly EngineEvent[]
  /** The entity that the command made or touched: order, account, policy or switch id; null where there is none. */
  readonly subjectId: string | null
  /** Orders touched by a command over many (cancel-all). */
  readonly orderIds: readonly string[]
  /** The decision, for submit, replace and preview; null for a repeat: it stands in the event that made the order. */
  readonly decision: Decision | null
}

export type Outcome = Accepted | Refusal
