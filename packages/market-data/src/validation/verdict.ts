/** The answer of a check, and how answers combine. */

/** `FAIL`: do not trade on it. `WARN`: look at it. `PASS`: nothing found. */
export type Verdict = 'PASS' | 'WARN' | 'FAIL'

/** The gravest of several verdicts; `PASS` of none. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  let worst: Verdict = 'PASS'
  for (const verdict of verdicts) {
    if (verdict === 'FAIL') return 'FAIL'
    if (verdict === 'WARN') worst = 'WARN'
  }
  return worst
}
