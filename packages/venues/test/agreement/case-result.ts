/** What came of one published case: it agrees, it differs for a declared reason, or it tests something that we do not have. */

export type Verdict = 'AGREED' | 'DECLARED_DIFFERENCE' | 'NOT_APPLICABLE' | 'DISAGREED'

export interface CaseResult {
  readonly name: string
  readonly verdict: Verdict
  /** Why it does not apply or differs; null: it simply agrees. */
  readonly reason: string | null
}

export interface FileResult {
  /** Path below the folder of expected answers. */
  readonly file: string
  /** What of ours answered, and how it was set up. */
  readonly subject: string
  readonly cases: readonly CaseResult[]
}

/** Runs one case: `agrees` throws where our answer is another. */
export function judge(name: string, agrees: () => void): CaseResult {
  try {
    agrees()
    return { name, verdict: 'AGREED', reason: null }
  } catch (error) {
    return { name, verdict: 'DISAGREED', reason: error instanceof Error ? error.message : String(error) }
  }
}

export function notApplicable(name: string, reason: string): CaseResult {
  return { name, verdict: 'NOT_APPLICABLE', reason }
}

export function declaredDifference(name: string, reason: string): CaseResult {
  return { name, verdict: 'DECLARED_DIFFERENCE', reason }
}
