/** The preallocated answer of an evaluation, overwritten by the next one: what failed, and what was skipped. */

import { AMBIGUOUS, FAILED, LIMIT_SURE, PASSED, SKIPPED } from './layout.ts'
import { SLOT, SLOT_COUNT, SLOTS } from './slots.ts'
import type { LimitRows } from './compile.ts'
import type { RiskRows } from './rows.ts'

export interface RiskEvaluation {
  /** True where some check failed. */
  blocked: boolean
  /** True where the order only brings the position nearer to zero. */
  reduces: boolean
  /** Checks that doubles could not settle and that were taken exactly. */
  ambiguous: number
  /** Bits of the verdicts that were noted. */
  noted: number
  /** What did not simply pass: so many slots, each with its verdict. */
  notes: number
  readonly notedSlots: Uint8Array
  readonly notedVerdicts: Uint8Array
  /** Bits of the gates that did not apply, by slot. */
  skips: number
  /** Offset in the merged limits of the row that was judged by. */
  policy: number
  mode: number
  /** 0 for a buy, 1 for a sale: what a sale reads lies beside what a buy reads. */
  sells: number
  /** Offset of the instrument's class in a row's exposure sums. */
  classSums: number
  /** What the checks of one evaluation share; see terms.ts. */
  readonly terms: Float64Array
}

export function emptyEvaluation(): RiskEvaluation {
  return {
    blocked: false,
    reduces: false,
    ambiguous: 0,
    noted: 0,
    notes: 0,
    notedSlots: new Uint8Array(SLOT_COUNT),
    notedVerdicts: new Uint8Array(SLOT_COUNT),
    skips: 0,
    policy: 0,
    mode: 0,
    sells: 0,
    classSums: 0,
    terms: new Float64Array(32),
  }
}

/** Notes the verdict of a slot; each slot is noted at most once. */
export function note(evaluation: RiskEvaluation, slot: number, verdict: number): void {
  evaluation.notedSlots[evaluation.notes] = slot
  evaluation.notedVerdicts[evaluation.notes] = verdict
  evaluation.notes += 1
  evaluation.noted |= verdict
}

/** Notes that a check failed. */
export function fail(evaluation: RiskEvaluation, slot: number): void {
  note(evaluation, slot, FAILED)
}

/** Notes what is not surely within its limit: failed where it is surely over it, else left open; nothing without a limit. */
export function doubt(risk: RiskRows, slot: number, isOver: boolean): void {
  const { evaluation, limits } = risk
  if (limits.merged[evaluation.policy + slot + LIMIT_SURE] === Number.POSITIVE_INFINITY) return
  note(evaluation, slot, isOver ? FAILED : AMBIGUOUS)
}

/** The verdict of a slot in words; `limits` are those that the evaluation was judged by. */
export function verdictOf(
  evaluation: RiskEvaluation,
  limits: LimitRows,
  slot: number,
): 'PASSED' | 'FAILED' | 'SKIPPED' {
  const at = evaluation.notedSlots.subarray(0, evaluation.notes).indexOf(slot)
  const code = at < 0 ? PASSED : evaluation.notedVerdicts[at]
  if (code === FAILED) return 'FAILED'
  if (code === SKIPPED) return 'SKIPPED'
  if (slot <= LAST_SKIPPABLE && (evaluation.skips & (1 << slot)) !== 0) return 'SKIPPED'
  // A quote may be too old without a limit that says so; every other limit is judged where it is set.
  const isLimited = SLOTS[slot]?.limit !== null && slot !== SLOT.quoteAge
  const isUnset = limits.merged[evaluation.policy + slot] === Number.POSITIVE_INFINITY
  return isLimited && isUnset ? 'SKIPPED' : 'PASSED'
}

const LAST_SKIPPABLE = SLOT.priceCollar
