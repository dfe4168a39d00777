/** `quarterdeck reconcile correct` and `reconcile dismiss`: what a person decides about a difference. */

import { correctBreak, dismissBreak } from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { payloadOf } from '../../output/problem.ts'
import { printResult } from '../../output/table.ts'

export async function decide(
  verb: 'correct' | 'dismiss',
  breakId: string,
  options: ConnectionOptions & { readonly reason: string; readonly json: boolean },
): Promise<void> {
  const { client } = await connect(options)
  const input = { breakId, reason: options.reason }
  const decided =
    verb === 'correct'
      ? payloadOf((await client.request(correctBreak, { input })).correctBreak).break
      : payloadOf((await client.request(dismissBreak, { input })).dismissBreak).break
  printResult(
    decided,
    `${decided.status}: ${decided.kind} of ${decided.account.name}, ${decided.subject}.`,
    options,
  )
}
