/** A venue's request limits as data: what counts, over which time, and what is kept back for getting out. */

/**
 * EXIT: cancels, and orders that only close; they alone may use the reserve. ENTRY: every other write. READ: questions.
 * In order of precedence.
 */
export const URGENCIES = ['EXIT', 'ENTRY', 'READ'] as const
export type Urgency = (typeof URGENCIES)[number]

/**
 * At most `capacity` weight in any `perMs` milliseconds: also true for venues with fixed windows or token buckets. With `perMs` 0
 * it is a limit of what is under way at once.
 */
export interface RateLimit {
  readonly id: string
  readonly capacity: number
  readonly perMs: number
  /** Part of the capacity that only EXIT requests may use. */
  readonly reserve: number
}

/** What a request counts against one limit. */
export interface Weight {
  readonly limitId: string
  readonly weight: number
}

/** What is asked of the budget. */
export interface BudgetRequest {
  readonly tenant: string
  readonly urgency: Urgency
  readonly weights: readonly Weight[]
}

/** How one limit is used, for people and for backpressure. */
export interface LimitUsage {
  readonly limitId: string
  readonly capacity: number
  readonly perMs: number
  readonly reserve: number
  /** Weight sent in the last `perMs`. */
  readonly used: number
  /** Until when the venue asked for silence, UTC milliseconds; null: it did not. */
  readonly heldUntilMs: number | null
}

export interface BudgetUsage {
  readonly limits: readonly LimitUsage[]
  readonly waiting: Readonly<Record<Urgency, number>>
}
