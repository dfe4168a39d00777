/**
 * How measurements become verdicts: a comparison of doubles counts only where it is farther from equality than both sides can be
 * wrong; anything closer is AMBIGUOUS and settled exactly.
 *
 * The kernel first writes what it observes into the rows, then judges all of them in one loop: no double crosses the border of a
 * function, so nothing is boxed.
 */

import { AMBIGUOUS, FAILED, PASSED, RELATIVE, SKIPPED, VERDICT_STRIDE } from './layout.ts'

/** Judges the measured slots from `first` up to `end` against the limits at `row`; answers the verdicts as bits. */
export function judgeMeasured(
  checks: Float64Array,
  limits: Float64Array,
  row: number,
  first: number,
  end: number,
): number {
  let seen = 0
  for (let slot = first; slot < end; slot += 1) {
    const check = slot * VERDICT_STRIDE
    const limit = limits[row + slot]!
    const error = checks[check + 3]!
    let verdict = SKIPPED
    if (limit !== Number.POSITIVE_INFINITY && error === error) {
      const observed = checks[check + 1]!
      const allowed = limit * checks[check + 2]!
      const excess = observed - allowed
      const margin = error + (Math.abs(observed) + Math.abs(allowed)) * RELATIVE
      verdict = excess < -margin ? PASSED : excess > margin ? FAILED : AMBIGUOUS
    }
    checks[check] = verdict
    seen |= verdict
  }
  return seen
}
