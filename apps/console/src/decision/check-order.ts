/** Puts what a reader needs first: failed checks, then those that passed, then those that had nothing to check. */

type Verdict = 'PASSED' | 'FAILED' | 'SKIPPED'

const rank: Readonly<Record<Verdict, number>> = { FAILED: 0, PASSED: 1, SKIPPED: 2 }

/** Returns the checks by verdict; within a verdict in the order they ran. */
export function failedFirst<Check extends { readonly verdict: Verdict }>(
  checks: readonly Check[],
): readonly Check[] {
  return [...checks].sort((a, b) => rank[a.verdict] - rank[b.verdict])
}
