/**
 * Decides what making, deploying and changing a strategy mean. The book keeps what shall run; whether it does is observed by the
 * shell, and what its orders may is the gate's to say. Rules: SPEC.md, ST-01 to ST-05.
 */

import type { Book } from '../book/book.ts'
import type { Actor, ChangeDeployment, CreateStrategy, DeployStrategy } from '../book/command.ts'
import { firstFault } from '../book/fault.ts'
import { DEPLOYMENTS_MAX, KEY_LENGTH_MAX, NAME_LENGTH_MAX, SEED_MAX, STRATEGIES_MAX } from '../book/limits.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput, notFound, refuse } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { textFault, wordFault } from '../book/text.ts'
import { accountOf } from '../account/decide.ts'
import { entityId } from '../identity/entity-id.ts'
import { canonicalJson } from '../snapshot/canonical.ts'
import { askedDigest } from './asked-digest.ts'
import { termsOf } from './evolve.ts'
import { ISOLATIONS, type DeploymentTerms } from './terms.ts'
import { goodTerms, unlistedFault, wholeFault } from './terms-fault.ts'

const STRATEGY_NAME = /^[a-z0-9-]{1,64}$/

export function decideCreateStrategy(book: Book, command: CreateStrategy): Outcome {
  const fault = orderedByFault(command.actor)
  if (fault !== null) return fault
  const { name } = command
  if (typeof name !== 'string' || !STRATEGY_NAME.test(name))
    return badInput('name', 'must have 1 to 64 lower-case letters, digits or "-"')
  for (const strategy of book.strategies.values())
    if (strategy.name === name) return accept([], { subjectId: strategy.id })
  if (book.strategies.size >= STRATEGIES_MAX)
    return badInput(
      'name',
      `cannot be that of another strategy: an organization has at most ${STRATEGIES_MAX}`,
    )
  const strategyId = entityId(book.organizationId, 'strategy', book.seq + 1)
  return accept([{ type: 'StrategyCreated', ...stamp(book, command), strategyId, name }], {
    subjectId: strategyId,
  })
}

export function decideDeployStrategy(book: Book, command: DeployStrategy): Outcome {
  const fault = deployFault(command)
  if (fault !== null) return fault
  const terms = goodTerms(command)
  if (isRefusal(terms)) return terms
  const repeat = repeatOf(book, command, terms)
  if (repeat !== null) return repeat
  const missing = missingFault(book, command)
  if (missing !== null) return missing
  const deploymentId = entityId(book.organizationId, 'deployment', book.seq + 1)
  const { strategyId, name, accountId, seed, isolation, idempotencyKey } = command
  const event = {
    type: 'StrategyDeployed',
    ...stamp(book, command),
    deploymentId,
    revision: 1,
    strategyId,
    name,
    accountId,
    ...terms,
    seed,
    isolation,
    idempotencyKey,
  } as const
  return accept([event], { subjectId: deploymentId })
}

function deployFault(command: DeployStrategy): Refusal | null {
  return firstFault(
    () => orderedByFault(command.actor),
    () => textFault('idempotencyKey', command.idempotencyKey, KEY_LENGTH_MAX),
    () => textFault('name', command.name, NAME_LENGTH_MAX),
    () => wholeFault('seed', command.seed, { least: 0, most: SEED_MAX }),
    () => wordFault('isolation', command.isolation, ISOLATIONS),
  )
}

/** The deployment that this key made: found again where the same was asked for, a conflict where it was not. */
function repeatOf(book: Book, command: DeployStrategy, terms: DeploymentTerms): Outcome | null {
  for (const deployment of book.deployments.values()) {
    if (deployment.idempotencyKey !== command.idempotencyKey) continue
    if (deployment.askedDigest === askedDigest({ ...command, ...terms }))
      return accept([], { subjectId: deployment.id })
    return refuse('CONFLICT', 'idempotencyKey', 'was used for a deployment with other terms')
  }
  return null
}

function missingFault(book: Book, command: DeployStrategy): Refusal | null {
  if (!book.strategies.has(command.strategyId)) return notFound('strategyId')
  if (accountOf(book, command.accountId) === null) return notFound('accountId')
  const unlisted = unlistedFault(book, command.instrumentIds)
  if (unlisted !== null) return unlisted
  for (const { strategyId, name } of book.deployments.values()) {
    if (strategyId === command.strategyId && name === command.name)
      return refuse('CONFLICT', 'name', 'is that of another deployment of the strategy')
  }
  if (book.deployments.size < DEPLOYMENTS_MAX) return null
  return badInput('strategyId', `cannot be deployed again: an organization has at most ${DEPLOYMENTS_MAX}`)
}

export function decideChangeDeployment(book: Book, command: ChangeDeployment): Outcome {
  const deployment = book.deployments.get(command.deploymentId)
  if (deployment === undefined) return notFound('deploymentId')
  const fault = orderedByFault(command.actor)
  if (fault !== null) return fault
  const after = goodTerms(command)
  if (isRefusal(after)) return after
  const { revision } = deployment
  const before = termsOf(deployment)
  const { expectedRevision } = command
  const isSame = canonicalJson(after) === canonicalJson(before)
  // A repeat of the newest change expects what was there before it.
  if (isSame && (expectedRevision === revision || expectedRevision === revision - 1))
    return accept([], { subjectId: deployment.id })
  if (expectedRevision !== revision) {
    return refuse(
      'CONFLICT',
      'expectedRevision',
      `is ${expectedRevision}, but the deployment is at revision ${revision}; read it again before changing it`,
    )
  }
  const unlisted = unlistedFault(book, after.instrumentIds)
  if (unlisted !== null) return unlisted
  const event = {
    type: 'DeploymentChanged',
    ...stamp(book, command),
    deploymentId: deployment.id,
    revision: revision + 1,
    before,
    after,
  } as const
  return accept([event], { subjectId: deployment.id })
}

/** What runs is for people and the system to say: no strategy deploys, changes or starts itself. */
export function orderedByFault({ kind }: Actor): Refusal | null {
  if (kind === 'USER' || kind === 'API_KEY' || kind === 'SYSTEM') return null
  return refuse('FORBIDDEN', 'actor', `must be a person, an API key or the system, not a ${kind}`)
}

function isRefusal(value: DeploymentTerms | Refusal): value is Refusal {
  return 'kind' in value
}
