/** `quarterdeck reconcile run`: compares our books with a venue's word now. */

import { runReconciliation } from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { payloadOf } from '../../output/problem.ts'
import { printResult } from '../../output/table.ts'
import { namedLink } from '../venue/find.ts'

export async function run(
  name: string,
  options: ConnectionOptions & { readonly json: boolean },
): Promise<void> {
  const connection = await connect(options)
  const { id: connectionId } = await namedLink(connection, name)
  const answer = await connection.client.request(runReconciliation, { input: { connectionId } })
  const { run: made } = payloadOf(answer.runReconciliation)
  const { ordersCompared, positionsCompared, balancesCompared, breaksFound, fault } = made
  const compared = `${ordersCompared} orders, ${positionsCompared} positions and ${balancesCompared} balances`
  printResult(made, `Compared ${compared}: ${breaksFound} new differences.`, options)
  if (fault != null) throw new Refused(`It could not be finished: ${fault}`)
}
