/** The account's orders: open or all, with what may be done to the selected one, by button and by key. */
'use client'

import { useCallback, useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { Button } from '../controls/button.tsx'
import { Confirm } from '../controls/confirm.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import { useDeskCommand } from '../shell/desk-commands.ts'
import { useShortcut } from '../shell/keyboard.tsx'
import { useSelection } from '../shell/selection.tsx'
import { DataTable } from '../table/data-table.tsx'
import { useOrderActions } from './order-actions.ts'
import { OrderDetail } from './order-detail.tsx'
import { orderColumns, type OrderRow, OrderRow_OrderFragment } from './order-row.tsx'
import { ReplaceOrder } from './replace-order.tsx'

const PAGE_SIZE = 100

const OrdersQuery = graphql(`
  query Orders($slug: String!, $filter: OrderFilter!, $first: Int!) {
    organization(slug: $slug) {
      id
      orders(first: $first, filter: $filter, sort: CREATED_AT_DESC) {
        edges {
          cursor
          node {
            id
            open
            account {
              id
            }
            ...OrderRow_OrderFragment
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

const views = [
  { value: 'open', title: 'Open' },
  { value: 'all', title: 'All' },
] as const

export interface OrdersBlotterProps {
  readonly slug: string
  readonly accountId: string
}

export function OrdersBlotter({ slug, accountId }: OrdersBlotterProps) {
  const [view, setView] = useState<'open' | 'all'>('open')
  const [first, setFirst] = useState(PAGE_SIZE)
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [openedId, setOpenedId] = useState<string | null>(null)
  const [replacing, setReplacing] = useState<OrderRow | null>(null)
  const [askAll, setAskAll] = useState(false)
  const { membership, may } = useSelection()
  const { cancel, cancelAll } = useOrderActions()
  const filter = view === 'open' ? { accountId, open: true } : { accountId }
  const [{ data, error, fetching }, retry] = useLiveQuery({
    query: OrdersQuery,
    variables: { slug, filter, first },
  })
  const connection = data?.organization?.orders
  const rows = getFragmentData(OrderRow_OrderFragment, connection?.edges.map((edge) => edge.node) ?? [])
  const selected = rows.find((row) => row.id === selectedId) ?? null
  const more = connection?.pageInfo.hasNextPage === true && !fetching

  const cancelSelected = selected?.open && may('order:cancel') ? () => void cancel(selected.id) : null
  const replaceSelected = selected?.open && may('order:replace') ? () => setReplacing(selected) : null
  const askCancelAll = may('order:cancelAll') ? () => setAskAll(true) : null
  useShortcut('order-cancel', cancelSelected)
  useShortcut('order-replace', replaceSelected)
  useShortcut('order-cancel-all', askCancelAll)
  useDeskCommand('cancel-all', askCancelAll)
  const loadMore = useCallback(() => setFirst((count) => count + PAGE_SIZE), [])

  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-1.5 py-1">
        <Segmented label="Which orders" options={views} value={view} onChange={setView} />
        <span className="flex-1" />
        {selected ? (
          <>
            <Button size="dense" onClick={() => setOpenedId(selected.id)}>
              Decision
            </Button>
            {may('order:replace') ? (
              <Button size="dense" disabled={!replaceSelected} onClick={replaceSelected ?? undefined}>
                Replace
              </Button>
            ) : null}
            {may('order:cancel') ? (
              <Button size="dense" disabled={!cancelSelected} onClick={cancelSelected ?? undefined}>
                Cancel
              </Button>
            ) : null}
          </>
        ) : null}
        {askCancelAll ? (
          <Button size="dense" onClick={askCancelAll}>
            Cancel all
          </Button>
        ) : null}
      </div>
      {replacing ? (
        <ReplaceOrder key={replacing.id} order={replacing} onClose={() => setReplacing(null)} />
      ) : null}
      <div className="min-h-0 flex-1">
        {connection ? (
          <DataTable
            label={view === 'open' ? 'Open orders' : 'All orders'}
            columns={orderColumns}
            rows={rows}
            rowId={(row) => row.id}
            selectedId={selectedId}
            onSelect={(row) => setSelectedId(row.id)}
            onOpen={(row) => setOpenedId(row.id)}
            onEnd={more ? loadMore : undefined}
            empty={
              <Empty title={view === 'open' ? 'No open orders.' : 'No orders yet.'}>
                {may('order:submit')
                  ? 'Press T to go to the order ticket.'
                  : 'Your role watches orders; it does not place them.'}
              </Empty>
            }
          />
        ) : error ? (
          <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        ) : (
          <Skeleton label="Loading orders" />
        )}
      </div>
      <OrderDetail orderId={openedId} onClose={() => setOpenedId(null)} />
      <Confirm
        open={askAll}
        title="Cancel all open orders of this account?"
        action="Cancel all"
        tone="danger"
        onCancel={() => setAskAll(false)}
        onConfirm={() => {
          setAskAll(false)
          void cancelAll({ organizationId: membership.organization.id, accountId })
        }}
      >
        <p>Orders that fill before the venue sees the cancel stay filled.</p>
      </Confirm>
    </div>
  )
}
