/** One difference: what our books say, what the venue says and by which records, and the correction that waits for a person. */
'use client'

import { useState } from 'react'
import { GatedButton } from '../controls/gated-button.tsx'
import { classes } from '../controls/classes.ts'
import { showInstant, showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { prettyJson } from '../deployments/intent-text.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type {
  BreakCard_ReconciliationBreakFragmentFragment as Difference,
  BreakStatus,
} from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'
import { DecideBreak, type BreakDecision } from './decide-break.tsx'

export const BreakCard_ReconciliationBreakFragment = graphql(`
  fragment BreakCard_ReconciliationBreakFragment on ReconciliationBreak {
    id
    kind
    subject
    expected
    observed
    evidence
    status
    foundAt
    decidedAt
    reason
    account {
      id
      name
    }
    connection {
      id
      name
    }
    decidedBy {
      id
      kind
      name
    }
    proposed {
      kind
      summary
    }
  }
`)

export interface BreakCardProps {
  readonly difference: FragmentType<typeof BreakCard_ReconciliationBreakFragment>
  readonly onDecided: () => void
}

const looks: Readonly<Record<BreakStatus, string>> = {
  OPEN: 'border-warn',
  CORRECTED: 'border-line',
  DISMISSED: 'border-line',
  CLEARED: 'border-line',
}

const NOT_MINE = 'A risk manager, admin or owner can.'

export function BreakCard({ onDecided, ...props }: BreakCardProps) {
  const each = getFragmentData(BreakCard_ReconciliationBreakFragment, props.difference)
  const { may } = useSelection()
  const [asked, setAsked] = useState<BreakDecision | null>(null)
  const mine = may('reconciliation:decide') ? null : NOT_MINE
  const waits = each.proposed.kind === 'AWAIT_VENUE' ? "The venue's own word is waited for." : null
  return (
    <li data-break={each.kind} className={classes('border-l-2 border bg-panel text-xs', looks[each.status])}>
      <div className="flex flex-wrap items-center gap-x-2 border-b border-line bg-raised px-2 py-1">
        <h3 className="font-semibold">
          {showWord(each.kind)}: {each.subject}
        </h3>
        <span className="text-ink-2">
          {each.account.name}
          {each.connection ? ` on ${each.connection.name}` : ''}
        </span>
        <span className="ml-auto font-medium">{showWord(each.status)}</span>
        <time dateTime={each.foundAt} title={showInstant(each.foundAt)} className="text-ink-2">
          {showTime(each.foundAt)}
        </time>
      </div>
      <Evidence difference={each} />
      {each.status === 'OPEN' ? (
        <div className="flex flex-wrap justify-end gap-2 border-t border-line p-2">
          <GatedButton why={mine} onPress={() => setAsked('dismiss')}>
            Dismiss…
          </GatedButton>
          <GatedButton tone="primary" why={mine ?? waits} onPress={() => setAsked('correct')}>
            Book the correction…
          </GatedButton>
        </div>
      ) : (
        <Decided difference={each} />
      )}
      {asked ? (
        <DecideBreak
          decision={asked}
          id={each.id}
          summary={each.proposed.summary}
          onDone={(decided) => {
            setAsked(null)
            if (decided) onDecided()
          }}
        />
      ) : null}
    </li>
  )
}

/** What both sides say, what is proposed, and the records of the venue. */
function Evidence({ difference }: { readonly difference: Difference }) {
  const { expected, observed, proposed, evidence } = difference
  const sides = [
    { title: 'Our books', text: expected },
    { title: 'The venue', text: observed },
    { title: 'Proposed', text: proposed.summary },
  ]
  return (
    <>
      <dl className="grid grid-cols-1 gap-px bg-line sm:grid-cols-3">
        {sides.map(({ title, text }) => (
          <div key={title} className="min-w-0 bg-panel px-2 py-1">
            <dt className="text-2xs text-ink-2">{title}</dt>
            <dd className="break-words">{text}</dd>
          </div>
        ))}
      </dl>
      <details className="border-t border-line px-2 py-1">
        <summary className="cursor-pointer text-2xs text-ink-2">The venue's records that it rests on</summary>
        <pre
          tabIndex={0}
          className="max-h-72 overflow-auto font-mono text-2xs break-words whitespace-pre-wrap"
        >
          {prettyJson(evidence)}
        </pre>
      </details>
    </>
  )
}

/** What became of it, and who decided so. */
function Decided({ difference }: { readonly difference: Difference }) {
  const { decidedBy, decidedAt, reason } = difference
  return (
    <p className="border-t border-line px-2 py-1 text-ink-2">
      {decidedBy ? `${decidedBy.name}: ` : ''}
      {reason ?? 'A later comparison found no difference.'}
      {decidedAt == null ? '' : ` (${showTime(decidedAt)})`}
    </p>
  )
}
