/** `quarterdeck venues account`: balances and positions as the venue states them now. */

import { venueAccount } from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { printRows } from '../../output/table.ts'
import { namedLink } from './find.ts'

export async function showAccount(
  name: string,
  options: ConnectionOptions & { readonly json: boolean },
): Promise<void> {
  const connection = await connect(options)
  const { id } = await namedLink(connection, name)
  const { node } = await connection.client.request(venueAccount, { id })
  const account = node?.__typename === 'VenueLink' ? node.venueAccount : null
  if (account == null) throw new Refused(`The account behind ${name} cannot be read.`)
  if (options.json) {
    process.stdout.write(`${JSON.stringify(account, null, 2)}\n`)
    return
  }
  process.stdout.write(`${account.name} (${account.venueAccountId}), ${account.at}\n`)
  printRows(
    account.balances,
    [
      { title: 'Currency', of: ({ currency }) => currency },
      { title: 'Total', of: ({ total }) => total, align: 'right' },
      { title: 'Available', of: ({ available }) => available, align: 'right' },
      { title: 'Held', of: ({ held }) => held, align: 'right' },
    ],
    options,
  )
  printRows(
    account.positions,
    [
      { title: 'Symbol', of: ({ symbol }) => symbol },
      { title: 'Quantity', of: ({ quantity }) => quantity, align: 'right' },
      { title: 'Average price', of: ({ averagePrice }) => averagePrice, align: 'right' },
    ],
    options,
  )
}
