/** One order as a row: what was asked, how far it got, and in which mode it really ran. */
import { ModeBadge } from '../accounts/mode-badge.tsx'
import { compareDecimals } from '../format/decimal.ts'
import { Figure, Side, Status } from '../format/figures.tsx'
import { Ticking } from '../format/ticking.tsx'
import { showInstant, showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { graphql } from '../generated/gql.ts'
import type { OrderRow_OrderFragmentFragment } from '../generated/graphql.ts'
import { InstrumentName } from '../market/instrument-name.tsx'
import type { TableColumn } from '../table/table-model.ts'

export const OrderRow_OrderFragment = graphql(`
  fragment OrderRow_OrderFragment on Order {
    id
    clientOrderId
    side
    type
    timeInForce
    quantity
    limitPrice
    stopPrice
    filledQuantity
    leavesQuantity
    averageFillPrice
    status
    endReason
    open
    effectiveMode
    createdAt
    updatedAt
    instrument {
      id
      symbol
      priceIncrement
      quantityIncrement
    }
  }
`)

export type OrderRow = OrderRow_OrderFragmentFragment

export const orderColumns: readonly TableColumn<OrderRow>[] = [
  {
    id: 'time',
    title: 'Time',
    width: 74,
    cell: (row) => (
      <time dateTime={row.createdAt} title={showInstant(row.createdAt)}>
        {showTime(row.createdAt)}
      </time>
    ),
    compare: (a, b) => a.createdAt.localeCompare(b.createdAt),
  },
  {
    id: 'instrument',
    title: 'Instrument',
    width: 112,
    cell: (row) => (
      <span className="font-medium">
        <InstrumentName instrument={row.instrument} />
      </span>
    ),
    compare: (a, b) => a.instrument.symbol.localeCompare(b.instrument.symbol),
  },
  { id: 'side', title: 'Side', width: 60, cell: (row) => <Side side={row.side} /> },
  {
    id: 'status',
    title: 'Status',
    width: 150,
    cell: (row) => (
      <span title={row.endReason ?? undefined}>
        <Status status={row.status} />
        {row.endReason ? <span className="text-ink-2"> · {row.endReason}</span> : null}
      </span>
    ),
    compare: (a, b) => a.status.localeCompare(b.status),
  },
  {
    id: 'quantity',
    title: 'Quantity',
    width: 88,
    end: true,
    cell: (row) => <Figure value={row.quantity} />,
    compare: (a, b) => compareDecimals(a.quantity, b.quantity),
  },
  {
    id: 'filled',
    title: 'Filled',
    width: 88,
    end: true,
    cell: (row) => <Ticking value={row.filledQuantity} />,
  },
  {
    id: 'type',
    title: 'Type',
    width: 104,
    cell: (row) => `${showWord(row.type)} ${showWord(row.timeInForce)}`,
  },
  { id: 'limit', title: 'Limit', width: 92, end: true, cell: (row) => <Figure value={row.limitPrice} /> },
  { id: 'stop', title: 'Stop', width: 92, end: true, cell: (row) => <Figure value={row.stopPrice} /> },
  {
    id: 'average',
    title: 'Avg. fill',
    width: 92,
    end: true,
    cell: (row) => <Figure value={row.averageFillPrice} />,
  },
  { id: 'mode', title: 'Mode', width: 84, cell: (row) => <ModeBadge mode={row.effectiveMode} /> },
]
