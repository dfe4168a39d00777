/** The panels of the desk, by name: the docked and the tabbed desk show the same ones. */
'use client'

import type { ReactNode } from 'react'
import { BalancesBlotter } from '../accounts/balances-blotter.tsx'
import { PositionsBlotter } from '../accounts/positions-blotter.tsx'
import { Empty } from '../controls/panel-state.tsx'
import { ChartPanel } from '../market/chart-panel.tsx'
import { Watchlist } from '../market/watchlist.tsx'
import { FillsBlotter } from '../orders/fills-blotter.tsx'
import { OrdersBlotter } from '../orders/orders-blotter.tsx'
import { TicketPanel } from '../orders/ticket-panel.tsx'
import { useDesk } from './desk-context.ts'

export const panelTitles = {
  watchlist: 'Watchlist',
  chart: 'Chart',
  ticket: 'Ticket',
  orders: 'Orders',
  fills: 'Fills',
  positions: 'Positions',
  balances: 'Balances',
} as const

export type PanelName = keyof typeof panelTitles

/** The blotters in the order that the keyboard walks them. */
export const blotters = ['orders', 'fills', 'positions', 'balances'] as const satisfies readonly PanelName[]

export function Panel({ name }: { readonly name: PanelName }) {
  const { slug, account, instrumentId } = useDesk()
  switch (name) {
    case 'watchlist':
      return <Watchlist selectedId={instrumentId} />
    case 'chart':
      return <ChartPanel instrumentId={instrumentId} />
    case 'ticket':
      return <TicketPanel account={account} instrumentId={instrumentId} />
    case 'orders':
      return onAccount(account, (accountId) => (
        <OrdersBlotter key={accountId} slug={slug} accountId={accountId} />
      ))
    case 'fills':
      return onAccount(account, (accountId) => (
        <FillsBlotter key={accountId} slug={slug} accountId={accountId} />
      ))
    case 'positions':
      return onAccount(account, (accountId) => <PositionsBlotter accountId={accountId} />)
    case 'balances':
      return onAccount(account, (accountId) => <BalancesBlotter accountId={accountId} />)
  }
}

function onAccount(
  account: { readonly id: string } | null,
  draw: (accountId: string) => ReactNode,
): ReactNode {
  return account ? draw(account.id) : <Empty title="There is no account yet." />
}
