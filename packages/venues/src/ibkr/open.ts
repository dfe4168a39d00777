/** Opens Interactive Brokers: a reading half by itself, or both halves. Paper and shadow call the first and never see the second. */

import type { VenueReads } from '../contract/reads.ts'
import type { VenueWrites } from '../contract/writes.ts'
import { BudgetGate } from '../transport/budget-gate.ts'
import type { Timekeeper } from '../transport/timekeeper.ts'
import { ibkrContext } from './context.ts'
import { IBKR_LIMITS } from './pacing.ts'
import { openIbkrReads } from './reads.ts'
import type { IbkrEnvironment } from './settings.ts'
import { openIbkrWrites } from './writes.ts'

/** The budget of one user and address: make one and share it. */
export function ibkrBudget(time: Timekeeper): BudgetGate {
  return new BudgetGate(IBKR_LIMITS, time)
}

export function openIbkrReader(environment: IbkrEnvironment): VenueReads {
  return openIbkrReads(ibkrContext(environment))
}

export function openIbkr(environment: IbkrEnvironment): {
  readonly reads: VenueReads
  readonly writes: VenueWrites
} {
  const context = ibkrContext(environment)
  const reads = openIbkrReads(context)
  return { reads, writes: openIbkrWrites(context, reads) }
}
