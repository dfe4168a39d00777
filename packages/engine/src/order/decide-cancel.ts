/**
 * Decides what cancels mean. Nothing blocks a cancel: no switch, no limit, no market state; only an order that has ended has
 * nothing left to cancel; and a deployment reaches its own orders only. Rules: SPEC.md, OR-13, OR-14, OR-19, ST-12.
 */

import type { Book, OrderState } from '../book/book.ts'
import type { CancelAllOrders, CancelOrder } from '../book/command.ts'
import type { OrderCancelRequested } from '../book/event.ts'
import type { Outcome } from '../book/outcome.ts'
import { accept, badInput, notFound } from '../book/refusal.ts'
import { stamp, type Stamp } from '../book/stamp.ts'
import { askingDeployment, isRefused, reachFault } from '../strategy/cause.ts'
import { TRANSITIONS } from './transitions.ts'

export function decideCancelOrder(book: Book, command: CancelOrder): Outcome {
  const asking = askingDeployment(book, command)
  if (isRefused(asking)) return asking
  const order = book.orders.get(command.orderId)
  if (order === undefined) return notFound('orderId')
  const foreign = reachFault(order, asking)
  if (foreign !== null) return foreign
  if (TRANSITIONS[order.status].CANCEL === 'REFUSE') {
    return badInput('orderId', `is ${order.status}; only working orders can be canceled`)
  }
  const events = needsCancel(order)
    ? [
        {
          ...cancelRequest(stamp(book, command), order, `requested by ${command.actor.name}`),
          ...(asking === null ? {} : { cause: asking.cause }),
        },
      ]
    : []
  return accept(events, { subjectId: order.id })
}

/** Every working order in scope, in order of submission; one whose cancel is already asked for is named, not asked again. */
export function decideCancelAllOrders(book: Book, command: CancelAllOrders): Outcome {
  const accountIndex = command.accountId === null ? null : book.accountIndexById.get(command.accountId)
  if (accountIndex === undefined) return notFound('accountId')
  const instrumentIndex =
    command.instrumentId === null ? null : book.instrumentIndexById.get(command.instrumentId)
  if (instrumentIndex === undefined) return notFound('instrumentId')

  const events: OrderCancelRequested[] = []
  const orderIds: string[] = []
  for (const order of book.workingOrders.values()) {
    if (accountIndex !== null && order.accountIndex !== accountIndex) continue
    if (instrumentIndex !== null && order.instrumentIndex !== instrumentIndex) continue
    orderIds.push(order.id)
    if (needsCancel(order))
      events.push(
        cancelRequest(stamp(book, command, events.length), order, `cancel all by ${command.actor.name}`),
      )
  }
  return accept(events, { orderIds })
}

/** True where no cancel of a working order is out yet. */
export function needsCancel(order: OrderState): boolean {
  return TRANSITIONS[order.status].CANCEL === 'TAKE' && !order.cancelRequested
}

export function cancelRequest(stamped: Stamp, order: OrderState, reason: string): OrderCancelRequested {
  return { type: 'OrderCancelRequested', ...stamped, orderId: order.id, reason }
}
