/** What the fills of a deployment come to: its own share of what the account holds, and the profit of it so far. */
'use client'

import { Empty } from '../controls/panel-state.tsx'
import { Figure, Gain } from '../format/figures.tsx'
import { InstrumentName } from '../market/instrument-name.tsx'
import { DataTable } from '../table/data-table.tsx'
import type { TableColumn } from '../table/table-model.ts'
import type { DeploymentRow } from './deployment-row.tsx'

type Holding = DeploymentRow['positions'][number]

const columns: readonly TableColumn<Holding>[] = [
  {
    id: 'instrument',
    title: 'Instrument',
    width: 140,
    cell: (row) => (
      <span className="font-medium">
        <InstrumentName instrument={row.instrument} />
      </span>
    ),
  },
  {
    id: 'quantity',
    title: 'Quantity',
    width: 110,
    end: true,
    cell: (row) => <Figure value={row.quantity} />,
  },
  { id: 'bought', title: 'Bought', width: 110, end: true, cell: (row) => <Figure value={row.bought} /> },
  { id: 'sold', title: 'Sold', width: 110, end: true, cell: (row) => <Figure value={row.sold} /> },
]

export function PositionTab({ row }: { readonly row: DeploymentRow }) {
  return (
    <div className="flex h-full flex-col">
      <p className="border-b border-line p-2 text-xs">
        <span className="text-ink-2">Profit of its own fills, realized and not: </span>
        <span className="font-semibold tabular-nums">
          <Gain money={row.profit} /> {row.profit?.currency ?? ''}
        </span>
        {row.profit ? null : (
          <span className="text-ink-2"> It cannot be stated now: a quote or a rate is missing.</span>
        )}
      </p>
      <div className="min-h-0 flex-1">
        <DataTable
          label="Holdings of the deployment"
          columns={columns}
          rows={row.positions}
          rowId={(holding) => holding.instrument.id}
          empty={<Empty title="It holds nothing.">Its own buys and sells come to nothing open.</Empty>}
        />
      </div>
    </div>
  )
}
