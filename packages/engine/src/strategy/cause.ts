/**
 * Who of the book's deployments asks, and whether it may trade: an order without a cause is no deployment's, and no deployment
 * asks without one. Rules: SPEC.md, ST-05, ST-09 to ST-12.
 */

import type { Book, OrderState } from '../book/book.ts'
import type { Actor, Command, SubmitOrder } from '../book/command.ts'
import { firstFault } from '../book/fault.ts'
import { ID_LENGTH_MAX } from '../book/limits.ts'
import type { Refusal } from '../book/outcome.ts'
import { badInput, notFound, refuse } from '../book/refusal.ts'
import { textFault } from '../book/text.ts'
import type { DeploymentState } from './state.ts'
import type { OrderCause } from './terms.ts'
import { digestFault, wholeFault } from './terms-fault.ts'

/** What may carry a cause. */
export interface Caused {
  readonly actor: Actor
  readonly cause?: OrderCause | null
}

/** A deployment and the decision of its run that it acts by. */
export interface Asking {
  readonly deployment: DeploymentState
  readonly cause: OrderCause
}

/** The deployment that asks; null: none does. It need not be one that may trade. */
export function askingDeployment(book: Book, { actor, cause }: Caused): Asking | Refusal | null {
  if (cause === undefined || cause === null) {
    if (actor.kind !== 'STRATEGY' || !book.deployments.has(actor.id)) return null
    return badInput('cause', 'is required: a deployment says which decision of its run it acts by')
  }
  if (actor.kind !== 'STRATEGY')
    return refuse(
      'FORBIDDEN',
      'cause',
      `must not be given by a ${actor.kind}: it says what a strategy decided`,
    )
  const fault = causeFault(cause)
  if (fault !== null) return fault
  const { deploymentId, run, input, digest } = cause
  if (deploymentId !== actor.id)
    return refuse('FORBIDDEN', 'cause.deploymentId', 'must be the deployment that asks')
  const deployment = book.deployments.get(deploymentId)
  if (deployment === undefined) return notFound('cause.deploymentId')
  return { deployment, cause: { deploymentId, run, input, digest } }
}

function causeFault(cause: OrderCause): Refusal | null {
  if (typeof cause !== 'object') return badInput('cause', 'must name deployment, run, input and digest')
  return firstFault(
    () => textFault('cause.deploymentId', cause.deploymentId, ID_LENGTH_MAX),
    () => wholeFault('cause.run', cause.run, { least: 1, most: Number.MAX_SAFE_INTEGER }),
    () => wholeFault('cause.input', cause.input, { least: 0, most: Number.MAX_SAFE_INTEGER }),
    () => digestFault('cause.digest', cause.digest),
  )
}

/** Where an order would trade. */
export interface Place {
  readonly accountId: string | undefined
  readonly instrumentId: string | undefined
}

/** Why the deployment may not place or replace an order there, now; null: it may. Reductions are no exception. */
export function tradingFault(book: Book, { deployment, cause }: Asking, place: Place): Refusal | null {
  const { desired, quarantineReason, version, accountIndex, instrumentIds, name } = deployment
  if (quarantineReason !== null)
    return refuse('FORBIDDEN', 'cause.deploymentId', `is quarantined: ${quarantineReason}`)
  if (desired !== 'RUNNING')
    return refuse('FORBIDDEN', 'cause.deploymentId', `is ${desired}; only a RUNNING deployment trades`)
  if (cause.digest !== version.digest)
    return refuse(
      'CONFLICT',
      'cause.digest',
      `is not that of version ${version.number}, which ${name} runs now`,
    )
  if (book.accounts[accountIndex]?.id !== place.accountId)
    return refuse('FORBIDDEN', 'accountId', `is not the account that ${name} is deployed on`)
  if (place.instrumentId === undefined || !instrumentIds.includes(place.instrumentId))
    return refuse('FORBIDDEN', 'instrumentId', `is not among the instruments that ${name} is deployed for`)
  return null
}

/** One answer for orders that are not there and for those of others. */
export function reachFault(order: OrderState, asking: Asking | null): Refusal | null {
  if (asking === null) return null
  // What a person orders for it is the person's.
  return order.cause !== null && order.deploymentId === asking.deployment.id ? null : notFound('orderId')
}

/** Whether a person may order on behalf of a deployment: one of this account. Null: nothing is wrong, or nobody is named. */
export function behalfFault(
  book: Book,
  { actor, accountId, onBehalfOf }: Pick<SubmitOrder, 'actor' | 'accountId' | 'onBehalfOf'>,
): Refusal | null {
  if (onBehalfOf === undefined) return null
  const deployment = book.deployments.get(onBehalfOf)
  if (deployment === undefined) return notFound('onBehalfOf')
  if (actor.kind !== 'USER' && actor.kind !== 'API_KEY')
    return refuse('FORBIDDEN', 'onBehalfOf', 'is for people: a deployment orders with a cause')
  if (book.accounts[deployment.accountIndex]?.id !== accountId)
    return refuse('FORBIDDEN', 'accountId', `is not the account that ${deployment.name} is deployed on`)
  return null
}

const OF_DEPLOYMENTS: ReadonlySet<Command['type']> = new Set<Command['type']>([
  'SubmitOrder',
  'PreviewOrder',
  'ReplaceOrder',
  'CancelOrder',
])

/** A deployment speaks of its own orders, and of nothing else: whatever reaches the book in its name. */
export function scopeFault(book: Book, { type, actor }: Command): Refusal | null {
  if (actor.kind !== 'STRATEGY' || OF_DEPLOYMENTS.has(type) || !book.deployments.has(actor.id)) return null
  return refuse('FORBIDDEN', 'actor', `is a deployment, which may not ask for ${type}`)
}

export function isRefused(asking: Asking | Refusal | null): asking is Refusal {
  return asking !== null && 'kind' in asking
}
