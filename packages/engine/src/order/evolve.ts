/** What an order's own events change: how it enters the book, what it asks for, how it ends. Fills are in fill.ts. */

import { decimalUnits } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, ORDER_RATE_RING, type AccountState, type Book, type OrderState } from '../book/book.ts'
import type {
  OrderAccepted,
  OrderBlocked,
  OrderCancelRejected,
  OrderCancelRequested,
  OrderCanceled,
  OrderConfirmed,
  OrderExpired,
  OrderMarkedUnknown,
  OrderRejected,
  OrderReplaceBlocked,
  OrderReplaceRejected,
  OrderReplaceRequested,
  OrderReplaced,
  OrderTriggered,
} from '../book/event.ts'
import type { Micros } from '../book/command.ts'
import { deploymentOf } from '../strategy/evolve.ts'
import { noteRequest } from '../strategy/requests.ts'
import type { OrderCause } from '../strategy/terms.ts'
import { openPosition } from '../position/open-position.ts'
import { openLots } from './open-lots.ts'
import { changeOrder, enterOrder, leaveCounts, orderOf, placeOf, standAnew } from './standing.ts'
import { replaceTerms } from './replace-terms.ts'

/**
 * An accepted order enters as PENDING_NEW, a blocked one as REJECTED: both exist, and both count in the order rate. The decision
 * stays in the event: nothing that is decided later reads it, and a book of a million orders has no room for it.
 */
export function evolveOrderEntered(book: Book, event: OrderAccepted | OrderBlocked): void {
  const { terms, decision } = event
  const accountIndex = book.accountIndexById.get(terms.accountId)
  const instrumentIndex = book.instrumentIndexById.get(terms.instrumentId)
  const account = accountIndex === undefined ? undefined : book.accounts[accountIndex]
  if (account === undefined || instrumentIndex === undefined) {
    throw new Error(`Invariant: order ${event.orderId} names an account and an instrument of its book`)
  }
  const blocked = event.type === 'OrderBlocked'
  const { quantityLots, limitTicks, stopTicks, requestedMode } = terms
  const money = blocked ? 0n : decimalUnits(neededBy(event), MONEY_SCALE)
  const order: OrderState = {
    id: event.orderId,
    seq: event.seq,
    accountIndex: account.index,
    instrumentIndex,
    positionIndex: openPosition(book, account.index, instrumentIndex).index,
    clientOrderId: terms.clientOrderId,
    side: terms.side,
    orderType: terms.orderType,
    timeInForce: terms.timeInForce,
    submitted: { quantityLots, limitTicks, stopTicks, requestedMode },
    requestedMode,
    effectiveMode: decision.effectiveMode,
    strategyId: terms.strategyId,
    deploymentId: event.cause?.deploymentId ?? event.onBehalfOf ?? null,
    cause: event.cause ?? null,
    exitOf: event.type === 'OrderAccepted' ? (event.exitOf ?? null) : null,
    actor: event.actor,
    quantityLots,
    limitTicks,
    stopTicks,
    filledLots: 0,
    filledTickLots: 0n,
    executedLots: 0,
    status: 'PENDING_NEW',
    venueOrderId: null,
    endedAs: blocked ? 'REJECTED' : null,
    unknown: false,
    triggered: false,
    voidedEarly: [],
    pendingReplace: null,
    replaceKeys: null,
    cancelRequested: false,
    requirement: { money, lots: quantityLots },
    reserved: 0n,
    fills: [],
    endReason: blocked ? decision.summary : null,
    createdAt: event.at,
    updatedAt: event.at,
  }
  enterOrder(book, order)
  countRequest(book, account, event)
}

/** What the order needs if all of its lots open. */
function neededBy(event: OrderAccepted): Decimal {
  return event.reserved === undefined ? event.requirement : (event.requirement ?? event.reserved)
}

/** Orders and replacements, blocked ones too: all are requests in the order rate (RK-14), and in their deployment's. */
function countRequest(
  book: Book,
  account: AccountState,
  { at, cause }: { readonly at: Micros; readonly cause?: OrderCause },
): void {
  account.orderTimes[account.orderTimesHead % ORDER_RATE_RING] = at
  account.orderTimesHead++
  if (cause !== undefined) noteRequest(deploymentOf(book, cause.deploymentId), at)
}

export function evolveOrderConfirmed(book: Book, event: OrderConfirmed): void {
  const order = orderOf(book, event.orderId)
  leaveCounts(book, order)
  order.venueOrderId = event.venueOrderId
  order.unknown = false
  standAnew(book, order, event.at)
}

export function evolveOrderEnded(book: Book, event: OrderCanceled | OrderExpired | OrderRejected): void {
  const order = orderOf(book, event.orderId)
  if (order.endedAs !== null)
    throw new Error(`Invariant: order ${order.id} ends once, not as ${order.endedAs} and ${event.type}`)
  changeOrder(book, order, event.at, () => {
    order.endedAs =
      event.type === 'OrderCanceled' ? 'CANCELED' : event.type === 'OrderExpired' ? 'EXPIRED' : 'REJECTED'
    order.endReason = event.reason
    order.unknown = false
    order.cancelRequested = false
  })
}

export function evolveOrderMarkedUnknown(book: Book, event: OrderMarkedUnknown): void {
  const order = orderOf(book, event.orderId)
  changeOrder(book, order, event.at, () => {
    order.unknown = true
  })
}

export function evolveOrderTriggered(book: Book, event: OrderTriggered): void {
  const order = orderOf(book, event.orderId)
  changeOrder(book, order, event.at, () => {
    order.triggered = true
  })
}

export function evolveCancel(book: Book, event: OrderCancelRequested | OrderCancelRejected): void {
  const order = orderOf(book, event.orderId)
  changeOrder(book, order, event.at, () => {
    order.cancelRequested = event.type === 'OrderCancelRequested'
  })
}

export function evolveReplaceRequested(book: Book, event: OrderReplaceRequested): void {
  const order = orderOf(book, event.orderId)
  const { idempotencyKey, quantityLots, limitTicks, stopTicks } = event
  const money = decimalUnits(event.requirement, MONEY_SCALE)
  changeOrder(book, order, event.at, () => {
    const requirement = { money, lots: openLots(order, quantityLots) }
    order.pendingReplace = { idempotencyKey, quantityLots, limitTicks, stopTicks, requirement }
  })
  keepReplaceRequest(book, order, event)
}

/** The order works on as it was; the key is kept, so that a repeat gets the same answer. */
export function evolveReplaceBlocked(book: Book, event: OrderReplaceBlocked): void {
  keepReplaceRequest(book, orderOf(book, event.orderId), event)
}

function keepReplaceRequest(
  book: Book,
  order: OrderState,
  event: OrderReplaceRequested | OrderReplaceBlocked,
): void {
  countRequest(book, placeOf(book, order).account, event)
  order.replaceKeys ??= new Map()
  order.replaceKeys.set(event.idempotencyKey, replaceTerms(event.asked))
}

export function evolveReplaced(book: Book, event: OrderReplaced): void {
  const order = orderOf(book, event.orderId)
  changeOrder(book, order, event.at, () => {
    const pending = order.pendingReplace
    if (pending === null) throw new Error(`Invariant: order ${order.id} had a replace pending`)
    order.quantityLots = event.quantityLots
    order.limitTicks = event.limitTicks
    order.stopTicks = event.stopTicks
    order.requirement = pending.requirement
    order.pendingReplace = null
  })
}

export function evolveReplaceRejected(book: Book, event: OrderReplaceRejected): void {
  const order = orderOf(book, event.orderId)
  changeOrder(book, order, event.at, () => {
    order.pendingReplace = null
  })
}
