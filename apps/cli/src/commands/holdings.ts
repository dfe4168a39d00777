/** `quarterdeck positions` and `quarterdeck balances`: what each account holds. */

import { accounts } from '@quarterdeck/client'
import { connect, type ConnectionOptions } from '../connection/connect.ts'
import { printRows } from '../output/table.ts'

export interface HoldingsOptions extends ConnectionOptions {
  readonly json: boolean
}

async function accountsOf(options: HoldingsOptions) {
  const { client, slug } = await connect(options)
  const { organization } = await client.request(accounts, { slug })
  return organization?.accounts.edges.map(({ node }) => node) ?? []
}

export async function listPositions(options: HoldingsOptions): Promise<void> {
  const rows = (await accountsOf(options)).flatMap((account) =>
    account.positions.edges.map(({ node }) => node),
  )
  printRows(
    rows,
    [
      { title: 'ACCOUNT', of: (position) => position.account.name },
      { title: 'INSTRUMENT', of: (position) => position.instrument.id },
      { title: 'QUANTITY', of: (position) => position.quantity, align: 'right' },
      { title: 'AVERAGE', of: (position) => position.averagePrice, align: 'right' },
      { title: 'MARK', of: (position) => position.markPrice, align: 'right' },
      { title: 'REALIZED', of: (position) => position.realizedPnl.amount, align: 'right' },
      { title: 'UNREALIZED', of: (position) => position.unrealizedPnl?.amount, align: 'right' },
      { title: 'EXPOSURE', of: (position) => position.exposure?.amount, align: 'right' },
      { title: '', of: (position) => position.realizedPnl.currency },
    ],
    options,
  )
}

export async function listBalances(options: HoldingsOptions): Promise<void> {
  const rows = (await accountsOf(options)).flatMap((account) =>
    account.balances.map((balance) => ({
      account: { id: account.id, name: account.name, mode: account.mode },
      ...balance,
    })),
  )
  printRows(
    rows,
    [
      { title: 'ACCOUNT', of: (row) => row.account.name },
      { title: 'MODE', of: (row) => row.account.mode },
      { title: 'CURRENCY', of: (row) => row.currency },
      { title: 'CASH', of: (row) => row.cash, align: 'right' },
      { title: 'RESERVED', of: (row) => row.reserved, align: 'right' },
      { title: 'AVAILABLE', of: (row) => row.available, align: 'right' },
      { title: 'MARGIN', of: (row) => row.marginUsed, align: 'right' },
    ],
    options,
  )
}
