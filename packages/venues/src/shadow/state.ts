/** A pretended order and what the real market has made of it so far. */

import type { Micros } from '@quarterdeck/engine'
import type { OrderType, Side, TimeInForce } from '@quarterdeck/sdk'
import type { Touch } from './market.ts'

/** The order as it would have been sent. */
export interface ShadowOrder {
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  readonly lots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  /** When it would have reached the venue: what happens up to then only tells it the market. */
  readonly placedAt: Micros
}

/** WAITING: it has not reached the venue. ARMED: a stop that nothing has set off. DONE: nothing more can come of it. */
export type ShadowPhase = 'WAITING' | 'ARMED' | 'RESTING' | 'DONE'

/** A score as it is carried from event to event: plain data, of bounded size. */
export interface ShadowState {
  readonly order: ShadowOrder
  readonly phase: ShadowPhase
  readonly filledLots: number
  /** Sum of ticks times lots, exact: the average price is this by filledLots. */
  readonly filledTickLots: bigint
  readonly firstFillAt: Micros | null
  readonly lastFillAt: Micros | null
  /** Lots that still stand in front of it at its price; null: not known until the market comes to its price. */
  readonly queueAhead: number | null
  /** The same when it was first known: what it had to wait for; null: it never was. */
  readonly queueAtJoin: number | null
  /** Lots of what is displayed now, at its price or better, that it has taken already. */
  readonly taken: number
  readonly bid: Touch | null
  readonly ask: Touch | null
}

/** Lots that it still wants. */
export function openLots({ order, filledLots }: ShadowState): number {
  return order.lots - filledLots
}

/** The touch that it would trade with. */
export function facing({ order, bid, ask }: ShadowState): Touch | null {
  return order.side === 'BUY' ? ask : bid
}

/** The touch that it would stand at. */
export function beside({ order, bid, ask }: ShadowState): Touch | null {
  return order.side === 'BUY' ? bid : ask
}

/** How far a price is beyond another for who has to pay it: positive is worse for the order. */
export function worseBy({ order }: ShadowState, ticks: number, than: number): number {
  return order.side === 'BUY' ? ticks - than : than - ticks
}

/** Whether the order would trade at a price; without a limit it would at any. */
export function wouldTradeAt(state: ShadowState, ticks: number): boolean {
  const { limitTicks } = state.order
  return limitTicks === null || worseBy(state, ticks, limitTicks) <= 0
}

/** Fills some of what is open at a price. */
export function filled(
  state: ShadowState,
  { lots, ticks, at }: { readonly lots: number; readonly ticks: number; readonly at: Micros },
): ShadowState {
  if (lots <= 0) return state
  const filledLots = state.filledLots + lots
  return {
    ...state,
    phase: filledLots >= state.order.lots ? 'DONE' : state.phase,
    filledLots,
    filledTickLots: state.filledTickLots + BigInt(lots) * BigInt(ticks),
    firstFillAt: state.firstFillAt ?? at,
    lastFillAt: at,
  }
}

/** Keeps what stands in front of the order now, and for good what did when that was first known. */
export function queued(state: ShadowState, queueAhead: number | null): ShadowState {
  return { ...state, queueAhead, queueAtJoin: state.queueAtJoin ?? queueAhead }
}
