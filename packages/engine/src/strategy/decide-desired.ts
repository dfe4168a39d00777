/**
 * Decides what is wanted of a deployment: that it runs, pauses, stops; and that nothing more is taken from it after it ran away.
 * Stopping can always be asked for; starting after a quarantine is a person's. Rules: SPEC.md, ST-06 to ST-08.
 */

import type { Book, OrderState } from '../book/book.ts'
import type { QuarantineDeployment, SetDeployment } from '../book/command.ts'
import type { EngineEvent } from '../book/event.ts'
import { firstFault } from '../book/fault.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput, notFound, refuse } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { reasonFault, wordFault } from '../book/text.ts'
import { cancelRequest, needsCancel } from '../order/decide-cancel.ts'
import { orderedByFault } from './decide.ts'
import type { DeploymentState } from './state.ts'
import { DEPLOYMENT_DESIRED } from './terms.ts'

export function decideSetDeployment(book: Book, command: SetDeployment): Outcome {
  const deployment = book.deployments.get(command.deploymentId)
  if (deployment === undefined) return notFound('deploymentId')
  const { desired, reason } = command
  const fault = firstFault(
    () => orderedByFault(command.actor),
    () => wordFault('desired', desired, DEPLOYMENT_DESIRED),
    () => reasonFault('reason', reason),
    () => startFault(deployment, command),
  )
  if (fault !== null) return fault
  const ended = desired === 'RUNNING' ? deployment.quarantineReason : null
  const before = deployment.desired
  const events: EngineEvent[] = []
  if (desired !== before || ended !== null) {
    const ends = ended === null ? {} : { endsQuarantine: ended }
    const set = { deploymentId: deployment.id, desired, before, ...ends, reason }
    events.push({ type: 'DeploymentSet', ...stamp(book, command), ...set })
  }
  const word = desired === 'PAUSED' ? 'paused' : 'stopped'
  return withdraw(book, deployment, { command, events, word })
}

/** Starting cancels nothing; and what ran away starts again when a person says so, not the system. */
function startFault(
  deployment: DeploymentState,
  { actor, desired, cancelOrders }: SetDeployment,
): Refusal | null {
  if (desired !== 'RUNNING') return null
  if (cancelOrders === true) return badInput('cancelOrders', 'must not be given with RUNNING')
  if (deployment.quarantineReason === null || actor.kind !== 'SYSTEM') return null
  return refuse(
    'FORBIDDEN',
    'desired',
    `cannot be set to RUNNING by the system: the deployment is quarantined (${deployment.quarantineReason}), and a person has to start it`,
  )
}

export function decideQuarantineDeployment(book: Book, command: QuarantineDeployment): Outcome {
  const deployment = book.deployments.get(command.deploymentId)
  if (deployment === undefined) return notFound('deploymentId')
  const { reason } = command
  if (command.actor.kind !== 'SYSTEM')
    return refuse('FORBIDDEN', 'actor', `must be the system, not a ${command.actor.kind}; a person stops it`)
  const fault = reasonFault('reason', reason)
  if (fault !== null) return fault
  const events: EngineEvent[] =
    deployment.quarantineReason === null
      ? [{ type: 'DeploymentQuarantined', ...stamp(book, command), deploymentId: deployment.id, reason }]
      : []
  return withdraw(book, deployment, { command, events, word: 'quarantined' })
}

interface Withdrawal {
  readonly command: SetDeployment | QuarantineDeployment
  readonly events: EngineEvent[]
  readonly word: string
}

/** Asks for the cancels that were asked for, and names every order that works for the deployment then. */
function withdraw(book: Book, deployment: DeploymentState, { command, events, word }: Withdrawal): Outcome {
  const working = command.cancelOrders === true ? workingOrdersOf(book, deployment) : []
  const reason = `deployment ${deployment.name} ${word}: ${command.reason}`
  for (const order of working)
    if (needsCancel(order)) events.push(cancelRequest(stamp(book, command, events.length), order, reason))
  return accept(events, { subjectId: deployment.id, orderIds: working.map((order) => order.id) })
}

function workingOrdersOf(book: Book, { id }: DeploymentState): readonly OrderState[] {
  return [...book.workingOrders.values()].filter((order) => order.deploymentId === id)
}
