/** The account's fills, newest first, as they come. */
'use client'

import { useCallback, useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Figure, Money, Side } from '../format/figures.tsx'
import { showInstant, showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { FillRow_FillFragmentFragment as FillRow } from '../generated/graphql.ts'
import { InstrumentName } from '../market/instrument-name.tsx'
import { DataTable } from '../table/data-table.tsx'
import type { TableColumn } from '../table/table-model.ts'
import { OrderDetail } from './order-detail.tsx'

export const FillRow_FillFragment = graphql(`
  fragment FillRow_FillFragment on Fill {
    id
    side
    price
    quantity
    liquidity
    voided
    at
    fee {
      amount
      currency
    }
    instrument {
      id
      symbol
    }
    order {
      id
    }
  }
`)

const FillsQuery = graphql(`
  query Fills($slug: String!, $filter: FillFilter!, $first: Int!) {
    organization(slug: $slug) {
      id
      fills(first: $first, filter: $filter) {
        edges {
          cursor
          node {
            id
            account {
              id
            }
            ...FillRow_FillFragment
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

const PAGE_SIZE = 100

const columns: readonly TableColumn<FillRow>[] = [
  {
    id: 'time',
    title: 'Time',
    width: 74,
    cell: (row) => (
      <time dateTime={row.at} title={showInstant(row.at)}>
        {showTime(row.at)}
      </time>
    ),
    compare: (a, b) => a.at.localeCompare(b.at),
  },
  {
    id: 'instrument',
    title: 'Instrument',
    width: 120,
    cell: (row) => (
      <span className="font-medium">
        <InstrumentName instrument={row.instrument} />
      </span>
    ),
    compare: (a, b) => a.instrument.symbol.localeCompare(b.instrument.symbol),
  },
  { id: 'side', title: 'Side', width: 64, cell: (row) => <Side side={row.side} /> },
  { id: 'quantity', title: 'Quantity', width: 96, end: true, cell: (row) => <Figure value={row.quantity} /> },
  { id: 'price', title: 'Price', width: 110, end: true, cell: (row) => <Figure value={row.price} /> },
  { id: 'fee', title: 'Fee', width: 120, end: true, cell: (row) => <Money money={row.fee} /> },
  { id: 'liquidity', title: 'Liquidity', width: 80, cell: (row) => showWord(row.liquidity) },
  { id: 'state', title: 'State', width: 70, cell: (row) => (row.voided ? 'Voided' : 'Booked') },
]

export function FillsBlotter({ slug, accountId }: { readonly slug: string; readonly accountId: string }) {
  const [first, setFirst] = useState(PAGE_SIZE)
  const [openedId, setOpenedId] = useState<string | null>(null)
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [{ data, error, fetching }, retry] = useLiveQuery({
    query: FillsQuery,
    variables: { slug, filter: { accountId }, first },
  })
  const loadMore = useCallback(() => setFirst((count) => count + PAGE_SIZE), [])
  const connection = data?.organization?.fills
  if (!connection) {
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading fills" />
    )
  }
  const rows = getFragmentData(
    FillRow_FillFragment,
    connection.edges.map((edge) => edge.node),
  )
  return (
    <>
      <DataTable
        label="Fills"
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        selectedId={selectedId}
        onSelect={(row) => setSelectedId(row.id)}
        onOpen={(row) => setOpenedId(row.order.id)}
        onEnd={connection.pageInfo.hasNextPage && !fetching ? loadMore : undefined}
        rowTone={(row) => (row.voided ? 'text-ink-2 line-through' : undefined)}
        empty={<Empty title="No fills yet.">They appear here the moment the venue reports them.</Empty>}
      />
      <OrderDetail orderId={openedId} onClose={() => setOpenedId(null)} />
    </>
  )
}
