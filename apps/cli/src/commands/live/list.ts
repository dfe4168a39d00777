/** `quarterdeck live list`: LIVE accounts and how far their gate is open. */

import type { LiveAccountFieldsFragment } from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { printRows } from '../../output/table.ts'
import { liveDesk } from './find.ts'

export async function listLive(options: ConnectionOptions & { readonly json: boolean }): Promise<void> {
  const { accounts } = await liveDesk(await connect(options))
  printRows<LiveAccountFieldsFragment>(
    accounts,
    [
      { title: 'Account', of: ({ name }) => name },
      { title: 'Connection', of: ({ connection }) => connection?.name },
      { title: 'Gate', of: ({ live }) => (live ? 'open' : 'shut') },
      { title: 'Stage', of: ({ live }) => (live ? `${live.stagePercent} %` : null), align: 'right' },
      { title: 'For', of: ({ live }) => live?.members.map(({ user }) => user.name).join(', ') },
      { title: 'Since', of: ({ live }) => live?.enabledAt },
    ],
    options,
  )
}
