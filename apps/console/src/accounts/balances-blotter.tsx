/** Cash by currency, what orders have reserved of it, and the account's equity as the server states it. */
'use client'

import { Empty } from '../controls/panel-state.tsx'
import { compareDecimals } from '../format/decimal.ts'
import { Figure, Money } from '../format/figures.tsx'
import { Ticking } from '../format/ticking.tsx'
import type { AccountState_AccountFragmentFragment as AccountState } from '../generated/graphql.ts'
import { DataTable } from '../table/data-table.tsx'
import type { TableColumn } from '../table/table-model.ts'
import { Pending } from './positions-blotter.tsx'
import { useAccountState } from './use-account-state.ts'

type BalanceRow = AccountState['balances'][number]

const columns: readonly TableColumn<BalanceRow>[] = [
  {
    id: 'currency',
    title: 'Currency',
    width: 80,
    cell: (row) => <span className="font-medium">{row.currency}</span>,
    compare: (a, b) => a.currency.localeCompare(b.currency),
  },
  {
    id: 'cash',
    title: 'Cash',
    width: 130,
    end: true,
    cell: (row) => <Ticking value={row.cash} digits={2} />,
    compare: (a, b) => compareDecimals(a.cash, b.cash),
  },
  {
    id: 'reserved',
    title: 'Reserved',
    width: 120,
    end: true,
    cell: (row) => <Ticking value={row.reserved} digits={2} />,
  },
  {
    id: 'available',
    title: 'Available',
    width: 130,
    end: true,
    cell: (row) => <Ticking value={row.available} digits={2} />,
    compare: (a, b) => compareDecimals(a.available, b.available),
  },
  {
    id: 'margin',
    title: 'Margin used',
    width: 120,
    end: true,
    cell: (row) => <Figure value={row.marginUsed} digits={2} />,
  },
]

export function BalancesBlotter({ accountId }: { readonly accountId: string }) {
  const { state, error, retry } = useAccountState(accountId)
  if (!state) return <Pending error={error} retry={retry} label="Loading balances" />
  return (
    <div className="flex h-full flex-col">
      <dl className="flex flex-wrap gap-x-6 gap-y-1 border-b border-line px-2 py-1 text-xs">
        <div className="flex gap-1.5">
          <dt className="text-ink-2">Equity</dt>
          <dd className="num font-medium">
            {state.equity ? <Money money={state.equity} /> : (state.equityUnavailableReason ?? 'not stated')}
          </dd>
        </div>
        <div className="flex gap-1.5">
          <dt className="text-ink-2">Gross exposure</dt>
          <dd className="num">
            <Money money={state.grossExposure} />
          </dd>
        </div>
        <div className="flex gap-1.5">
          <dt className="text-ink-2">Net exposure</dt>
          <dd className="num">
            <Money money={state.netExposure} />
          </dd>
        </div>
      </dl>
      <div className="min-h-0 flex-1">
        <DataTable
          label="Balances"
          columns={columns}
          rows={state.balances}
          rowId={(row) => row.currency}
          empty={<Empty title="No cash yet.">A deposit brings the first balance.</Empty>}
        />
      </div>
    </div>
  )
}
