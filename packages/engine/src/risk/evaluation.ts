/** The preallocated row of an evaluation: each slot's verdict with what it saw, overwritten by the next evaluation. */

import { FAILED, SKIPPED, VERDICT, VERDICT_STRIDE } from './layout.ts'
import { SLOT_COUNT } from './slots.ts'

export interface RiskEvaluation {
  /** True where some check failed. */
  blocked: boolean
  /** True where the order only brings the position nearer to zero. */
  reduces: boolean
  /** Checks that doubles could not settle and that were taken exactly. */
  ambiguous: number
  /** Rows of VERDICT_STRIDE per slot: verdict, then what a measured slot compares; see VERDICT. */
  readonly checks: Float64Array
  /** What the checks of one evaluation share; see terms.ts. */
  readonly terms: Float64Array
}

export function emptyEvaluation(): RiskEvaluation {
  const checks = new Float64Array(SLOT_COUNT * VERDICT_STRIDE)
  for (let check = 0; check < checks.length; check += VERDICT_STRIDE) checks[check + VERDICT.factor] = 1
  return { blocked: false, reduces: false, ambiguous: 0, checks, terms: new Float64Array(32) }
}

/** The verdict of a slot in words. */
export function verdictOf(evaluation: RiskEvaluation, slot: number): 'PASSED' | 'FAILED' | 'SKIPPED' {
  const code = evaluation.checks[slot * VERDICT_STRIDE + VERDICT.verdict]
  if (code === FAILED) return 'FAILED'
  return code === SKIPPED ? 'SKIPPED' : 'PASSED'
}
