/** `quarterdeck venues search`: what a venue lists, by a connection's credential or, where it publishes its list, by none. */

import { listVenueInstruments } from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { payloadOf } from '../../output/problem.ts'
import { printRows } from '../../output/table.ts'
import { allConnections } from './find.ts'

export async function search(
  name: string,
  text: string,
  options: ConnectionOptions & { readonly json: boolean },
): Promise<void> {
  const connection = await connect(options)
  const { client, organizationId } = connection
  const link = (await allConnections(connection)).find((one) => one.name === name || one.id === name)
  const of = link === undefined ? { venueId: name.toUpperCase() } : { connectionId: link.id }
  const answer = await client.request(listVenueInstruments, {
    input: { organizationId, search: text, ...of },
  })
  printRows(
    payloadOf(answer.listVenueInstruments).instruments,
    [
      { title: 'Symbol', of: ({ symbol }) => symbol },
      { title: 'Name', of: (listed) => listed.name },
      { title: 'Class', of: ({ assetClass }) => assetClass },
      { title: 'Status', of: ({ status }) => status },
      { title: 'Restrictions', of: ({ restrictions }) => restrictions.join(', ') },
    ],
    options,
  )
}
