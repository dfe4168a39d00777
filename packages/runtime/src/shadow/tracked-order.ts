/**
 * One shadow order on its way: what the simulated venue makes of it, and beside it what the real market would have made.
 *
 * Pure but for nothing: each function gives the next state. The market is followed past the simulation's own end, for as long as
 * the order would have stood.
 */
import type { EngineEvent, Micros } from '@quarterdeck/engine'
import {
  advanceScore,
  beginScore,
  type ShadowEvent,
  type ShadowOrder,
  type ShadowState,
} from '@quarterdeck/venues'

/** An order that the simulation filled is followed so much longer: by then the real market came to its price, or it did not. */
export const FOLLOW_AFTER_FILL: Micros = 3_600_000_000

export interface TrackedOrder {
  readonly orderId: string
  readonly organizationId: string
  readonly accountId: string
  readonly instrumentId: string
  readonly strategyId: string | null
  /** As ordered first. */
  readonly quantityLots: number
  readonly simulatedLots: number
  /** Sum of ticks times lots. */
  readonly simulatedTickLots: bigint
  /** Of the first fill. */
  readonly simulatedAt: Micros | null
  readonly printed: ShadowState
  /** When following it ends; null: the order works. */
  readonly endsAt: Micros | null
  /** Whether a part of the market was not seen, because nobody watched. */
  readonly gap: boolean
}

type Accepted = Extract<EngineEvent, { type: 'OrderAccepted' }>

export function trackOrder(organizationId: string, event: Accepted): TrackedOrder {
  const { side, orderType, timeInForce, quantityLots, limitTicks, stopTicks, ...terms } = event.terms
  const order: ShadowOrder = {
    side,
    orderType,
    timeInForce,
    lots: quantityLots,
    limitTicks,
    stopTicks,
    placedAt: event.at,
  }
  return {
    orderId: event.orderId,
    organizationId,
    accountId: terms.accountId,
    instrumentId: terms.instrumentId,
    strategyId: terms.strategyId,
    quantityLots,
    simulatedLots: 0,
    simulatedTickLots: 0n,
    simulatedAt: null,
    printed: beginScore(order),
    endsAt: null,
    gap: false,
  }
}

/** After an event of the book; the same object where it means nothing to the order. */
export function afterBook(tracked: TrackedOrder, event: EngineEvent): TrackedOrder {
  switch (event.type) {
    case 'OrderFilled': {
      const simulatedLots = tracked.simulatedLots + event.lots
      return {
        ...tracked,
        simulatedLots,
        simulatedTickLots: tracked.simulatedTickLots + BigInt(event.lots) * BigInt(event.priceTicks),
        simulatedAt: tracked.simulatedAt ?? event.at,
        endsAt: simulatedLots >= tracked.printed.order.lots ? event.at + FOLLOW_AFTER_FILL : tracked.endsAt,
      }
    }
    case 'OrderReplaced': {
      const { at, quantityLots: lots, limitTicks } = event
      return afterMarket(tracked, { kind: 'RETERMED', at, lots, limitTicks })
    }
    case 'OrderCanceled':
    case 'OrderExpired':
    case 'OrderRejected':
      return { ...afterMarket(tracked, { kind: 'ENDED', at: event.at }), endsAt: event.at }
    default:
      return tracked
  }
}

export function afterMarket(tracked: TrackedOrder, event: ShadowEvent): TrackedOrder {
  const printed = advanceScore(tracked.printed, event)
  return printed === tracked.printed ? tracked : { ...tracked, printed }
}

/** Whether nothing more can come of it: both sides have ended, or it was followed long enough. */
export function isOver({ printed, endsAt }: TrackedOrder, at: Micros): boolean {
  return endsAt !== null && (printed.phase === 'DONE' || at >= endsAt)
}

/** A state as text: sums keep all their digits, and a size that nobody named stays unnamed. */
export function encodeState(state: ShadowState): string {
  return JSON.stringify({ ...state, filledTickLots: String(state.filledTickLots), bid: null, ask: null })
}

/** The state back; what the market shows now has to be seen anew. */
export function decodeState(text: string): ShadowState {
  const stored = JSON.parse(text) as Omit<ShadowState, 'filledTickLots'> & { readonly filledTickLots: string }
  return { ...stored, filledTickLots: BigInt(stored.filledTickLots) }
}
