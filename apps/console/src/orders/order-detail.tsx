/** Everything about one order: its terms, the decision with every check, its fills and its history, while it is open. */
'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { useQuery } from 'urql'
import { type ColumnHead, ColumnHeads } from '../controls/column-heads.tsx'
import { DecisionView } from '../decision/decision-view.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Failed, Skeleton } from '../controls/panel-state.tsx'
import { Figure, Money, Side, Status } from '../format/figures.tsx'
import { showInstant, showTime } from '../format/time.ts'
import { showName, showWord } from '../format/words.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { OrderDetail_OrderFragmentFragment as Detail } from '../generated/graphql.ts'
import { instrumentText } from '../market/instrument-name.tsx'
import { OrderOrigin } from './order-origin.tsx'
import { OrderTimeline } from './order-timeline.tsx'

const FILL_COLUMNS: readonly ColumnHead[] = [
  { title: 'Time' },
  { title: 'Quantity', figures: true },
  { title: 'Price', figures: true },
  { title: 'Fee', figures: true },
  { title: 'Liquidity', className: 'pl-3' },
]

export const OrderDetail_OrderFragment = graphql(`
  fragment OrderDetail_OrderFragment on Order {
    id
    clientOrderId
    venueOrderId
    side
    type
    timeInForce
    quantity
    limitPrice
    stopPrice
    filledQuantity
    averageFillPrice
    status
    endReason
    requestedMode
    effectiveMode
    createdAt
    updatedAt
    actor {
      id
      kind
      name
    }
    account {
      id
      name
    }
    instrument {
      id
      symbol
      name
    }
    decision {
      ...DecisionView_DecisionFragment
    }
    fills {
      id
      price
      quantity
      liquidity
      voided
      at
      fee {
        amount
        currency
      }
    }
    ...OrderOrigin_OrderFragment
    ...OrderTimeline_OrderFragment
  }
`)

const OrderDetailQuery = graphql(`
  query OrderDetail($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Order {
        id
        ...OrderDetail_OrderFragment
      }
    }
  }
`)

export function OrderDetail({
  orderId,
  onClose,
}: {
  readonly orderId: string | null
  readonly onClose: () => void
}) {
  const [{ data, error }, execute] = useQuery({
    query: OrderDetailQuery,
    variables: { id: orderId ?? '' },
    pause: orderId === null,
    requestPolicy: 'cache-and-network',
  })
  const node = data?.node?.__typename === 'Order' && data.node.id === orderId ? data.node : null
  const order = getFragmentData(OrderDetail_OrderFragment, node)
  useRereadOnChange(order, () => execute({ requestPolicy: 'network-only' }))

  return (
    <Dialog
      open={orderId !== null}
      onClose={onClose}
      shape="sheet"
      title={order ? `${showWord(order.side)} ${instrumentText(order.instrument)}` : 'Order'}
    >
      {order ? (
        <Loaded order={order} />
      ) : error ? (
        <Failed error={error} onRetry={() => execute({ requestPolicy: 'network-only' })} />
      ) : (
        <Skeleton rows={10} label="Loading the order" />
      )}
    </Dialog>
  )
}

/** The stream brings the order's own fields; when they change, its fills and history have grown too. */
function useRereadOnChange(order: Detail | null | undefined, reread: () => void): void {
  const seen = useRef<string | null>(null)
  const latest = useRef(reread)
  useEffect(() => {
    latest.current = reread
  })
  const mark = order ? `${order.id} ${order.status} ${order.updatedAt}` : null
  useEffect(() => {
    if (mark && seen.current && seen.current.split(' ')[0] === mark.split(' ')[0] && seen.current !== mark)
      latest.current()
    seen.current = mark
  }, [mark])
}

function Loaded({ order }: { readonly order: Detail }) {
  const terms = [
    ['Account', order.account.name],
    ['Type', `${showWord(order.type)}, ${showWord(order.timeInForce)}`],
    ['Requested by', `${order.actor.name} (${showWord(order.actor.kind)})`],
    ['Client order id', order.clientOrderId],
    ['Venue order id', order.venueOrderId ?? '–'],
    ['Created', showInstant(order.createdAt)],
  ] as const
  return (
    <div className="flex flex-col gap-3 pb-4 text-xs">
      <div className="grid grid-cols-2 gap-x-4 gap-y-1 px-3 pt-3 sm:grid-cols-4">
        <Term title="Side">
          <Side side={order.side} />
        </Term>
        <Term title="Quantity">
          <Figure value={order.quantity} />
        </Term>
        <Term title="Filled">
          <Figure value={order.filledQuantity} />
        </Term>
        <Term title="Status">
          <Status status={order.status} />
        </Term>
        <Term title="Limit">
          <Figure value={order.limitPrice} />
        </Term>
        <Term title="Stop">
          <Figure value={order.stopPrice} />
        </Term>
        <Term title="Avg. fill">
          <Figure value={order.averageFillPrice} />
        </Term>
        <Term title="Mode">
          {order.requestedMode === order.effectiveMode
            ? showWord(order.effectiveMode)
            : `${showWord(order.requestedMode)} asked, ${showWord(order.effectiveMode)} used`}
        </Term>
      </div>
      {order.endReason ? (
        <p className="mx-3 border-l-2 border-line-strong pl-2 text-ink-2">{order.endReason}</p>
      ) : null}
      <OrderOrigin order={order} />
      <DecisionView decision={order.decision} />
      <section aria-labelledby="order-fills" className="px-3">
        <h3 id="order-fills" className="mb-1 font-semibold">
          Fills
        </h3>
        {order.fills.length === 0 ? (
          <p className="text-ink-2">None so far.</p>
        ) : (
          <table className="w-full">
            <ColumnHeads columns={FILL_COLUMNS} />
            <tbody>
              {order.fills.map((fill) => (
                <tr key={fill.id} className={fill.voided ? 'text-ink-2 line-through' : ''}>
                  <td>{showTime(fill.at)}</td>
                  <td className="num">
                    <Figure value={fill.quantity} />
                  </td>
                  <td className="num">
                    <Figure value={fill.price} />
                  </td>
                  <td className="num">
                    <Money money={fill.fee} />
                  </td>
                  <td className="pl-3">
                    {showWord(fill.liquidity)}
                    {fill.voided ? ' (voided)' : ''}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <OrderTimeline order={order} />
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 px-3">
        {terms.map(([title, value]) => (
          <div key={title} className="contents">
            <dt className="text-ink-2">{showName(title)}</dt>
            <dd className="min-w-0 break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Term({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <p className="text-2xs text-ink-2">{title}</p>
      <p className="tabular-nums">{children}</p>
    </div>
  )
}
