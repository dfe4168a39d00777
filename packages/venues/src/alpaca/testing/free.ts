/** Limits so high that nothing waits for them: for tests that ask more than the venue would allow. */

import { BudgetGate } from '../../transport/budget-gate.ts'
import { MACHINE_TIME } from '../../transport/timekeeper.ts'
import { ALPACA_LIMITS } from '../settings.ts'

const FREE = 1_000_000

/** Of a simulator. */
export const FREE_OF_LIMITS = {
  requestsPerMinute: FREE,
  requestsPerSecond: FREE,
  dataRequestsPerMinute: FREE,
} as const

export function freeBudget(): BudgetGate {
  return new BudgetGate(
    ALPACA_LIMITS.map(({ id }) => ({ id, capacity: FREE, perMs: 1, reserve: 0 })),
    MACHINE_TIME,
  )
}
