/** A deployment's own order rate, judged exactly and in words. It is no policy's limit: the deployment's terms set it. Rules: SPEC.md, ST-13. */

import { deploymentOf } from '../strategy/evolve.ts'
import { MINUTE, requestsInMinute } from '../strategy/requests.ts'
import { RATE_ONE } from '../number/rounding.ts'
import type { OrderCase } from './case.ts'
import { ruled, type Judgement } from './judgement.ts'
import { comparedSentence, deploymentWords } from './sentence.ts'

/** Orders and replacements that the deployment asked for in the last minute, this one included; an exit is never held back. */
export function deploymentOrderRate({ book, bookAt, request, reduces }: OrderCase): Judgement {
  const { deploymentId } = request
  if (deploymentId === null || deploymentId === undefined)
    return ruled(true, 'no deployment asks for the order')
  const deployment = deploymentOf(book, deploymentId)
  const observed = requestsInMinute(deployment, bookAt) + 1
  const limit = deployment.ordersPerMinuteMax
  const holds = observed <= limit
  const words = { what: `a rate of the deployment over ${MINUTE / 1_000_000} s`, unit: 'requests' }
  const figures = { observed: String(observed), limit: String(limit), holds }
  return {
    verdict: holds || reduces ? 'PASSED' : 'FAILED',
    observed: BigInt(observed) * RATE_ONE,
    limit: BigInt(limit) * RATE_ONE,
    policy: null,
    message:
      holds || !reduces
        ? comparedSentence(words, { ...figures, policy: deploymentWords(deployment) })
        : 'the order only reduces the position, so this limit does not hold it back',
  }
}
