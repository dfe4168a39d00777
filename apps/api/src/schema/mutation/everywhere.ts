/** Carries a GLOBAL policy or switch into every organization's book, the platform's own and all others. */
import type { CommandRequest } from '@quarterdeck/runtime'
import { ProblemError, RateLimited, Unavailable } from '../../problem/problem.ts'
import type { Context } from '../context.ts'
import { commit } from './field.ts'

/**
 * Commits what `requestsFor` says in every other organization, all at once and beside `own`, what the platform's own book was
 * told: one that fails spares no other. Returns what `own` came to. Throws once all were tried: the caller's mistake as such,
 * or how many were not reached; those reached stay so, and repeating the mutation reaches the rest.
 */
export async function everywhere<Own>(
  context: Context,
  organizationId: string,
  own: Promise<Own>,
  requestsFor: (organizationId: string) => Promise<readonly CommandRequest[]>,
): Promise<Own> {
  const [here, others] = await Promise.allSettled([own, tellOthers(context, organizationId, requestsFor)])
  if (here.status === 'rejected' && isMistake(here.reason)) throw here.reason
  if (others.status === 'rejected')
    throw new Unavailable(
      'The other organizations could not be listed, so that none was reached: repeating is safe',
      'UNKNOWN',
    )
  const results = [here, ...others.value]
  const failed = results.filter(({ status }) => status === 'rejected').length
  if (here.status === 'rejected' || failed > 0)
    throw new Unavailable(
      `${failed} of ${results.length} organizations were not reached; the others are done. Repeating is safe and reaches the rest`,
      'UNKNOWN',
    )
  return here.value
}

async function tellOthers(
  context: Context,
  organizationId: string,
  requestsFor: (organizationId: string) => Promise<readonly CommandRequest[]>,
): Promise<readonly PromiseSettledResult<void>[]> {
  const others = await context.platform.others(organizationId)
  return Promise.allSettled(
    others.map(async (other) => {
      for (const request of await requestsFor(other)) await commit(context, other, request)
    }),
  )
}

/** What is asked for is wrong, here as everywhere; a full mailbox is this organization's own trouble. */
function isMistake(error: unknown): boolean {
  return error instanceof ProblemError && !(error instanceof RateLimited)
}
