/** `quarterdeck reconcile run`: compares our books with a venue's word now, and waits for what comes of it. */

import { setTimeout as pause } from 'node:timers/promises'
import {
  type ReconciliationRunFieldsFragment,
  reconciliationRuns,
  runReconciliation,
} from '@quarterdeck/client'
import { type Connection, type ConnectionOptions, connect } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { payloadOf } from '../../output/problem.ts'
import { printResult } from '../../output/table.ts'
import { namedLink } from '../venue/find.ts'

const LOOK_EVERY_MS = 250
/** A venue may answer each question only once in five seconds, and one may be away. */
const WAIT_MS_MAX = 120_000
/** Others may have begun since: it is among the newest. */
const RUNS_LOOKED_AT = 10

export async function run(
  name: string,
  options: ConnectionOptions & { readonly json: boolean },
): Promise<void> {
  const connection = await connect(options)
  const { id: connectionId } = await namedLink(connection, name)
  const answer = await connection.client.request(runReconciliation, { input: { connectionId } })
  const made = await ended(connection, connectionId, payloadOf(answer.runReconciliation).run)
  const { ordersCompared, positionsCompared, balancesCompared, breaksFound, fault } = made
  const compared = `${ordersCompared} orders, ${positionsCompared} positions and ${balancesCompared} balances`
  printResult(made, `Compared ${compared}: ${breaksFound} new differences.`, options)
  if (fault != null) throw new Refused(`It could not be finished: ${fault}`)
}

/** The comparison once it is over. Throws Refused where that takes too long. */
async function ended(
  { client }: Connection,
  connectionId: string,
  begun: ReconciliationRunFieldsFragment,
): Promise<ReconciliationRunFieldsFragment> {
  const deadline = Date.now() + WAIT_MS_MAX
  for (let now = begun; ;) {
    if (now.endedAt !== null) return now
    if (Date.now() > deadline)
      throw new Refused(`It still compares after ${WAIT_MS_MAX / 1_000} s. See: quarterdeck reconcile breaks`)
    await pause(LOOK_EVERY_MS)
    const { node } = await client.request(reconciliationRuns, { connectionId, first: RUNS_LOOKED_AT })
    const runs = node?.__typename === 'VenueLink' ? node.reconciliations.edges.map((edge) => edge.node) : []
    now = runs.find(({ id }) => id === begun.id) ?? now
  }
}
