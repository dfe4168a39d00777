/** `quarterdeck kill` and `quarterdeck release`: the kill switch from a terminal. */

import {
  engageKillSwitch,
  killSwitches,
  releaseKillSwitch,
  type KillSwitchFieldsFragment,
} from '@quarterdeck/client'
import { connect, type Connection, type ConnectionOptions } from '../connection/connect.ts'
import { Refused } from '../exit.ts'
import { payloadOf } from '../output/problem.ts'
import { printResult } from '../output/table.ts'

export interface KillOptions extends ConnectionOptions {
  readonly scope: KillSwitchFieldsFragment['scope']
  readonly target?: string
  readonly reason: string
  readonly cancel: boolean
  readonly allowReduceOnly: boolean
  /** Seconds to wait for the venue's own confirmation; 0: do not wait. */
  readonly wait: number
  readonly json: boolean
}

export async function kill(options: KillOptions): Promise<void> {
  const connection = await connect(options)
  const { engageKillSwitch: result } = await connection.client.request(engageKillSwitch, {
    input: {
      organizationId: connection.organizationId,
      scope: options.scope,
      targetId: options.target ?? null,
      reason: options.reason,
      cancelOpenOrders: options.cancel,
      allowReduceOnly: options.allowReduceOnly,
    },
  })
  const engaged = payloadOf(result).killSwitch
  const settled = options.cancel ? await awaitConfirmation(connection, engaged, options.wait) : engaged
  printResult(
    settled,
    `${settled.phase}: ${settled.scope}${settled.targetId === null || settled.targetId === undefined ? '' : ` ${settled.targetId}`} (${settled.id})`,
    options,
  )
  if (options.cancel && options.wait > 0 && settled.phase !== 'CONFIRMED') {
    throw new Refused(
      `Engaged, and new orders are blocked, but the venues have not confirmed within ${options.wait} s that nothing works any more.`,
    )
  }
}

const POLL_MS = 200

async function awaitConfirmation(
  connection: Connection,
  engaged: KillSwitchFieldsFragment,
  seconds: number,
): Promise<KillSwitchFieldsFragment> {
  const deadline = Date.now() + seconds * 1_000
  let newest = engaged
  while (newest.phase !== 'CONFIRMED' && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    const { organization } = await connection.client.request(killSwitches, { slug: connection.slug })
    newest = organization?.killSwitches.find(({ id }) => id === engaged.id) ?? newest
  }
  return newest
}

export interface ReleaseOptions extends ConnectionOptions {
  readonly reason: string
  readonly json: boolean
}

export async function release(killSwitchId: string, options: ReleaseOptions): Promise<void> {
  const { client, organizationId } = await connect(options)
  const { releaseKillSwitch: result } = await client.request(releaseKillSwitch, {
    input: { organizationId, killSwitchId, reason: options.reason },
  })
  const released = payloadOf(result).killSwitch
  printResult(released, `${released.phase}: ${released.scope} (${released.id})`, options)
}
