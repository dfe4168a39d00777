/** What the fills of a deployment come to: its own share of what the account holds, and the profit of it so far. */
'use client'

import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Figure, Gain } from '../format/figures.tsx'
import { graphql } from '../generated/gql.ts'
import type { DeploymentHoldingsQuery as HoldingsResult } from '../generated/graphql.ts'
import { DataTable } from '../table/data-table.tsx'
import type { TableColumn } from '../table/table-model.ts'
import type { DeploymentRow } from './deployment-row.tsx'

const DeploymentHoldingsQuery = graphql(`
  query DeploymentHoldings($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Deployment {
        id
        positions {
          quantity
          bought
          sold
          instrument {
            id
            symbol
          }
        }
      }
    }
  }
`)

type Holding = Extract<
  NonNullable<HoldingsResult['node']>,
  { readonly __typename: 'Deployment' }
>['positions'][number]

const columns: readonly TableColumn<Holding>[] = [
  {
    id: 'instrument',
    title: 'Instrument',
    width: 140,
    cell: (row) => <span className="font-medium">{row.instrument.symbol}</span>,
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

export interface PositionTabProps {
  readonly row: DeploymentRow
  readonly deploymentId: string
}

export function PositionTab({ row, deploymentId }: PositionTabProps) {
  const [{ data, error }, retry] = useQuery({
    query: DeploymentHoldingsQuery,
    variables: { id: deploymentId },
    requestPolicy: 'cache-and-network',
  })
  const holdings = data?.node?.__typename === 'Deployment' ? data.node.positions : null
  if (!holdings)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading what it holds" />
    )
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
          rows={holdings}
          rowId={(holding) => holding.instrument.id}
          empty={<Empty title="It holds nothing.">Its own buys and sells come to nothing open.</Empty>}
        />
      </div>
    </div>
  )
}
