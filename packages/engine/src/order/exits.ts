/**
 * The two exits of a bracket: of an order that takes the profit and one that stops the loss only one is to fill, so their lots
 * count once, where they count at all; and when one has filled, the other's cancel is asked for in the same decision.
 *
 * The link is given by the engine, not by who asks: to a limit order and a stop of one bracket, side and strategy, that together
 * only reduce the position. Everything else counts in full. Rules: SPEC.md, OR-44, OR-45.
 */

import type { OrderType, Side } from '@quarterdeck/sdk'
import type { Book, OrderState } from '../book/book.ts'
import { openLots, usedLots, workingLots } from './open-lots.ts'

/** What says whether an order stands beside another. */
export interface Exit {
  readonly exitOf: string | null
  readonly strategyId: string | null
  readonly side: Side
  readonly orderType: OrderType
}

export function areExits(a: Exit, b: Exit): boolean {
  return a.exitOf !== null && a.exitOf === b.exitOf && a.strategyId === b.strategyId && a.side === b.side
}

/** Lots that work on the other exits of an order's bracket: what of its own is counted with them already. */
export function linkedLots(book: Book, order: OrderState): number {
  if (order.exitOf === null) return 0
  let lots = 0
  for (const other of book.workingAt[order.positionIndex]?.orders ?? [])
    if (other !== order && areExits(other, order)) lots = Math.max(lots, workingLots(other))
  return lots
}

/** Lots that an order adds to what works on its side. */
export function countedLots(book: Book, order: OrderState): number {
  return Math.max(0, workingLots(order) - linkedLots(book, order))
}

/** Lots on the exits of a bracket that a new order would stand beside; null: it may not, it would be a second one of its kind. */
export function lotsBeside(book: Book, positionIndex: number, exit: Exit): number | null {
  if (exit.exitOf === null || exit.orderType === 'MARKET') return null
  let lots = 0
  for (const other of book.workingAt[positionIndex]?.orders ?? []) {
    if (!areExits(other, exit)) continue
    if ((other.orderType === 'LIMIT') === (exit.orderType === 'LIMIT')) return null
    lots = Math.max(lots, workingLots(other))
  }
  return lots
}

const NONE: readonly OrderState[] = []

/** Exits that have nothing left to do once an execution has filled an order of their bracket. */
export function exitsBeside(book: Book, order: OrderState, executed: number): readonly OrderState[] {
  if (order.exitOf === null || openLots(order, order.quantityLots) > executed) return NONE
  return (book.workingAt[order.positionIndex]?.orders ?? []).filter(
    (other) => other !== order && areExits(other, order) && usedLots(other) < other.quantityLots,
  )
}
