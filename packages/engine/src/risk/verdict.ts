/**
 * How a check becomes a verdict in the kernel: a comparison of doubles counts only where it is farther from equality than both
 * sides can be wrong; anything closer is AMBIGUOUS and settled exactly.
 */

import { AMBIGUOUS, FAILED, PASSED, ROUNDOFF, SKIPPED, VERDICT, VERDICT_STRIDE } from './layout.ts'

/** Roundings in a product of terms and limit, generously: relative error of either side of a comparison. */
export const RELATIVE = 32 * ROUNDOFF

/** Judges observed <= limit, `error` being how far the two can be wrong together beyond RELATIVE. No limit: skipped. */
export function judge(
  checks: Float64Array,
  slot: number,
  observed: number,
  limit: number,
  error: number,
): number {
  if (limit === Number.POSITIVE_INFINITY) return put(checks, slot, SKIPPED, observed, limit)
  const margin = error + (Math.abs(observed) + Math.abs(limit)) * RELATIVE
  const excess = observed - limit
  const verdict = excess > margin ? FAILED : excess < -margin ? PASSED : AMBIGUOUS
  return put(checks, slot, verdict, observed, limit)
}

/** The verdict of a check with a limit that needs no comparison; without a limit it is skipped. */
export function settle(checks: Float64Array, slot: number, verdict: number, limit: number): number {
  return put(checks, slot, limit === Number.POSITIVE_INFINITY ? SKIPPED : verdict, Number.NaN, limit)
}

/** The verdict of a rule that stands without a limit. */
export function rule(checks: Float64Array, slot: number, holds: boolean): number {
  return put(checks, slot, holds ? PASSED : FAILED, Number.NaN, Number.NaN)
}

export function put(
  checks: Float64Array,
  slot: number,
  verdict: number,
  observed: number,
  limit: number,
): number {
  const row = slot * VERDICT_STRIDE
  checks[row + VERDICT.verdict] = verdict
  checks[row + VERDICT.observed] = observed
  checks[row + VERDICT.limit] = limit
  return verdict
}
