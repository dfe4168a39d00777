/** Who may trade a LIVE account, and by how much of its limits: the capital ramp goes up one stage at a time. */

import type { Micros } from '../book/command-base.ts'

export const CAPITAL_STAGES = [5, 25, 100] as const
/** Percent of the tightest limits on order notional and gross exposure that a live account may use. */
export type CapitalStage = (typeof CAPITAL_STAGES)[number]

/** What enabling says of a LIVE account. */
export interface LiveTerms {
  /** The people who may trade it, as users are named in actors; 1 to LIVE_USERS_MAX, in the order given. */
  readonly userIds: readonly string[]
  readonly stagePercent: CapitalStage
}

/** A LIVE account that may be traded. */
export interface LiveTrading extends LiveTerms {
  readonly enabledAt: Micros
  /** Since when the stage is what it is. */
  readonly stageSince: Micros
}
