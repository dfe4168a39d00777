/** The orders that a deployment asked for, newest first; each opens with its decision and its cause. */
'use client'

import { useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import { OrderDetail } from '../orders/order-detail.tsx'
import { orderColumns, OrderRow_OrderFragment } from '../orders/order-row.tsx'
import { useNarrow } from '../shell/narrow.ts'
import { DataTable } from '../table/data-table.tsx'

const DeploymentOrdersQuery = graphql(`
  query DeploymentOrders($id: ID!, $first: Int!) {
    node(id: $id) {
      __typename
      id
      ... on Deployment {
        id
        orders(first: $first) {
          edges {
            cursor
            node {
              id
              ...OrderRow_OrderFragment
            }
          }
          pageInfo {
            hasNextPage
          }
        }
      }
    }
  }
`)

const PAGE = 100
const ORDERS_MAX = 200
/** What fits a phone, and how wide it is there. */
const narrowWidths: Readonly<Record<string, number>> = {
  time: 70,
  instrument: 86,
  side: 62,
  status: 94,
  quantity: 66,
}
const narrowColumns = orderColumns.flatMap((column) => {
  const width = narrowWidths[column.id]
  return width === undefined ? [] : [{ ...column, width }]
})

export function OrdersTab({ deploymentId }: { readonly deploymentId: string }) {
  const [first, setFirst] = useState(PAGE)
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [openedId, setOpenedId] = useState<string | null>(null)
  const narrow = useNarrow()
  const [{ data, error, fetching }, retry] = useLiveQuery({
    query: DeploymentOrdersQuery,
    variables: { id: deploymentId, first },
    requestPolicy: 'cache-and-network',
  })
  const orders = data?.node?.__typename === 'Deployment' ? data.node.orders : null
  if (!orders)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading its orders" />
    )
  const rows = getFragmentData(
    OrderRow_OrderFragment,
    orders.edges.map((edge) => edge.node),
  )
  const more = orders.pageInfo.hasNextPage && !fetching && first < ORDERS_MAX
  return (
    <>
      <DataTable
        label="Orders of the deployment"
        columns={narrow ? narrowColumns : orderColumns}
        rows={rows}
        rowId={(row) => row.id}
        selectedId={selectedId}
        onSelect={(row) => setSelectedId(row.id)}
        onOpen={(row) => setOpenedId(row.id)}
        onEnd={more ? () => setFirst((count) => Math.min(ORDERS_MAX, count + PAGE)) : undefined}
        empty={<Empty title="It has asked for no order yet." />}
      />
      <OrderDetail orderId={openedId} onClose={() => setOpenedId(null)} />
    </>
  )
}
