/** Limits so high that nothing waits for them: for tests that ask more than a venue would allow. */

import type { RateLimit } from '../../../budget/limits.ts'
import { BudgetGate } from '../../../transport/budget-gate.ts'
import { MACHINE_TIME } from '../../../transport/timekeeper.ts'

/** More than any test asks in the span that a simulator counts. */
export const FREE = 1_000_000

/** A budget with the limits of a venue, none of which is ever met. */
export function freeBudget(limits: readonly RateLimit[]): BudgetGate {
  return new BudgetGate(
    limits.map(({ id }) => ({ id, capacity: FREE, perMs: 1, reserve: 0 })),
    MACHINE_TIME,
  )
}
