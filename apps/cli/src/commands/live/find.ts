/** Finds the LIVE account that a name on the command line means, and members by their e-mail address. */

import { liveAccounts, type LiveAccountFieldsFragment } from '@quarterdeck/client'
import type { Connection } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'

export interface LiveDesk {
  readonly accounts: readonly LiveAccountFieldsFragment[]
  /** Ids of members by e-mail address. */
  readonly members: ReadonlyMap<string, string>
}

export async function liveDesk({ client, slug }: Connection): Promise<LiveDesk> {
  const { organization } = await client.request(liveAccounts, { slug })
  const all = (organization?.accounts.edges ?? []).map(({ node }) => node)
  return {
    accounts: all.filter(({ mode }) => mode === 'LIVE'),
    members: new Map((organization?.members ?? []).map(({ user }) => [user.email ?? '', user.id])),
  }
}

/** Throws Refused, with what there is, where no LIVE account has the name. */
export function accountNamed({ accounts }: LiveDesk, name: string): LiveAccountFieldsFragment {
  const found = accounts.find((one) => one.name === name || one.id === name)
  if (found !== undefined) return found
  const known = accounts.map((one) => one.name).join(', ')
  throw new Refused(`There is no LIVE account ${name}; there are: ${known || 'none'}`)
}
