/** The connections of the organization, each a row that stands as it stands now. */
'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { Button } from '../controls/button.tsx'
import { GatedButton } from '../controls/gated-button.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import { useNarrow } from '../shell/narrow.ts'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { DataTable } from '../table/data-table.tsx'
import {
  connectionColumns,
  ConnectionRow_VenueLinkFragment,
  narrowConnectionColumns,
} from './connection-row.tsx'
import { shownState } from './standing.ts'

const ConnectionsQuery = graphql(`
  query Connections($slug: String!) {
    organization(slug: $slug) {
      id
      connections(first: 100) {
        edges {
          node {
            id
            ...ConnectionRow_VenueLinkFragment
          }
        }
      }
    }
  }
`)

const tones: Readonly<Record<string, string>> = { DOWN: 'bg-bad-soft', DEGRADED: 'bg-warn-soft' }
const toAdd = () => goTo(placeOf('venues', { view: 'add' }))

export function ConnectionList({ slug }: { readonly slug: string }) {
  const { may } = useSelection()
  const narrow = useNarrow()
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [{ data, error }, retry] = useLiveQuery({
    query: ConnectionsQuery,
    variables: { slug },
    requestPolicy: 'cache-and-network',
  })
  const organization = data?.organization
  const rows = getFragmentData(
    ConnectionRow_VenueLinkFragment,
    organization?.connections.edges.map(({ node }) => node) ?? [],
  )
  if (!organization)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={10} label="Loading the connections" />
    )
  const mine = may('connection:manage') ? null : 'An admin or owner can add a connection.'
  return (
    <div className="flex h-full flex-col">
      <div className="flex min-h-9 flex-wrap items-center gap-2 border-b border-line px-2 py-1">
        <h2 className="flex-1 text-xs text-ink-2">
          {rows.length === 1 ? '1 connection' : `${rows.length} connections`}
        </h2>
        <GatedButton tone="primary" title="n" why={mine} onPress={toAdd}>
          <Plus aria-hidden className="size-3.5" />
          Add a connection
        </GatedButton>
      </div>
      <div className="min-h-0 flex-1">
        <DataTable
          label="Connections"
          columns={narrow ? narrowConnectionColumns : connectionColumns}
          rows={rows}
          rowId={({ id }) => id}
          selectedId={selectedId}
          onSelect={({ id }) => setSelectedId(id)}
          onOpen={({ id }) => goTo(placeOf('venues', { id }))}
          rowTone={(row) => tones[shownState(row)]}
          empty={
            <Empty title="No connection yet.">
              {mine === null ? (
                <>
                  <p className="mb-2">
                    A connection brings a venue's quotes in, and with a credential its account. Paper accounts
                    trade on its quotes; no order leaves before the live gate is open.
                  </p>
                  <Button onClick={toAdd}>Add one</Button>
                </>
              ) : (
                mine
              )}
            </Empty>
          }
        />
      </div>
    </div>
  )
}
