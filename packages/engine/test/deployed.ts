/** A desk with a deployed strategy on it: the deployment's commands, its actor, and orders with a cause. */

import type { DeployStrategy, OrderCause, SetDeployment } from '../src/index.ts'
import type { Actor, Outcome, SubmitOrder } from './engine.ts'
import { accepted, desk, orderCommand, SPOT, type Given, type World } from './given.ts'

export const SYSTEM: Actor = { kind: 'SYSTEM', id: 'supervisor', name: 'Supervisor', userId: null }
export const VERSION = { versionId: 'version-1', number: 1, digest: 'a'.repeat(64) }
export const NEWER = { versionId: 'version-2', number: 2, digest: 'b'.repeat(64) }

export interface Deployed {
  readonly world: World
  readonly accountId: string
  readonly strategyId: string
  readonly deploymentId: string
}

/** The command, on the spot pair with 60 orders a minute where nothing else is said. */
export function deployment(
  terms: Partial<DeployStrategy> & Pick<DeployStrategy, 'strategyId' | 'accountId'>,
): Given<DeployStrategy> {
  return {
    type: 'DeployStrategy',
    name: 'one',
    version: VERSION,
    params: '{"fast":5,"slow":20}',
    instrumentIds: [SPOT.id],
    seed: 7,
    isolation: 'PROCESS',
    ordersPerMinuteMax: 60,
    idempotencyKey: 'deploy-1',
    ...terms,
  }
}

/** A strategy called momentum, deployed on a funded paper account. */
export function deployed(terms: Partial<DeployStrategy> = {}): Deployed {
  const { world, accountId } = desk()
  const strategyId = idOf(world.when({ type: 'CreateStrategy', name: 'momentum' }))
  const deploymentId = idOf(world.when(deployment({ strategyId, accountId, ...terms })))
  return { world, accountId, strategyId, deploymentId }
}

export function idOf(outcome: Outcome): string {
  const { subjectId } = accepted(outcome)
  if (subjectId === null) throw new Error('the outcome names what it made')
  return subjectId
}

export function actorOf(deploymentId: string): Actor {
  return { kind: 'STRATEGY', id: deploymentId, name: 'momentum one', userId: 'user-1' }
}

export function causeOf(deploymentId: string, cause: Partial<OrderCause> = {}): OrderCause {
  return { deploymentId, run: 1, input: 12, digest: VERSION.digest, ...cause }
}

/** An order of the deployment: to buy 1 BTC at 100.00 where nothing else is said. */
export function ownOrder(
  { accountId, deploymentId }: Deployed,
  order: Partial<SubmitOrder> = {},
): Given<SubmitOrder> {
  const caused = { actor: actorOf(deploymentId), cause: causeOf(deploymentId) }
  return { ...orderCommand({ accountId, ...order }), ...caused, ...order }
}

/** Submits it and gives its id. */
export function submitOwn(given: Deployed, order: Partial<SubmitOrder> = {}): string {
  return idOf(given.world.when(ownOrder(given, order)))
}

export function set(
  { deploymentId }: Deployed,
  desired: SetDeployment['desired'],
  rest: Partial<SetDeployment> = {},
): Given<SetDeployment> {
  return { type: 'SetDeployment', deploymentId, desired, reason: 'because', ...rest }
}
