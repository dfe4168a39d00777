/** The audit log: who did what, when, and what it changed. Filtered by the server, read page by page. */
'use client'

import { useCallback, useMemo, useState } from 'react'
import { useQuery } from 'urql'
import { useLiveQuery } from '../connection/live-query.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import { DataTable } from '../table/data-table.tsx'
import { AuditDetail } from './audit-detail.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { auditColumns, AuditRow_AuditEntryFragment } from './audit-row.tsx'
import { noFilters, toAuditFilter } from './filters.ts'

const AuditQuery = graphql(`
  query Audit($slug: String!, $filter: AuditFilter!, $first: Int!) {
    organization(slug: $slug) {
      id
      auditLog(first: $first, filter: $filter) {
        edges {
          cursor
          node {
            id
            ...AuditRow_AuditEntryFragment
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`)

const AuditActorsQuery = graphql(`
  query AuditActors($slug: String!) {
    organization(slug: $slug) {
      id
      members {
        user {
          id
          name
        }
      }
    }
  }
`)

const PAGE_SIZE = 100

export function AuditScreen({ slug }: { readonly slug: string }) {
  const [filters, setFilters] = useState(noFilters)
  const [first, setFirst] = useState(PAGE_SIZE)
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [openedId, setOpenedId] = useState<string | null>(null)
  const filter = useMemo(() => toAuditFilter(filters), [filters])
  const [{ data, error, fetching }, retry] = useLiveQuery({
    query: AuditQuery,
    variables: { slug, filter, first },
  })
  const [{ data: actors }] = useQuery({ query: AuditActorsQuery, variables: { slug } })
  const loadMore = useCallback(() => setFirst((count) => count + PAGE_SIZE), [])
  const log = data?.organization?.auditLog
  const rows = getFragmentData(AuditRow_AuditEntryFragment, log?.edges.map((edge) => edge.node) ?? [])
  const opened = rows.find((row) => row.id === openedId)
  const members = actors?.organization?.members.map((member) => member.user) ?? []

  return (
    <div className="flex h-full flex-col bg-panel">
      <AuditFilters
        filters={filters}
        onChange={(next) => {
          setFirst(PAGE_SIZE)
          setFilters(next)
        }}
        actions={[...new Set(rows.map((row) => row.action))].sort()}
        people={members}
      />
      <div className="min-h-0 flex-1">
        {log ? (
          <DataTable
            label="Audit log"
            columns={auditColumns}
            rows={rows}
            rowId={(row) => row.id}
            selectedId={selectedId}
            onSelect={(row) => setSelectedId(row.id)}
            onOpen={(row) => setOpenedId(row.id)}
            onEnd={log.pageInfo.hasNextPage && !fetching ? loadMore : undefined}
            empty={
              <Empty title="Nothing matches.">
                <Button onClick={() => setFilters(noFilters)}>Clear the filters</Button>
              </Empty>
            }
          />
        ) : error ? (
          <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        ) : (
          <Skeleton rows={16} label="Loading the audit log" />
        )}
      </div>
      {selectedId ? (
        <p className="border-t border-line px-2 py-1 text-2xs text-ink-2">
          Enter opens what the entry changed.
        </p>
      ) : null}
      <Dialog open={opened !== undefined} onClose={() => setOpenedId(null)} shape="sheet" title="Audit entry">
        {opened ? <AuditDetail entry={opened} /> : null}
      </Dialog>
    </div>
  )
}
