/** Carries a GLOBAL policy or switch from the platform's book into every other organization's. */
import type { CommandRequest } from '@quarterdeck/runtime'
import { Unavailable } from '../../problem/problem.ts'
import type { Context } from '../context.ts'
import { commit } from './field.ts'

/**
 * Commits what `requestsFor` says in every other organization, each on its own: one that fails does not spare the next.
 * Throws once all were tried, naming how many were not reached; repeating the mutation reaches them.
 */
export async function everywhereElse(
  context: Context,
  organizationId: string,
  requestsFor: (organizationId: string) => Promise<readonly CommandRequest[]>,
): Promise<void> {
  const others = await context.platform.others(organizationId)
  const results = await Promise.allSettled(
    others.map(async (other) => {
      for (const request of await requestsFor(other)) await commit(context, other, request)
    }),
  )
  const failed = results.filter(({ status }) => status === 'rejected').length
  if (failed === 0) return
  throw new Unavailable(
    `Done here, but not in ${failed} of ${others.length} other organizations: repeat it`,
    'UNKNOWN',
  )
}
