/** The account's open positions, marked and valued by the server. */
'use client'

import { TriangleAlert } from 'lucide-react'
import type { CombinedError } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { compareDecimals } from '../format/decimal.ts'
import { Figure, Gain } from '../format/figures.tsx'
import { Ticking } from '../format/ticking.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { PositionRow_PositionFragmentFragment as PositionRow } from '../generated/graphql.ts'
import { InstrumentName } from '../market/instrument-name.tsx'
import { useSelection } from '../shell/selection.tsx'
import { DataTable } from '../table/data-table.tsx'
import type { TableColumn } from '../table/table-model.ts'
import { useAccountState } from './use-account-state.ts'

export const PositionRow_PositionFragment = graphql(`
  fragment PositionRow_PositionFragment on Position {
    id
    quantity
    averagePrice
    markPrice
    disputeReason
    instrument {
      id
      symbol
    }
    exposure {
      amount
      currency
    }
    realizedPnl {
      amount
      currency
    }
    unrealizedPnl {
      amount
      currency
    }
    fees {
      amount
      currency
    }
  }
`)

const amount = (money: { readonly amount: string } | null | undefined) => money?.amount ?? '0'

const columns: readonly TableColumn<PositionRow>[] = [
  {
    id: 'instrument',
    title: 'Instrument',
    width: 110,
    cell: (row) => (
      <span className="font-medium">
        <InstrumentName instrument={row.instrument} />
        {row.disputeReason == null ? null : <Dispute reason={row.disputeReason} />}
      </span>
    ),
    compare: (a, b) => a.instrument.symbol.localeCompare(b.instrument.symbol),
  },
  {
    id: 'quantity',
    title: 'Quantity',
    width: 100,
    end: true,
    cell: (row) => <Ticking value={row.quantity} />,
    compare: (a, b) => compareDecimals(a.quantity, b.quantity),
  },
  {
    id: 'average',
    title: 'Average',
    width: 100,
    end: true,
    cell: (row) => <Figure value={row.averagePrice} />,
  },
  { id: 'mark', title: 'Mark', width: 100, end: true, cell: (row) => <Ticking value={row.markPrice} /> },
  {
    id: 'unrealized',
    title: 'Unrealized',
    width: 100,
    end: true,
    cell: (row) => <Gain money={row.unrealizedPnl} />,
    compare: (a, b) => compareDecimals(amount(a.unrealizedPnl), amount(b.unrealizedPnl)),
  },
  {
    id: 'realized',
    title: 'Realized',
    width: 100,
    end: true,
    cell: (row) => <Gain money={row.realizedPnl} />,
    compare: (a, b) => compareDecimals(amount(a.realizedPnl), amount(b.realizedPnl)),
  },
  {
    id: 'exposure',
    title: 'Exposure',
    width: 110,
    end: true,
    cell: (row) => <Figure value={row.exposure?.amount} digits={2} />,
    compare: (a, b) => compareDecimals(amount(a.exposure), amount(b.exposure)),
  },
  {
    id: 'fees',
    title: 'Fees',
    width: 80,
    end: true,
    cell: (row) => <Figure value={row.fees.amount} digits={2} />,
  },
  { id: 'currency', title: 'In', width: 56, cell: (row) => row.realizedPnl.currency },
]

function Dispute({ reason }: { readonly reason: string }) {
  const words = `In dispute, takes reductions only: ${reason}`
  return (
    <span title={words} className="text-warn">
      {' '}
      <TriangleAlert aria-hidden className="inline size-3" />
      <span className="sr-only">{words}</span>
    </span>
  )
}

export function PositionsBlotter({ accountId }: { readonly accountId: string }) {
  const { state, error, retry } = useAccountState(accountId)
  const { chooseInstrument } = useSelection()
  if (!state) return <Pending error={error} retry={retry} label="Loading positions" />
  const rows = getFragmentData(
    PositionRow_PositionFragment,
    state.positions.edges.map((edge) => edge.node),
  )
  return (
    <DataTable
      label="Positions"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      onOpen={(row) => chooseInstrument(row.instrument.id)}
      empty={
        <Empty title="No open position.">A fill opens one; it shows here with its profit and loss.</Empty>
      }
    />
  )
}

export interface PendingProps {
  readonly error: CombinedError | undefined
  readonly retry: () => void
  readonly label: string
}

/** What an account's panel shows before its state has come. */
export function Pending({ error, retry, label }: PendingProps) {
  return error ? <Failed error={error} onRetry={retry} /> : <Skeleton label={label} />
}
