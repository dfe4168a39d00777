/** The preallocated answer of an evaluation, overwritten by the next one: what failed, and what was skipped. */

import { AMBIGUOUS, FAILED, LIMIT_SURE, SKIPPED } from './layout.ts'
import { SLOT, SLOT_COUNT, SLOTS } from './slots.ts'
import type { LimitRows } from './compile.ts'

export interface RiskEvaluation {
  /** True where some check failed. */
  blocked: boolean
  /** True where the order only brings the position nearer to zero. */
  reduces: boolean
  /** Checks that doubles could not settle and that were taken exactly. */
  ambiguous: number
  /** Slots noted below; none: everything that is limited passed. */
  noted: number
  /** A byte per slot that did not simply pass; 0 for all others. */
  readonly verdicts: Uint8Array
  /** Bits of the gates that did not apply, by slot. */
  skips: number
  /** Offset in the merged limits of the row that was judged by. */
  limitRow: number
  /** What the checks of one evaluation share; see terms.ts. */
  readonly terms: Float64Array
}

export function emptyEvaluation(): RiskEvaluation {
  return {
    blocked: false,
    reduces: false,
    ambiguous: 0,
    noted: 0,
    verdicts: new Uint8Array(SLOT_COUNT),
    skips: 0,
    limitRow: 0,
    terms: new Float64Array(32),
  }
}

/** Notes that a check failed. */
export function fail(evaluation: RiskEvaluation, slot: number): void {
  evaluation.verdicts[slot] = FAILED
  evaluation.noted |= FAILED
}

/** Notes that a check is too close to call in doubles. */
export function leaveOpen(evaluation: RiskEvaluation, slot: number): void {
  evaluation.verdicts[slot] = AMBIGUOUS
  evaluation.noted |= AMBIGUOUS
}

/** Notes that a value is not surely within its limit: failed where it is surely over it, else left open; nothing without a limit. */
export function doubt(evaluation: RiskEvaluation, limits: Float64Array, slot: number, isOver: boolean): void {
  if (limits[evaluation.limitRow + slot + LIMIT_SURE] === Number.POSITIVE_INFINITY) return
  if (isOver) fail(evaluation, slot)
  else leaveOpen(evaluation, slot)
}

/** The verdict of a slot in words; `limits` are those that the evaluation was judged by. */
export function verdictOf(
  evaluation: RiskEvaluation,
  limits: LimitRows,
  slot: number,
): 'PASSED' | 'FAILED' | 'SKIPPED' {
  const code = evaluation.verdicts[slot]
  if (code === FAILED) return 'FAILED'
  if (code === SKIPPED) return 'SKIPPED'
  if (slot <= LAST_SKIPPABLE && (evaluation.skips & (1 << slot)) !== 0) return 'SKIPPED'
  // A quote may be too old without a limit that says so; every other limit is judged where it is set.
  const isLimited = SLOTS[slot]?.limit !== null && slot !== SLOT.quoteAge
  const isUnset = limits.merged[evaluation.limitRow + slot] === Number.POSITIVE_INFINITY
  return isLimited && isUnset ? 'SKIPPED' : 'PASSED'
}

const LAST_SKIPPABLE = SLOT.priceCollar
