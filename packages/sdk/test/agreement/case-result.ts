/** What came of one published case: our numbers are theirs, or they differ for a declared reason, or it tests what we do not have. */

import { readFileSync } from 'node:fs'
import { sharedPath } from '@quarterdeck/testkit'

export type Verdict = 'AGREED' | 'DECLARED_DIFFERENCE' | 'NOT_APPLICABLE' | 'DISAGREED'

export interface CaseResult {
  readonly name: string
  readonly verdict: Verdict
  /** Why it does not apply or differs, with both numbers; null: it simply agrees. */
  readonly reason: string | null
}

/** A line of ours beside theirs. Both end at the same bar; theirs may start later. */
export interface Comparison {
  readonly line: string
  readonly ours: ArrayLike<number>
  readonly theirs: ArrayLike<number>
}

/** How far two numbers may be apart. */
export interface Tolerance {
  readonly absolute: number
  readonly relative: number
}

/** A file of the published answers. */
export function expected<T>(file: string): T {
  return JSON.parse(readFileSync(sharedPath('data', 'expected', 'indicators', file), 'utf8')) as T
}

/** Judges a case by all its lines; theirs that are NaN are not compared, and at least one number must be. */
export function judge(
  name: string,
  tolerance: Tolerance,
  comparisons: readonly Comparison[],
  declared?: string,
): CaseResult {
  const fault = comparisons.map((one) => faultOf(one, tolerance)).find((one) => one !== null) ?? null
  if (fault === null) {
    const reason = declared === undefined ? null : 'a difference is declared, but there is none'
    return { name, verdict: declared === undefined ? 'AGREED' : 'DISAGREED', reason }
  }
  return declared === undefined
    ? { name, verdict: 'DISAGREED', reason: fault }
    : { name, verdict: 'DECLARED_DIFFERENCE', reason: `${declared} (${fault})` }
}

export function notApplicable(name: string, reason: string): CaseResult {
  return { name, verdict: 'NOT_APPLICABLE', reason }
}

function faultOf({ line, ours, theirs }: Comparison, { absolute, relative }: Tolerance): string | null {
  const shift = ours.length - theirs.length
  if (shift < 0) return `${line}: theirs has ${theirs.length} values, ours ${ours.length}`
  let compared = 0
  for (let at = 0; at < theirs.length; at += 1) {
    const their = theirs[at]!
    if (Number.isNaN(their)) continue
    const our = ours[at + shift]!
    compared += 1
    if (!(Math.abs(our - their) <= Math.max(absolute, relative * Math.abs(their))))
      return `${line}, value ${at + 1} of ${theirs.length}: theirs ${their}, ours ${Number(our.toPrecision(10))}`
  }
  return compared === 0 ? `${line}: nothing to compare` : null
}
