/** Validation stops at the first fault: checks are given as thunks, cheapest first. */

import type { Refusal } from './outcome.ts'

/** The first refusal among the checks, in order; null when all pass. */
export function firstFault(...checks: readonly (() => Refusal | null)[]): Refusal | null {
  for (const check of checks) {
    const fault = check()
    if (fault !== null) return fault
  }
  return null
}
