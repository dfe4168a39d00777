/**
 * What an order sets aside: its worst case in cash (`orderReservation` of the risk room) when it is accepted, shrinking with
 * what it uses up, released when it ends. Rules: SPEC.md, OR-32, OR-34.
 */

import type { Money, OrderState, PendingReplace, Requirement } from '../book/book.ts'
import { divideCeiling } from '../number/rounding.ts'
import { openLots } from './open-lots.ts'

/** The share of a requirement that `lots` still need: exact, rounded up, all of it for all the lots. */
export function shareOf(requirement: Requirement, lots: number): Money {
  if (lots <= 0 || requirement.lots <= 0) return 0n
  return divideCeiling(requirement.money * BigInt(lots), BigInt(requirement.lots))
}

/** What of an order decides what it sets aside. */
export interface Reserving {
  readonly executedLots: number
  readonly filledLots: number
  readonly quantityLots: number
  readonly requirement: Requirement
  readonly pendingReplace: PendingReplace | null
  readonly endedAs: OrderState['endedAs']
}

/** What the order sets aside: nothing once it has ended, the larger of both versions while a replace is pending. */
export function reservedFor(order: Reserving): Money {
  if (order.endedAs !== null) return 0n
  const now = shareOf(order.requirement, openLots(order, order.quantityLots))
  const pending = order.pendingReplace
  if (pending === null) return now
  const then = shareOf(pending.requirement, openLots(order, pending.quantityLots))
  return then > now ? then : now
}
