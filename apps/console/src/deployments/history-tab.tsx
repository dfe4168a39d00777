/** Who changed a deployment, when, and what: from the audit log. */
'use client'

import { useQuery } from 'urql'
import { AuditDetail } from '../audit/audit-detail.tsx'
import { type AuditRow, AuditRow_AuditEntryFragment } from '../audit/audit-row.tsx'
import { changesOf } from '../audit/changes.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { showInstant, showTime } from '../format/time.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import { historyOf } from './history.ts'

const DeploymentHistoryQuery = graphql(`
  query DeploymentHistory($slug: String!) {
    organization(slug: $slug) {
      id
      deployed: auditLog(first: 100, filter: { action: "strategy.deploy" }) {
        ...HistoryPage_AuditEntryConnectionFragment
      }
      changed: auditLog(first: 100, filter: { action: "deployment.change" }) {
        ...HistoryPage_AuditEntryConnectionFragment
      }
      started: auditLog(first: 100, filter: { action: "deployment.start" }) {
        ...HistoryPage_AuditEntryConnectionFragment
      }
      paused: auditLog(first: 100, filter: { action: "deployment.pause" }) {
        ...HistoryPage_AuditEntryConnectionFragment
      }
      stopped: auditLog(first: 100, filter: { action: "deployment.stop" }) {
        ...HistoryPage_AuditEntryConnectionFragment
      }
      quarantined: auditLog(first: 100, filter: { action: "deployment.quarantine" }) {
        ...HistoryPage_AuditEntryConnectionFragment
      }
    }
  }
`)

const HistoryPage_AuditEntryConnectionFragment = graphql(`
  fragment HistoryPage_AuditEntryConnectionFragment on AuditEntryConnection {
    edges {
      node {
        id
        ...AuditRow_AuditEntryFragment
      }
    }
  }
`)

export interface HistoryTabProps {
  readonly deploymentId: string
  readonly slug: string
}

export function HistoryTab({ deploymentId, slug }: HistoryTabProps) {
  const [{ data, error }, retry] = useQuery({
    query: DeploymentHistoryQuery,
    variables: { slug },
    requestPolicy: 'cache-and-network',
  })
  const organization = data?.organization
  if (!organization)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading its history" />
    )
  const { deployed, changed, started, paused, stopped, quarantined } = organization
  const entries = [deployed, changed, started, paused, stopped, quarantined].flatMap((page) =>
    getFragmentData(HistoryPage_AuditEntryConnectionFragment, page).edges.map(({ node }) =>
      getFragmentData(AuditRow_AuditEntryFragment, node),
    ),
  )
  const history = historyOf(entries, deploymentId)
  return (
    <div tabIndex={0} role="region" aria-label="History" className="h-full overflow-auto">
      {history.length === 0 ? <Empty title="The newest entries of the audit log do not name it." /> : null}
      <ol className="text-xs">
        {history.map((entry) => (
          <HistoryItem key={entry.id} entry={entry} />
        ))}
      </ol>
    </div>
  )
}

function HistoryItem({ entry }: { readonly entry: AuditRow }) {
  const changes = changesOf(entry.before, entry.after).length
  return (
    <li className="border-b border-line">
      <details>
        <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 px-2 py-1 hover:bg-hover">
          <time dateTime={entry.at} title={showInstant(entry.at)} className="text-ink-2 tabular-nums">
            {showTime(entry.at)}
          </time>
          <span className="font-medium">{entry.summary}</span>
          <span className="text-ink-2">
            {entry.actor.name}, {changes === 1 ? '1 field' : `${changes} fields`}
          </span>
        </summary>
        <AuditDetail entry={entry} />
      </details>
    </li>
  )
}
