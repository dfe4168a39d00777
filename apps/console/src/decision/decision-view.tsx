/**
 * A decision, whole: the outcome, the policy version, and every check with what it observed, its limit and the room
 * that was left. Used before an order is sent and ever after.
 */
import { CircleCheck, CircleDashed, CircleX, ShieldCheck, ShieldX } from 'lucide-react'
import { ModeBadge } from '../accounts/mode-badge.tsx'
import { classes } from '../controls/classes.ts'
import { Figure } from '../format/figures.tsx'
import { showName, showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { failedFirst } from './check-order.ts'

export const DecisionView_DecisionFragment = graphql(`
  fragment DecisionView_DecisionFragment on Decision {
    outcome
    summary
    policyVersion
    requestedMode
    effectiveMode
    reference {
      bid
      ask
      last
      receivedAt
    }
    checks {
      name
      scope
      targetId
      policyVersion
      verdict
      observed
      limit
      headroom
      message
    }
  }
`)

const verdicts = {
  PASSED: { icon: CircleCheck, word: 'Passed', tone: 'text-ok' },
  FAILED: { icon: CircleX, word: 'Failed', tone: 'text-bad' },
  SKIPPED: { icon: CircleDashed, word: 'Skipped', tone: 'text-ink-2' },
} as const

export function DecisionView(props: {
  readonly decision: FragmentType<typeof DecisionView_DecisionFragment>
}) {
  const decision = getFragmentData(DecisionView_DecisionFragment, props.decision)
  const allowed = decision.outcome === 'ALLOWED'
  const Icon = allowed ? ShieldCheck : ShieldX
  return (
    <section aria-label="Decision" data-outcome={decision.outcome} className="text-xs">
      <div className={classes('flex items-start gap-2 px-2 py-1.5', allowed ? 'bg-buy-soft' : 'bg-bad-soft')}>
        <Icon aria-hidden className={classes('mt-0.5 size-4 shrink-0', allowed ? 'text-ok' : 'text-bad')} />
        <div className="min-w-0 flex-1">
          <p className="font-semibold text-ink">{allowed ? 'Allowed' : 'Blocked'}</p>
          <p className="break-words text-ink">{decision.summary}</p>
        </div>
        <ModeBadge mode={decision.effectiveMode} />
      </div>
      <table className="w-full border-collapse">
        <caption className="sr-only">Checks of this decision</caption>
        <thead>
          <tr className="text-2xs text-ink-2">
            <th scope="col" className="h-6 px-2 text-left font-medium">
              Check
            </th>
            <th scope="col" className="px-1 text-right font-medium">
              Observed
            </th>
            <th scope="col" className="px-1 text-right font-medium">
              Limit
            </th>
            <th scope="col" className="px-2 text-right font-medium">
              Headroom
            </th>
          </tr>
        </thead>
        <tbody>
          {failedFirst(decision.checks).map((check) => {
            const { icon: VerdictIcon, word, tone } = verdicts[check.verdict]
            return (
              <tr
                key={`${check.name}:${check.scope}:${check.targetId ?? ''}`}
                data-verdict={check.verdict}
                className="border-t border-line/60 align-top"
              >
                <th scope="row" className="px-2 py-0.5 text-left font-normal">
                  <span className="flex items-start gap-1">
                    <VerdictIcon aria-hidden className={classes('mt-0.5 size-3 shrink-0', tone)} />
                    <span className="min-w-0">
                      <span className="sr-only">{word}: </span>
                      {showName(check.name)}
                      <span className="ml-1 text-2xs text-ink-2">
                        {showWord(check.scope)}
                        {check.policyVersion ? ` v${check.policyVersion}` : ''}
                      </span>
                      {check.verdict === 'PASSED' ? null : (
                        <span className={classes('block text-2xs break-words', tone)}>
                          {word}: {check.message}
                        </span>
                      )}
                    </span>
                  </span>
                </th>
                <td className="num px-1 py-0.5">
                  <Figure value={check.observed} />
                </td>
                <td className="num px-1 py-0.5">
                  <Figure value={check.limit} />
                </td>
                <td className="num px-2 py-0.5">
                  <Figure value={check.headroom} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
