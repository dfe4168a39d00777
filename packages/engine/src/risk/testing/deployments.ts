/** Random deployments for the property tests, and a plain second reading of their own rate (ST-13). */

import type { Book } from '../../book/book.ts'
import type { Actor } from '../../book/command.ts'
import type { DeploymentState } from '../../strategy/state.ts'
import type { OrderRequest } from '../request.ts'
import { NOW, type Chance } from './world.ts'

const MINUTE = 60_000_000
const PERSON: Actor = { kind: 'USER', id: 'user-1', name: 'User', userId: 'user-1' }

/** The request as one of a deployment, where chance says so: one that asked a few times around a minute ago, and lately. */
export function byDeployment(chance: Chance, book: Book, request: OrderRequest): OrderRequest {
  if (chance.odds(0.6)) return request
  const deployment = deploy(book, 1 + chance.below(4))
  for (let count = chance.below(3); count > 0; count -= 1) deployment.requestTimes.push(NOW - MINUTE)
  for (let count = chance.below(3); count > 0; count -= 1) deployment.requestTimes.push(NOW - MINUTE + 1)
  for (let count = chance.below(3); count > 0; count -= 1) deployment.requestTimes.push(NOW)
  return { ...request, deploymentId: deployment.id }
}

function deploy(book: Book, ordersPerMinuteMax: number): DeploymentState {
  const state: DeploymentState = {
    id: `deployment-${book.deployments.size}`,
    seq: 0,
    strategyId: 'strategy',
    name: 'own',
    accountIndex: 0,
    seed: 0,
    isolation: 'PROCESS',
    idempotencyKey: 'key',
    askedDigest: '',
    version: { versionId: 'v', number: 1, digest: '0'.repeat(64) },
    params: '{}',
    instrumentIds: [],
    ordersPerMinuteMax,
    revision: 1,
    previous: null,
    desired: 'RUNNING',
    quarantineReason: null,
    requestTimes: [],
    deployedAt: NOW,
    deployedBy: PERSON,
    updatedAt: NOW,
  }
  book.deployments.set(state.id, state)
  return state
}

/** At most so many in a minute, this one included, unless it only brings the position nearer to zero. */
export function ownRateVerdict(book: Book, request: OrderRequest, reduces: boolean): 'PASSED' | 'FAILED' {
  const deployment = book.deployments.get(request.deploymentId ?? '')
  if (deployment === undefined || reduces) return 'PASSED'
  const asked = deployment.requestTimes.filter((at) => NOW - at < MINUTE).length + 1
  return asked > deployment.ordersPerMinuteMax ? 'FAILED' : 'PASSED'
}
