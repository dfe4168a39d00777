/** `quarterdeck shadow`: how the orders of an account fared beside the real market, and what is asked before its next stage. */

import { accounts, shadowReport, type ShadowDriftFieldsFragment } from '@quarterdeck/client'
import { type Connection, type ConnectionOptions, connect } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { printRows } from '../../output/table.ts'

export interface ReportOptions extends ConnectionOptions {
  readonly days: number
  readonly json: boolean
}

export async function report(name: string, options: ReportOptions): Promise<void> {
  const connection = await connect(options)
  const id = await accountNamed(connection, name)
  const { node } = await connection.client.request(shadowReport, { id, days: options.days })
  if (node?.__typename !== 'Account') throw new Refused(`The account ${name} is not there any more.`)
  if (options.json) {
    process.stdout.write(`${JSON.stringify(node, null, 2)}\n`)
    return
  }
  const { total, byStrategy } = node.shadowReport
  printRows<{ readonly name: string; readonly drift: ShadowDriftFieldsFragment }>(
    [{ name: 'All orders', drift: total }, ...byStrategy],
    [
      { title: 'Of', of: (row) => row.name },
      { title: 'Orders', of: ({ drift }) => drift.orders, align: 'right' },
      { title: 'Fill ratio', of: ({ drift }) => drift.fillRatio?.toFixed(2), align: 'right' },
      { title: 'Price drift, bps', of: ({ drift }) => drift.priceDriftBps?.toFixed(2), align: 'right' },
      { title: 'Time drift, ms', of: ({ drift }) => drift.timeDriftMs?.toFixed(0), align: 'right' },
    ],
    options,
  )
  printRows(
    node.promotionCriteria,
    [
      { title: 'Before the next stage', of: (criterion) => criterion.name },
      { title: 'Is', of: ({ observed }) => observed },
      { title: 'Asked', of: ({ required }) => required },
      { title: 'Met', of: ({ met }) => (met ? 'yes' : 'no') },
    ],
    options,
  )
}

/** Throws Refused, with what there is, where no account has the name. */
async function accountNamed({ client, slug }: Connection, name: string): Promise<string> {
  const { organization } = await client.request(accounts, { slug })
  const all = (organization?.accounts.edges ?? []).map(({ node }) => node)
  const found = all.find((one) => one.name === name || one.id === name)
  if (found !== undefined) return found.id
  throw new Refused(
    `There is no account ${name}; there are: ${all.map((one) => one.name).join(', ') || 'none'}`,
  )
}
