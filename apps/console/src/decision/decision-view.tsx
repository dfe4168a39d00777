/**
 * A decision, whole: the outcome, the policy version, and every check with what it observed, its limit and the room
 * that was left. Used before an order is sent and ever after.
 */
import { CircleCheck, CircleDashed, CircleX, ShieldCheck, ShieldX } from 'lucide-react'
import { ModeBadge } from '../accounts/mode-badge.tsx'
import { classes } from '../controls/classes.ts'
import { type ColumnHead, ColumnHeads } from '../controls/column-heads.tsx'
import { Figure } from '../format/figures.tsx'
import { showName, showWord } from '../format/words.ts'
import type { DecisionView_DecisionFragmentFragment as DecisionData } from '../generated/graphql.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { showTime } from '../format/time.ts'
import { failedFirst } from './check-order.ts'

const CHECK_COLUMNS: readonly ColumnHead[] = [
  { title: 'Check', className: 'h-6 px-2' },
  { title: 'Observed', figures: true, className: 'px-1' },
  { title: 'Limit', figures: true, className: 'px-1' },
  { title: 'Headroom', figures: true, className: 'px-2' },
]

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
      <Reference decision={decision} />
      <table className="w-full table-fixed border-collapse">
        <caption className="sr-only">Checks of this decision</caption>
        <colgroup>
          <col className="w-[34%]" />
          <col className="w-[22%]" span={3} />
        </colgroup>
        <ColumnHeads columns={CHECK_COLUMNS} />
        <tbody>
          {failedFirst(decision.checks).map((check) => (
            <CheckRow key={`${check.name}:${check.scope}:${check.targetId ?? ''}`} check={check} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Reference({ decision }: { readonly decision: DecisionData }) {
  const { reference, policyVersion } = decision
  return (
    <p className="px-2 pt-1 text-2xs text-ink-2 tabular-nums">
      Policy version {policyVersion}
      {reference
        ? `. Reference bid ${reference.bid ?? '–'}, ask ${reference.ask ?? '–'} at ${showTime(reference.receivedAt)}`
        : '. No reference quote'}
    </p>
  )
}

function CheckRow({ check }: { readonly check: DecisionData['checks'][number] }) {
  const { icon: VerdictIcon, word, tone } = verdicts[check.verdict]
  const name = (
    <th scope="row" className="py-0.5 pr-1 pl-2 text-left font-normal">
      <span className="flex items-start gap-1">
        <VerdictIcon aria-hidden className={classes('mt-0.5 size-3 shrink-0', tone)} />
        <span className="min-w-0">
          <span className="sr-only">{word}: </span>
          {showName(check.name)}
          {check.policyVersion ? (
            <span className="block text-2xs text-ink-2">
              {showWord(check.scope)} v{check.policyVersion}
            </span>
          ) : null}
        </span>
      </span>
    </th>
  )
  if (check.verdict === 'SKIPPED') {
    return (
      <tr data-verdict="SKIPPED" className="border-t border-line/60 align-top">
        {name}
        <td colSpan={3} className="py-0.5 pr-2 text-right text-2xs break-words text-ink-2">
          {word}: {check.message}
        </td>
      </tr>
    )
  }
  // A long number wraps rather than losing digits.
  const figure = 'py-0.5 pl-0.5 text-right text-2xs break-all tabular-nums'
  return (
    <>
      <tr data-verdict={check.verdict} className="border-t border-line/60 align-top">
        {name}
        <td className={figure}>
          <Figure value={check.observed} />
        </td>
        <td className={figure}>
          <Figure value={check.limit} />
        </td>
        <td className={classes(figure, 'pr-2')}>
          <Figure value={check.headroom} />
        </td>
      </tr>
      {check.verdict === 'PASSED' ? null : (
        <tr>
          <td colSpan={4} className={classes('pr-2 pb-0.5 pl-6 text-2xs break-words', tone)}>
            {word}: {check.message}
          </td>
        </tr>
      )}
    </>
  )
}
