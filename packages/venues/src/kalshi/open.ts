/** Opens Kalshi: a reading half by itself, or both halves. Paper and shadow call the first and never see the second. */

import type { VenueReads } from '../contract/reads.ts'
import type { VenueWrites } from '../contract/writes.ts'
import { BudgetGate } from '../transport/budget-gate.ts'
import type { Timekeeper } from '../transport/timekeeper.ts'
import { kalshiContext } from './context.ts'
import { openKalshiReads } from './reads.ts'
import { kalshiLimits, type KalshiEnvironment, type KalshiTier } from './settings.ts'
import { openKalshiWrites } from './writes.ts'

/** The budget of one account: make one and share it. The tier is what the venue granted the account; BASIC is every account's. */
export function kalshiBudget(time: Timekeeper, tier: KalshiTier = 'BASIC'): BudgetGate {
  return new BudgetGate(kalshiLimits(tier), time)
}

export function openKalshiReader(environment: KalshiEnvironment): VenueReads {
  return openKalshiReads(kalshiContext(environment))
}

export function openKalshi(environment: KalshiEnvironment): {
  readonly reads: VenueReads
  readonly writes: VenueWrites
} {
  const context = kalshiContext(environment)
  const reads = openKalshiReads(context)
  return { reads, writes: openKalshiWrites(context, reads) }
}
