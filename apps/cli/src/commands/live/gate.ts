/** `quarterdeck live enable`, `disable` and `stage`: opens, shuts and widens the live gate of an account. */

import { disableLive, enableLive, setCapitalStage } from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { payloadOf } from '../../output/problem.ts'
import { printResult } from '../../output/table.ts'
import { accountNamed, liveDesk } from './find.ts'

interface GateOptions extends ConnectionOptions {
  readonly reason: string
  readonly json: boolean
}

interface Confirmed extends GateOptions {
  readonly confirm: string
}

export async function enable(
  name: string,
  options: Confirmed & { readonly user: readonly string[]; readonly stage: number },
): Promise<void> {
  const connection = await connect(options)
  const desk = await liveDesk(connection)
  const { id: accountId, connection: link } = accountNamed(desk, name)
  if (link == null)
    throw new Refused(`The account ${name} is bound to no connection: it can never trade live.`)
  const userIds = options.user.map((email) => {
    const id = desk.members.get(email)
    if (id === undefined) throw new Refused(`No member has the e-mail address ${email}.`)
    return id
  })
  const { stage: stagePercent, reason, confirm } = options
  const input = { accountId, connectionId: link.id, userIds, stagePercent, reason, confirm }
  const { account } = payloadOf((await connection.client.request(enableLive, { input })).enableLive)
  printResult(
    account,
    `${name} may be traded live through ${link.name}, at ${stagePercent} % of its limits.`,
    options,
  )
}

export async function disable(name: string, options: GateOptions): Promise<void> {
  const connection = await connect(options)
  const { id: accountId } = accountNamed(await liveDesk(connection), name)
  const input = { accountId, reason: options.reason }
  const { account } = payloadOf((await connection.client.request(disableLive, { input })).disableLive)
  printResult(account, `${name} is shut for live trading.`, options)
}

export async function setStage(name: string, stagePercent: number, options: Confirmed): Promise<void> {
  const connection = await connect(options)
  const { id: accountId } = accountNamed(await liveDesk(connection), name)
  const { reason, confirm } = options
  const input = { accountId, stagePercent, reason, confirm }
  const { account } = payloadOf((await connection.client.request(setCapitalStage, { input })).setCapitalStage)
  printResult(account, `${name} may use ${stagePercent} % of its limits.`, options)
}
