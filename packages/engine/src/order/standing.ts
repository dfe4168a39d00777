/**
 * Keeps what others read of an order in step with it: its status, its reservation, its position's working lots, its account's
 * count and the list of working orders. Every change of an order goes through `changeOrder`.
 */

import { decimalUnits } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import {
  MONEY_SCALE,
  type AccountState,
  type Book,
  type InstrumentState,
  type OrderState,
  type PositionState,
} from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import { refreshAccount, refreshPosition } from '../risk/rows.ts'
import { countedLots } from './exits.ts'
import { listAtWork, reservePosition, unlistAtWork } from './reservation.ts'
import { isFinal, statusOf } from './status.ts'

/** The order's surroundings; an order without them breaks an invariant. */
export interface OrderPlace {
  readonly account: AccountState
  readonly instrument: InstrumentState
  readonly position: PositionState
}

export function placeOf(book: Book, order: OrderState): OrderPlace {
  const account = book.accounts[order.accountIndex]
  const instrument = book.instruments[order.instrumentIndex]
  const position = book.positions[order.positionIndex]
  if (account === undefined || instrument === undefined || position === undefined) {
    throw new Error(`Invariant: order ${order.id} has an account, an instrument and a position`)
  }
  return { account, instrument, position }
}

/** The order of an event; an event of an unknown order breaks an invariant. */
export function orderOf(book: Book, orderId: string): OrderState {
  const order = book.orders.get(orderId)
  if (order === undefined) throw new Error(`Invariant: order ${orderId} of an event is in the book`)
  return order
}

/** Adds a new order with all that follows from it. */
export function enterOrder(book: Book, order: OrderState): void {
  book.orders.add(order)
  restate(book, order)
  if (isFinal(order.status)) return
  book.workingOrders.add(order)
  listAtWork(book, order)
}

/** Changes an order and all that follows from it. */
export function changeOrder(book: Book, order: OrderState, at: Micros, change: () => void): void {
  leaveCounts(book, order)
  change()
  standAnew(book, order, at)
}

/** Takes an order out of what it counts for, before it changes. `standAnew` must follow. */
export function leaveCounts(book: Book, order: OrderState): void {
  count(book, order, -1)
}

/** Everything that follows from a change of an order. */
export function standAnew(book: Book, order: OrderState, at: Micros): void {
  order.updatedAt = at
  restate(book, order)
  const listed = book.workingOrders.has(order.id)
  if (listed && isFinal(order.status)) {
    book.workingOrders.remove(order)
    unlistAtWork(book, order)
  }
  if (!listed && !isFinal(order.status)) {
    book.workingOrders.add(order)
    listAtWork(book, order)
  }
}

function restate(book: Book, order: OrderState): void {
  order.status = statusOf(order)
  count(book, order, 1)
}

/** Adds (1) or takes out (-1) what the order counts for, as it stands. */
function count(book: Book, order: OrderState, sign: 1 | -1): void {
  const { account, position } = placeOf(book, order)
  const lots = countedLots(book, order) * sign
  if (order.side === 'BUY') position.workingBuyLots += lots
  else position.workingSellLots += lots
  if (!isFinal(order.status)) account.openOrderCount += sign
}

/** Lets reservations and risk rows follow an order's account and position. */
export function refreshOrder(book: Book, orderId: string): void {
  const order = orderOf(book, orderId)
  reservePosition(book, placeOf(book, order).position, order)
  refreshPosition(book, order.positionIndex)
  refreshAccount(book, order.accountIndex)
}

/** What an acceptance says to set aside is what the books come to: seen from both sides, or somebody is wrong. */
export function assertReserved(
  book: Book,
  event: { readonly orderId: string; readonly reserved?: Decimal | undefined },
): void {
  if (event.reserved === undefined) return
  const { reserved } = orderOf(book, event.orderId)
  if (decimalUnits(event.reserved, MONEY_SCALE) === reserved) return
  throw new Error(`Invariant: order ${event.orderId} reserves what its event says, ${event.reserved}`)
}
