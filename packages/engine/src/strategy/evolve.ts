/** What strategy events change: which strategies and deployments there are, what they run, and what is wanted of them. */

import type { Book } from '../book/book.ts'
import type {
  DeploymentChanged,
  DeploymentQuarantined,
  DeploymentSet,
  StrategyCreated,
  StrategyDeployed,
} from '../book/event.ts'
import { askedDigest } from './asked-digest.ts'
import type { DeploymentState } from './state.ts'
import type { DeploymentTerms } from './terms.ts'

export function evolveStrategyCreated(book: Book, event: StrategyCreated): void {
  const { strategyId: id, seq, name, at, actor } = event
  book.strategies.set(id, { id, seq, name, createdAt: at, createdBy: actor })
}

export function evolveStrategyDeployed(book: Book, event: StrategyDeployed): void {
  const accountIndex = book.accountIndexById.get(event.accountId)
  if (accountIndex === undefined || !book.strategies.has(event.strategyId))
    throw new Error(`Invariant: deployment ${event.deploymentId} names a strategy and an account of its book`)
  book.deployments.set(event.deploymentId, {
    id: event.deploymentId,
    seq: event.seq,
    strategyId: event.strategyId,
    name: event.name,
    accountIndex,
    seed: event.seed,
    isolation: event.isolation,
    idempotencyKey: event.idempotencyKey,
    askedDigest: askedDigest(event),
    ...termsOf(event),
    revision: event.revision,
    previous: null,
    desired: 'RUNNING',
    quarantineReason: null,
    requestTimes: [],
    deployedAt: event.at,
    deployedBy: event.actor,
    updatedAt: event.at,
  })
}

export function evolveDeploymentChanged(book: Book, event: DeploymentChanged): void {
  const deployment = deploymentOf(book, event.deploymentId)
  if (event.revision !== deployment.revision + 1)
    throw new Error(
      `Invariant: revisions of a deployment rise by one, not from ${deployment.revision} to ${event.revision}`,
    )
  Object.assign(deployment, termsOf(event.after))
  deployment.revision = event.revision
  deployment.previous = event.before
  deployment.updatedAt = event.at
}

export function evolveDeploymentSet(book: Book, event: DeploymentSet): void {
  const deployment = deploymentOf(book, event.deploymentId)
  deployment.desired = event.desired
  if (event.endsQuarantine !== undefined) deployment.quarantineReason = null
  deployment.updatedAt = event.at
}

export function evolveDeploymentQuarantined(book: Book, event: DeploymentQuarantined): void {
  const deployment = deploymentOf(book, event.deploymentId)
  deployment.quarantineReason = event.reason
  deployment.updatedAt = event.at
}

/** The terms alone, as events carry them. */
export function termsOf({
  version,
  params,
  instrumentIds,
  ordersPerMinuteMax,
}: DeploymentTerms): DeploymentTerms {
  return { version, params, instrumentIds, ordersPerMinuteMax }
}

/** The deployment of an event; one that is not there breaks an invariant. */
export function deploymentOf(book: Book, deploymentId: string): DeploymentState {
  const deployment = book.deployments.get(deploymentId)
  if (deployment === undefined)
    throw new Error(`Invariant: deployment ${deploymentId} of an event is in the book`)
  return deployment
}
