/** `quarterdeck reconcile breaks`: differences between our books and the word of venues, newest first. */

import { type BreakFieldsFragment, reconciliationBreaks } from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { printRows } from '../../output/table.ts'

export interface BreaksOptions extends ConnectionOptions {
  readonly all: boolean
  readonly limit: number
  readonly json: boolean
}

export async function listBreaks(options: BreaksOptions): Promise<void> {
  const { client, slug } = await connect(options)
  const filter = options.all ? null : { statuses: ['OPEN' as const] }
  const { organization } = await client.request(reconciliationBreaks, { slug, filter, first: options.limit })
  printRows<BreakFieldsFragment>(
    (organization?.reconciliationBreaks.edges ?? []).map(({ node }) => node),
    [
      { title: 'Difference', of: ({ id }) => id },
      { title: 'Found', of: ({ foundAt }) => foundAt },
      { title: 'Account', of: ({ account }) => account.name },
      { title: 'Kind', of: ({ kind }) => kind },
      { title: 'Of', of: ({ subject }) => subject },
      { title: 'Our books', of: ({ expected }) => expected },
      { title: 'The venue', of: ({ observed }) => observed },
      { title: 'Proposed', of: ({ proposed }) => proposed.summary },
      { title: 'Status', of: ({ status }) => status },
    ],
    options,
  )
}
