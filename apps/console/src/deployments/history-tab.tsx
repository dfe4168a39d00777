/** What was wanted of a deployment, by whom and when, and what it ran from then on: newest first. */
'use client'

import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { showInstant, showTime } from '../format/time.ts'
import { graphql } from '../generated/gql.ts'
import type { DeploymentHistoryQuery as HistoryResult } from '../generated/graphql.ts'
import { changeFormOf, changesBetween } from './change-form.ts'
import { TermChanges } from './term-changes.tsx'

const DeploymentHistoryQuery = graphql(`
  query DeploymentHistory($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Deployment {
        id
        history {
          seq
          at
          event
          summary
          revision
          actor {
            id
            kind
            name
          }
          terms {
            instrumentIds
            ordersPerMinuteMax
            parameters {
              name
              value
            }
            version {
              id
              number
            }
          }
        }
      }
    }
  }
`)

type Entry = Extract<
  NonNullable<HistoryResult['node']>,
  { readonly __typename: 'Deployment' }
>['history'][number]

export function HistoryTab({ deploymentId }: { readonly deploymentId: string }) {
  const [{ data, error }, retry] = useQuery({
    query: DeploymentHistoryQuery,
    variables: { id: deploymentId },
    requestPolicy: 'cache-and-network',
  })
  const history = data?.node?.__typename === 'Deployment' ? data.node.history : null
  if (!history)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading its history" />
    )
  return (
    <div tabIndex={0} role="region" aria-label="History" className="h-full overflow-auto">
      {history.length === 0 ? <Empty title="Nothing was wanted of it yet." /> : null}
      <ol className="text-xs">
        {history.map((entry, index) => (
          <HistoryItem key={entry.seq} entry={entry} before={history[index + 1] ?? null} />
        ))}
      </ol>
    </div>
  )
}

interface HistoryItemProps {
  readonly entry: Entry
  /** What stood before it; null: it is the first that is known. */
  readonly before: Entry | null
}

function HistoryItem({ entry, before }: HistoryItemProps) {
  const named = new Map([before, entry].map((each) => [each?.terms.version.id, each?.terms.version.number]))
  const changes = before
    ? changesBetween(
        changeFormOf(before.terms),
        changeFormOf(entry.terms),
        (id) => `version ${named.get(id)}`,
      )
    : []
  return (
    <li className="flex flex-col gap-1 border-b border-line px-2 py-1.5">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <time dateTime={entry.at} title={showInstant(entry.at)} className="text-ink-2 tabular-nums">
          {showTime(entry.at)}
        </time>
        <span className="font-medium">{entry.summary}</span>
        <span className="text-ink-2">
          {entry.actor.name}, revision {entry.revision}
        </span>
      </p>
      {changes.length > 0 ? (
        <div className="max-w-xl">
          <TermChanges changes={changes} />
        </div>
      ) : null}
    </li>
  )
}
