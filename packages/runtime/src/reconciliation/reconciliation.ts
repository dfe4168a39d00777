/**
 * The face of reconciliation: our books beside the venue's own word, and each difference as an object that somebody decides about.
 *
 * Nothing is corrected silently: a break proposes a correction, and a policy or a person has it booked as an event of the journal.
 */
import type { Asking } from '../research/research.ts'

export const BREAK_KINDS = ['ORDER', 'FOREIGN_ORDER', 'POSITION', 'BALANCE'] as const
/** ORDER: ours, and the venue says otherwise. FOREIGN_ORDER: others placed it. POSITION and BALANCE: amounts differ. */
export type BreakKind = (typeof BREAK_KINDS)[number]

export const BREAK_STATUSES = ['OPEN', 'CORRECTED', 'DISMISSED', 'CLEARED'] as const
/** CLEARED: a later reconciliation found no difference any more. */
export type BreakStatus = (typeof BREAK_STATUSES)[number]

/** What would be booked; null quantities and amounts do not apply to the kind. */
export interface Correction {
  readonly kind: 'ADJUST_POSITION' | 'ADJUST_CASH' | 'NOTE_FOREIGN_ORDER' | 'AWAIT_VENUE'
  readonly quantity: string | null
  readonly price: string | null
  readonly amount: string | null
  readonly currency: string | null
  /** One sentence for the person who approves it. */
  readonly summary: string
}

export interface Break {
  readonly id: string
  readonly organizationId: string
  readonly connectionId: string
  readonly accountId: string
  readonly kind: BreakKind
  /** Order id, instrument id or currency. */
  readonly subject: string
  readonly expected: string
  readonly observed: string
  /** The venue's records that it rests on, as JSON. */
  readonly evidence: string
  readonly proposed: Correction
  readonly status: BreakStatus
  readonly foundAt: number
  readonly decidedAt: number | null
  readonly decidedBy: string | null
  readonly reason: string | null
}

export interface ReconciliationRun {
  readonly id: string
  readonly connectionId: string
  readonly cause: 'CONNECTED' | 'PERIODIC' | 'ON_DEMAND'
  readonly startedAt: number
  readonly endedAt: number | null
  readonly ordersCompared: number
  readonly positionsCompared: number
  readonly balancesCompared: number
  readonly breaksFound: number
  /** Why it could not be finished; null: it could. */
  readonly fault: string | null
}

/** Which corrections are booked without a person. The default: none but FOREIGN_ORDER notes. */
export interface ReconciliationPolicy {
  readonly everyMs: number
  readonly applies: readonly BreakKind[]
  /** Worth of a difference up to which it is applied, in the account's currency; exact decimal. */
  readonly worthMax: string
}

export interface Reconciliation {
  /** Compares now; the run's id. */
  run(asking: Asking, connectionId: string): Promise<string>
  runs(organizationId: string, connectionId: string, limit: number): Promise<readonly ReconciliationRun[]>
  breaks(
    organizationId: string,
    filter: { readonly status?: BreakStatus; readonly accountId?: string },
  ): Promise<readonly Break[]>
  /** Has the proposed correction booked. Throws a RequestFault where the break is no longer open. */
  correct(asking: Asking, breakId: string, reason: string): Promise<void>
  dismiss(asking: Asking, breakId: string, reason: string): Promise<void>
  policy(organizationId: string): Promise<ReconciliationPolicy>
  setPolicy(asking: Asking, policy: ReconciliationPolicy): Promise<void>
}
