/**
 * What an order may need in cash for its lots that open or add: its worst case, lot by lot. Which of its lots those are depends
 * on the position and on the orders beside it (reservation.ts). Rules: SPEC.md, OR-32, OR-34.
 */

import type { Money, OrderState, PendingReplace, Requirement } from '../book/book.ts'
import { divideCeiling, largerOf } from '../number/rounding.ts'
import { openLots } from './open-lots.ts'

/** The share of a requirement that `lots` still need: exact, rounded up, all of it for all the lots. */
export function shareOf(requirement: Requirement, lots: number): Money {
  if (lots <= 0 || requirement.lots <= 0) return 0n
  if (lots === requirement.lots) return requirement.money
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

/**
 * What the order sets aside where `closing` of its lots close: nothing once it has ended, the larger of both versions while a
 * replace is pending. The version with fewer lots opens fewer.
 */
export function reservedFor(order: Reserving, closing: number): Money {
  if (order.endedAs !== null) return 0n
  const now = shareOf(order.requirement, openLots(order, order.quantityLots) - closing)
  const pending = order.pendingReplace
  if (pending === null) return now
  return largerOf(now, shareOf(pending.requirement, openLots(order, pending.quantityLots) - closing))
}

/** True where a lot of `a` may need more cash than one of `b`. */
export function isDearer(a: Reserving, b: Reserving): boolean {
  const [x, y] = [dearest(a), dearest(b)]
  return x.money * BigInt(y.lots) > y.money * BigInt(x.lots)
}

const NOTHING: Requirement = { money: 0n, lots: 1 }

/** The version of the order whose lots need the most. */
function dearest({ requirement, pendingReplace }: Reserving): Requirement {
  const now = requirement.lots > 0 ? requirement : NOTHING
  const then =
    pendingReplace === null || pendingReplace.requirement.lots <= 0 ? now : pendingReplace.requirement
  return then.money * BigInt(now.lots) > now.money * BigInt(then.lots) ? then : now
}
