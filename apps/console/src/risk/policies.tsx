/** The risk policies of the organization, the one that is selected beside them. */
'use client'

import { useState } from 'react'
import { useQuery } from 'urql'
import { useLiveQuery } from '../connection/live-query.ts'
import { Button } from '../controls/button.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import { useSelection } from '../shell/selection.tsx'
import { classes } from '../controls/classes.ts'
import { summarize } from './limits.ts'
import { readLimits } from './risk-limits.ts'
import { NewPolicy } from './new-policy.tsx'
import { PolicyEditor } from './policy-editor.tsx'
import { hasTarget, nameOfTarget, RiskTargetsQuery } from './scope-targets.ts'

export const PolicyRow_RiskPolicyFragment = graphql(`
  fragment PolicyRow_RiskPolicyFragment on RiskPolicy {
    id
    scope
    targetId
    version
    updatedAt
    limits {
      ...RiskLimits_RiskLimitsFragment
    }
    updatedBy {
      id
      kind
      name
    }
  }
`)

export const PoliciesQuery = graphql(`
  query Policies($slug: String!) {
    organization(slug: $slug) {
      id
      riskPolicies {
        id
        ...PolicyRow_RiskPolicyFragment
        ...PolicyEditor_RiskPolicyFragment
      }
    }
  }
`)

export function Policies({ slug }: { readonly slug: string }) {
  const { may } = useSelection()
  const [chosen, setChosen] = useState<string | null>(null)
  const [{ data, error }, retry] = useLiveQuery({ query: PoliciesQuery, variables: { slug } })
  const [{ data: targets }] = useQuery({ query: RiskTargetsQuery, variables: { slug } })
  const policies = data?.organization?.riskPolicies
  if (!policies) {
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={8} label="Loading policies" />
    )
  }
  const rows = getFragmentData(PolicyRow_RiskPolicyFragment, policies)
  const creating = chosen === 'new'
  const selectedId = creating ? null : (chosen ?? rows[0]?.id ?? null)
  const selected = policies.find((policy) => policy.id === selectedId)
  const nameOf = (row: (typeof rows)[number]) =>
    row.targetId && hasTarget(row.scope) ? nameOfTarget(row.scope, row.targetId, targets) : 'Everything'

  return (
    <div className="grid min-h-0 flex-1 grid-cols-1 overflow-auto lg:grid-cols-[minmax(260px,1fr)_minmax(0,2.2fr)] lg:overflow-hidden">
      <div className="flex min-h-0 flex-col border-line lg:overflow-auto lg:border-r">
        {rows.length === 0 ? (
          <Empty title="No policy yet.">Without one, no live order can pass.</Empty>
        ) : null}
        <ul aria-label="Risk policies">
          {rows.map((row) => (
            <li key={row.id}>
              <button
                type="button"
                aria-current={row.id === selectedId ? 'true' : undefined}
                onClick={() => setChosen(row.id)}
                className={classes(
                  'flex w-full flex-col items-start gap-0.5 border-b border-l-2 border-line px-2 py-1.5 text-left text-xs',
                  row.id === selectedId
                    ? 'border-l-accent bg-accent-soft'
                    : 'border-l-transparent hover:bg-hover',
                )}
              >
                <span className="flex w-full items-baseline justify-between gap-2">
                  <span className="font-medium">
                    {showWord(row.scope)} · {nameOf(row)}
                  </span>
                  <span className="shrink-0 text-2xs text-ink-2">v{row.version}</span>
                </span>
                <span className="text-2xs text-ink-2">
                  <Summary limits={row.limits} />
                </span>
                <span className="text-2xs text-ink-2">
                  {row.updatedBy.name}, {showTime(row.updatedAt)}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {may('policy:put') ? (
          <div className="p-2">
            <Button onClick={() => setChosen('new')}>New policy</Button>
          </div>
        ) : null}
      </div>
      <div className="min-h-0 lg:overflow-auto">
        {creating ? (
          <NewPolicy targets={targets} onSaved={setChosen} onCancel={() => setChosen(null)} />
        ) : selected ? (
          <PolicyEditor key={selected.id} policy={selected} />
        ) : null}
      </div>
    </div>
  )
}

function Summary(props: { readonly limits: Parameters<typeof readLimits>[0] }) {
  const set = summarize(readLimits(props.limits))
  if (set.length === 0) return <>No limit set</>
  return <>{set.map(({ title, value }) => `${title} ${value}`).join(' · ')}</>
}
