/**
 * Decides what engaging and releasing a kill switch mean. Engaging has no way to fail but a target that does not exist; it
 * blocks first and withdraws what is open. Releasing wants a reason. Rules: SPEC.md, KS.
 */

import type { Book, OrderState, SwitchState } from '../book/book.ts'
import type { EngageKillSwitch, ReleaseKillSwitch } from '../book/command.ts'
import type { EngineEvent } from '../book/event.ts'
import { firstFault } from '../book/fault.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { SWITCH_SCOPES } from '../book/policy.ts'
import { accept, badInput, notFound } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { reasonFault, wordFault } from '../book/text.ts'
import { entityId } from '../identity/entity-id.ts'
import { cancelRequest, needsCancel } from '../order/decide-cancel.ts'
import { coversOrder } from './covered.ts'
import { targetFault, targetOf } from '../policy/target.ts'

export function decideEngageKillSwitch(book: Book, command: EngageKillSwitch): Outcome {
  const fault = firstFault(
    () => wordFault('scope', command.scope, SWITCH_SCOPES),
    () => reasonFault('reason', command.reason),
    () => targetFault(book, command.scope, command.targetId),
  )
  if (fault !== null) return fault
  const scope = command.scope
  const targetId = targetOf(scope, command.targetId)
  const engaged = book.switches.find(
    (state) => state.phase !== 'RELEASED' && state.scope === scope && state.targetId === targetId,
  )
  if (engaged !== undefined) return engageAgain(book, command, engaged)

  const killSwitchId = entityId(book.organizationId, 'kill-switch', book.seq + 1)
  const open = [...book.workingOrders.values()].filter((order) =>
    coversOrder(book, { scope, targetId }, order),
  )
  const { reason, cancelOpenOrders, allowReduceOnly } = command
  const events: EngineEvent[] = [
    {
      type: 'KillSwitchEngaged',
      ...stamp(book, command),
      killSwitchId,
      scope,
      targetId,
      reason,
      cancelOpenOrders,
      allowReduceOnly,
      openOrderIds: cancelOpenOrders ? open.map((order) => order.id) : [],
    },
  ]
  if (cancelOpenOrders) withdraw(book, command, { open, killSwitchId, events })
  return accept(events, {
    subjectId: killSwitchId,
    orderIds: cancelOpenOrders ? open.map((order) => order.id) : [],
  })
}

interface Withdrawal {
  readonly open: readonly OrderState[]
  readonly killSwitchId: string
  readonly events: EngineEvent[]
}

function withdraw(book: Book, command: EngageKillSwitch, { open, killSwitchId, events }: Withdrawal): void {
  for (const order of open) {
    if (needsCancel(order))
      events.push(cancelRequest(stamp(book, command, events.length), order, `kill switch ${killSwitchId}`))
  }
}

/**
 * Engaging what is engaged tightens it: the stricter of both options holds, as looser ones take a release. Who presses again to
 * have orders canceled must not be told "done" while some still work: the withdrawal begins anew, and those that are not being
 * canceled are asked to. A press that changes nothing leaves its trace all the same.
 */
function engageAgain(book: Book, command: EngageKillSwitch, engaged: SwitchState): Outcome {
  const open = command.cancelOpenOrders
    ? [...book.workingOrders.values()].filter((order) => coversOrder(book, engaged, order))
    : []
  const { id: killSwitchId, scope, targetId, cancelOpenOrders, allowReduceOnly } = engaged
  const events: EngineEvent[] = [
    {
      type: 'KillSwitchTightened',
      ...stamp(book, command),
      killSwitchId,
      scope,
      targetId,
      reason: command.reason,
      before: { cancelOpenOrders, allowReduceOnly },
      cancelOpenOrders: cancelOpenOrders || command.cancelOpenOrders,
      allowReduceOnly: allowReduceOnly && command.allowReduceOnly,
      openOrderIds: command.cancelOpenOrders ? withdrawn(engaged, open) : null,
    },
  ]
  withdraw(book, command, { open, killSwitchId, events })
  return accept(events, { subjectId: killSwitchId, orderIds: open.map((order) => order.id) })
}

/** What an earlier press withdrew stays withdrawn, should it come back to work; what works now joins it. */
function withdrawn(engaged: SwitchState, open: readonly OrderState[]): readonly string[] {
  return [...new Set([...engaged.openOrderIds, ...open.map((order) => order.id)])]
}

export function decideReleaseKillSwitch(book: Book, command: ReleaseKillSwitch): Outcome {
  const state = book.switches.find((candidate) => candidate.id === command.killSwitchId)
  if (state === undefined) return notFound('killSwitchId')
  const fault = firstFault(
    () => reasonFault('reason', command.reason),
    () => releasedFault(state),
  )
  if (fault !== null) return fault
  const event = {
    type: 'KillSwitchReleased',
    ...stamp(book, command),
    killSwitchId: state.id,
    reason: command.reason,
  } as const
  return accept([event], { subjectId: state.id })
}

function releasedFault(state: SwitchState): Refusal | null {
  return state.phase === 'RELEASED'
    ? badInput('killSwitchId', 'is RELEASED; only an engaged switch can be released')
    : null
}
