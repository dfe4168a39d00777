/** An order request as the risk gate reads it: flat, with the book's indexes instead of names; callers may reuse one object. */

import type { Mode, OrderType, Side, TimeInForce } from '@quarterdeck/sdk'
import type { Book, OrderState, PositionState } from '../book/book.ts'
import { openLots, workingLots } from '../order/open-lots.ts'

/** Health of what stands behind a live write. Each flag is false until somebody proves it true. */
export interface LiveGate {
  readonly connectionHealthy: boolean
  /** Whether our books are the venue's: nothing that differs is open. */
  readonly reconciled: boolean
  /** Whether our books were held beside the venue's word since it connected: what differs is on record, and may be open. */
  readonly compared: boolean
  readonly killSwitchesKnown: boolean
}

/** The default: nothing is known to be well. */
export const LIVE_GATE_SHUT: LiveGate = {
  connectionHealthy: false,
  reconciled: false,
  compared: false,
  killSwitchesKnown: false,
}

export interface OrderRequest {
  accountIndex: number
  instrumentIndex: number
  /** -1 where the account never traded the instrument. */
  positionIndex: number
  side: Side
  orderType: OrderType
  timeInForce: TimeInForce
  requestedMode: Mode
  /** Total lots of the order; for a replace the new total, fills included. */
  quantityLots: number
  limitTicks: number | null
  stopTicks: number | null
  strategyId: string | null
  /** The deployment that asks, whose own rate holds too; absent or null: none does. */
  deploymentId?: string | null
  /** The person accountable for it, as USER scopes name them. */
  userId: string | null
  /** The working order that this replaces; its lots and reservation are taken out first. Null for a new order. */
  replacing: OrderState | null
  /** Lots at work on the bracket's other exit, with which it counts once; absent: none. */
  linkedLots?: number
  /** The bracket whose exit it would be; absent or null: none. */
  exitOf?: string | null
  liveGate: LiveGate
}

/** Lots that the request itself could still trade. */
export function requestLots(request: OrderRequest): number {
  return request.replacing === null ? request.quantityLots : openLots(request.replacing, request.quantityLots)
}

/**
 * Lots among the position's working lots that the request stands in for: those of the order that it replaces, and what it counts
 * once with the bracket's other exit.
 */
export function replacedLots(request: OrderRequest): number {
  const replaced = request.replacing === null ? 0 : workingLots(request.replacing)
  const linked = request.linkedLots ?? 0
  if (linked === 0) return replaced
  const lots = requestLots(request)
  return Math.max(linked, replaced) - Math.max(linked, lots) + lots
}

/** The position of the pair, or null where there never was one. */
export function requestPosition(book: Book, request: OrderRequest): PositionState | null {
  return request.positionIndex < 0 ? null : (book.positions[request.positionIndex] ?? null)
}

/**
 * True where the order in the worst case (with all that works on its side) only brings the position nearer to zero.
 * A flip through zero is not a reduction.
 */
export function reducesPosition(book: Book, request: OrderRequest): boolean {
  const position = requestPosition(book, request)
  if (position === null || position.lots === 0) return false
  const buys = request.side === 'BUY'
  if (position.lots > 0 === buys) return false
  const working = buys ? position.workingBuyLots : position.workingSellLots
  return (
    BigInt(working) - BigInt(replacedLots(request)) + BigInt(requestLots(request)) <=
    BigInt(Math.abs(position.lots))
  )
}
