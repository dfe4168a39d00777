/** Orders brought into each status, and each thing that an order can be told: the two axes of the transition table. */

import type { OrderStatus } from '@quarterdeck/sdk'
import type { Outcome } from './engine.ts'
import { desk, fillOf, type World } from './given.ts'

export interface Placed {
  readonly world: World
  readonly accountId: string
  readonly orderId: string
}

const LOTS = 10

/** A world with one order of ten lots in the status, reached the usual way; working ones have two lots filled where they can. */
export function orderIn(status: OrderStatus): Placed {
  const { world, accountId } = desk()
  if (status === 'REJECTED') return { world, accountId, orderId: submitAnd(world, accountId, ['REJECTED']) }
  const steps: Readonly<Record<Exclude<OrderStatus, 'REJECTED'>, readonly Step[]>> = {
    PENDING_NEW: [],
    NEW: ['ACCEPTED'],
    PARTIALLY_FILLED: ['ACCEPTED', 'FILL'],
    FILLED: ['ACCEPTED', 'FILL', 'FILL_REST'],
    PENDING_CANCEL: ['ACCEPTED', 'FILL', 'CANCEL'],
    CANCELED: ['ACCEPTED', 'FILL', 'CANCELED'],
    PENDING_REPLACE: ['ACCEPTED', 'FILL', 'REPLACE'],
    EXPIRED: ['ACCEPTED', 'FILL', 'EXPIRED'],
    UNKNOWN: ['UNKNOWN'],
  }
  return { world, accountId, orderId: submitAnd(world, accountId, steps[status]) }
}

export const INPUTS = [
  'ACCEPTED',
  'REJECTED',
  'FILL',
  'FILL_REST',
  'CANCELED',
  'CANCEL_REJECTED',
  'EXPIRED',
  'REPLACED',
  'REPLACE_REJECTED',
  'UNKNOWN',
  'TRIGGERED',
  'BUSTED',
  'CORRECTED',
  'CANCEL',
  'REPLACE',
] as const
export type Step = (typeof INPUTS)[number]

function submitAnd(world: World, accountId: string, steps: readonly Step[]): string {
  const orderId = world.submit({ accountId, quantityLots: LOTS })
  for (const step of steps) tell(world, orderId, step)
  return orderId
}

let executions = 0

/** Tells the order one thing. FILL is two new lots, FILL_REST what is left; BUSTED and CORRECTED are about its first execution. */
export function tell(world: World, orderId: string, step: Step): Outcome {
  const order = world.order(orderId)
  const reason = 'said so'
  const first = order.fills[0]?.execId ?? 'never-seen'
  switch (step) {
    case 'ACCEPTED':
      return world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    case 'FILL':
      return world.report(fillOf(orderId, `e${++executions}`, 2))
    case 'FILL_REST':
      return world.report(fillOf(orderId, `e${++executions}`, LOTS - order.filledLots || 1))
    case 'REPLACED':
      return world.report({ kind: 'REPLACED', orderId, quantityLots: 8, limitTicks: 10_000, stopTicks: null })
    case 'BUSTED':
      return world.report({ kind: 'BUSTED', orderId, execId: first, reason })
    case 'CORRECTED':
      return world.report({
        ...fillOf(orderId, `e${++executions}`, 1),
        kind: 'CORRECTED',
        replacesExecId: first,
      })
    case 'CANCEL':
      return world.when({ type: 'CancelOrder', orderId })
    case 'REPLACE':
      return world.when({
        type: 'ReplaceOrder',
        orderId,
        idempotencyKey: 'k',
        quantityLots: 8,
        limitTicks: null,
        stopTicks: null,
      })
    default:
      return world.report({ kind: step, orderId, reason })
  }
}

/** What came of it in one line: events (or the refusal's code) and the status that follows. */
export function answerOf(world: World, orderId: string, outcome: Outcome): string {
  const what =
    outcome.kind === 'REFUSED'
      ? outcome.code
      : outcome.events
          .map((event) => (event.type === 'AlertRaised' ? event.kind : event.type.replace(/^Order/, '')))
          .join('+') || '-'
  return `${what} > ${world.order(orderId).status}`
}
