/** Each rule of validation with its verdict; what it found opens beneath it. */
import { showCount } from '../format/number.ts'
import { showUtc } from '../format/utc.ts'
import { showWord } from '../format/words.ts'
import type { Quality } from './quality-section.tsx'
import { Verdict } from './verdict.tsx'

type Rule = Quality['validation']['rules'][number]

const gravity = { FAIL: 0, WARN: 1, PASS: 2 } as const

/** The gravest first; those that could not be checked last. */
export function byGravity(a: Rule, b: Rule): number {
  return Number(b.checked) - Number(a.checked) || gravity[a.verdict] - gravity[b.verdict]
}

export function RuleTable({ rules }: { readonly rules: readonly Rule[] }) {
  return (
    <ul aria-label="Rules of validation" className="border-t border-line text-xs">
      {[...rules].sort(byGravity).map((rule) => (
        <li key={rule.rule} className="border-b border-line last:border-b-0">
          {rule.findings.length > 0 ? (
            <details>
              <summary className="flex items-center gap-2 px-2 py-1 hover:bg-hover">
                <Line rule={rule} />
              </summary>
              <ol className="bg-raised px-2 py-1 text-2xs">
                {rule.findings.map((finding) => (
                  <li key={`${finding.row} ${finding.detail}`} className="py-px">
                    <span className="tabular-nums">
                      Row {showCount(finding.row)}, {showUtc(finding.at)}
                    </span>
                    : {finding.detail}
                  </li>
                ))}
                {rule.count > rule.findings.length ? (
                  <li className="text-ink-2">and {showCount(rule.count - rule.findings.length)} more</li>
                ) : null}
              </ol>
            </details>
          ) : (
            <div className="flex items-center gap-2 px-2 py-1">
              <Line rule={rule} />
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}

function Line({ rule }: { readonly rule: Rule }) {
  return (
    <>
      <span className="w-24 shrink-0">
        {rule.checked ? <Verdict verdict={rule.verdict} /> : <span className="text-ink-2">Not checked</span>}
      </span>
      <span className="min-w-0 flex-1">
        {showWord(rule.rule)}
        {rule.note ? <span className="text-ink-2">: {rule.note}</span> : null}
      </span>
      {rule.count > 0 ? <span className="tabular-nums">{showCount(rule.count)}</span> : null}
      {rule.findings.length > 0 ? <span className="text-2xs text-ink-2">places ▾</span> : null}
    </>
  )
}
