/**
 * What the working orders of a position set aside together: enough for whatever order they execute in.
 *
 * As many lots as oppose the position close it, and need no cash; which ones, only the venue knows. So those that need least are
 * taken to close, and the dearest to open: no execution leaves less set aside than the rest may need. Rules: SPEC.md OR-34.
 */

import { SIDES } from '@quarterdeck/sdk'
import type { Side } from '@quarterdeck/sdk'
import type { Book, Money, OrderState, PositionState, WorkingAt } from '../book/book.ts'
import { cashOf } from '../ledger/book-postings.ts'
import { workingLots } from './open-lots.ts'
import { areExits, type Exit } from './exits.ts'
import { isDearer, reservedFor, type Reserving } from './requirement.ts'
import { isFinal } from './status.ts'

/** Lots of a position that orders of this side would close. */
export function opposingLots(position: Pick<PositionState, 'lots'>, side: Side): number {
  return Math.max(0, side === 'BUY' ? -position.lots : position.lots)
}

/** Of these, the lots that our orders can close: what others' orders close first is not ours to count on. */
function closableLots(position: PositionState, side: Side): number {
  const foreign = side === 'BUY' ? position.foreignBuyLots : position.foreignSellLots
  return Math.max(0, opposingLots(position, side) - foreign)
}

/** Notes which sides of a position our orders close; derived. */
export function noteOpposed(atWork: WorkingAt, position: PositionState): void {
  for (const side of SIDES) atWork.opposed[side] = closableLots(position, side) > 0
}

/** What an order is to the reservation of its side. */
export interface Reserved {
  readonly order: Reserving & Exit
  /** Lots that it may still trade. */
  readonly lots: number
}

/** Sets aside anew what the position's orders need after one of them changed; null: only the position, or others' orders, did. */
export function reservePosition(book: Book, position: PositionState, changed: OrderState | null): void {
  const atWork = book.workingAt[position.index]
  if (changed !== null && isFinal(changed.status)) setReserved(book, changed, 0n)
  if (atWork === undefined) return
  for (const side of SIDES) {
    const opposing = closableLots(position, side)
    const wasOpposed = atWork.opposed[side]
    atWork.opposed[side] = opposing > 0
    if (atWork.orders.length === 0) continue
    // Where nothing closes, and nothing did, no order's share depends on another's.
    if (opposing === 0 && !wasOpposed) {
      if (changed !== null && changed.side === side && !isFinal(changed.status))
        setReserved(book, changed, reservedFor(changed, 0))
      continue
    }
    const [only] = atWork.orders
    if (only !== undefined && atWork.orders.length === 1) {
      if (only.side === side)
        setReserved(book, only, reservedFor(only, Math.min(opposing, workingLots(only))))
      continue
    }
    const orders = atWork.orders.filter((order) => order.side === side)
    const closing = closings(
      orders.map((order) => ({ order, lots: workingLots(order) })),
      opposing,
    )
    for (const [place, order] of orders.entries())
      setReserved(book, order, reservedFor(order, closing[place] ?? 0))
  }
}

const NONE: readonly OrderState[] = []

/** Lists an order among those that work on its position, in order of submission. */
export function listAtWork(book: Book, order: OrderState): void {
  const atWork = (book.workingAt[order.positionIndex] ??= {
    orders: NONE,
    opposed: { BUY: false, SELL: false },
  })
  const { orders } = atWork
  let place = orders.length
  while (place > 0 && orders[place - 1]!.seq > order.seq) place -= 1
  atWork.orders = place === 0 && orders.length === 0 ? [order] : orders.toSpliced(place, 0, order)
}

export function unlistAtWork(book: Book, order: OrderState): void {
  const atWork = book.workingAt[order.positionIndex]
  const place = atWork === undefined ? -1 : atWork.orders.indexOf(order)
  if (atWork === undefined || place < 0) return
  atWork.orders = atWork.orders.length === 1 ? NONE : atWork.orders.toSpliced(place, 1)
}

/** How many lots of each order close, where `opposing` lots can be closed: those of the cheapest first. */
export function closings(orders: readonly Reserved[], opposing: number): readonly number[] {
  if (orders.length === 1) return [Math.min(opposing, orders[0]!.lots)]
  const closing = orders.map(() => 0)
  if (opposing === 0) return closing
  const places = orders.map((_, place) => place)
  places.sort((a, b) => compare(orders[a]!.order, orders[b]!.order))
  let left = opposing
  for (const [rank, place] of places.entries()) {
    const one = orders[place]!
    // What the other exit of its bracket closes, this one may close in its stead.
    let shared = 0
    for (const before of places.slice(0, one.order.exitOf === null ? 0 : rank))
      if (areExits(orders[before]!.order, one.order)) shared = Math.max(shared, closing[before]!)
    const lots = Math.min(left + shared, one.lots)
    closing[place] = lots
    left -= Math.max(0, lots - shared)
  }
  return closing
}

/** Lots of orders of one side, those of two exits once. */
export function lotsTogether(orders: readonly Reserved[]): number {
  let sum = 0
  for (const [place, { order, lots }] of orders.entries()) {
    let shared = 0
    for (const before of orders.slice(0, order.exitOf === null ? 0 : place))
      if (areExits(before.order, order)) shared = Math.max(shared, before.lots)
    sum += Math.max(0, lots - shared)
  }
  return sum
}

function compare(a: Reserving, b: Reserving): number {
  if (isDearer(a, b)) return 1
  return isDearer(b, a) ? -1 : 0
}

function setReserved(book: Book, order: OrderState, reserved: Money): void {
  if (order.reserved === reserved) return
  const account = book.accounts[order.accountIndex]
  const instrument = book.instruments[order.instrumentIndex]
  if (account === undefined || instrument === undefined)
    throw new Error(`Invariant: order ${order.id} has an account and an instrument`)
  cashOf(account, instrument.terms.currency).reservedForOrders += reserved - order.reserved
  order.reserved = reserved
}
