/** The reconciliation workbench: every difference between our books and a venue's word, and what is proposed to be done about it. */
'use client'

import { useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { graphql } from '../generated/gql.ts'
import type { BreakStatus } from '../generated/graphql.ts'
import { BreakCard } from './break-card.tsx'
import { CompareNow } from './compare-now.tsx'
import { PolicySection } from './policy-section.tsx'

const BreaksQuery = graphql(`
  query ReconciliationBreaks($slug: String!, $filter: BreakFilter) {
    organization(slug: $slug) {
      id
      reconciliationPolicy {
        ...PolicySection_ReconciliationPolicyFragment
      }
      reconciliationBreaks(first: 100, filter: $filter) {
        totalCount
        edges {
          node {
            id
            ...BreakCard_ReconciliationBreakFragment
          }
        }
      }
      connections(first: 100) {
        edges {
          node {
            id
            ...CompareNow_VenueLinkFragment
          }
        }
      }
    }
  }
`)

/** What the clock finds is seen by reading again. */
const LOOKED_EVERY_MS = 5_000

const shownOptions = [
  { value: 'OPEN', title: 'Open' },
  { value: 'ALL', title: 'All' },
] as const
const OPEN: BreakStatus[] = ['OPEN']

export function Workbench({ slug }: { readonly slug: string }) {
  const [shown, setShown] = useState<'OPEN' | 'ALL'>('OPEN')
  const [{ data, error }, execute] = useQuery({
    query: BreaksQuery,
    variables: { slug, filter: shown === 'OPEN' ? { statuses: OPEN } : null },
    requestPolicy: 'cache-and-network',
  })
  useEffect(() => {
    const timer = setInterval(() => execute({ requestPolicy: 'network-only' }), LOOKED_EVERY_MS)
    return () => clearInterval(timer)
  }, [execute])
  const again = () => execute({ requestPolicy: 'network-only' })
  const organization = data?.organization
  if (!organization)
    return error ? (
      <Failed error={error} onRetry={again} />
    ) : (
      <Skeleton rows={10} label="Loading the workbench" />
    )
  const { reconciliationBreaks, connections, reconciliationPolicy } = organization
  const { edges, totalCount } = reconciliationBreaks
  return (
    <div className="h-full overflow-auto bg-ground">
      <div className="flex min-h-9 flex-wrap items-center gap-2 border-b border-line bg-panel px-2 py-1">
        <h2 className="flex-1 text-xs text-ink-2">
          {totalCount === 1 ? '1 difference' : `${totalCount} differences`}
        </h2>
        <Segmented label="Which differences" options={shownOptions} value={shown} onChange={setShown} />
      </div>
      <div className="grid grid-cols-1 gap-2 p-2 xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="flex min-w-0 flex-col gap-2">
          {edges.length === 0 ? (
            <div className="border border-line bg-panel">
              <Empty
                title={shown === 'OPEN' ? 'Our books and the venues agree.' : 'No difference was ever found.'}
              >
                What differs is shown here with what it rests on. Nothing is corrected silently.
              </Empty>
            </div>
          ) : (
            <ul aria-label="Differences" className="flex flex-col gap-2">
              {edges.map(({ node }) => (
                <BreakCard key={node.id} difference={node} onDecided={again} />
              ))}
            </ul>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-2">
          <CompareNow connections={connections.edges.map(({ node }) => node)} onCompared={again} />
          <PolicySection policy={reconciliationPolicy} onSaved={again} />
        </div>
      </div>
    </div>
  )
}
