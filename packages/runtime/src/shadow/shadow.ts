/**
 * The face of shadow trading: what simulated orders on a live account's market would have come to, how far the simulation strayed
 * from it, and what must hold before an account moves on.
 */
import type { CapitalStage } from '@quarterdeck/engine'
import type { Asking } from '../research/research.ts'

/** One shadow order beside what the real market printed after it. */
export interface ShadowScore {
  readonly orderId: string
  readonly accountId: string
  readonly instrumentId: string
  readonly strategyId: string | null
  readonly side: 'BUY' | 'SELL'
  readonly quantity: string
  /** What the simulated venue filled, and at which average. */
  readonly simulatedQuantity: string
  readonly simulatedPrice: string | null
  readonly simulatedAt: number | null
  /** What the real prints would have filled, counting the queue that was displayed before it. */
  readonly printedQuantity: string
  readonly printedPrice: string | null
  readonly printedAt: number | null
  /** Lots that were displayed at its price when it joined and had not traded yet. */
  readonly queueAhead: string
}

export interface ShadowDrift {
  readonly orders: number
  /** What the simulation filled, as a multiple of what the market would have; each order counts by its share. Null: the market would have filled nothing. */
  readonly fillRatio: number | null
  /** Simulated price less the market's, worse is positive, in basis points, weighted by the share of an order that both filled; null: nothing to compare. */
  readonly priceDriftBps: number | null
  /** Median of simulated less printed time of the first fill, milliseconds; null: nothing to compare. */
  readonly timeDriftMs: number | null
}

export interface ShadowReport {
  readonly accountId: string
  readonly from: number
  readonly to: number
  readonly total: ShadowDrift
  readonly byStrategy: readonly { readonly strategyId: string; readonly drift: ShadowDrift }[]
  readonly scores: readonly ShadowScore[]
}

/** What must hold before the next stage; each with what is and what is asked. */
export interface PromotionCriterion {
  readonly name:
    | 'DAYS'
    | 'ORDERS'
    | 'FILL_RATIO'
    | 'PRICE_DRIFT'
    | 'NO_OPEN_BREAK'
    | 'NO_INCIDENT'
    | 'DRAWDOWN'
  readonly observed: string
  readonly required: string
  readonly met: boolean
  /** Whether it could be told; what cannot is not met. */
  readonly known: boolean
}

/** Versioned; kept with who set it. */
export interface PromotionPolicy {
  readonly version: number
  readonly daysInStage: number
  readonly ordersInStage: number
  readonly fillRatioMin: number
  readonly fillRatioMax: number
  readonly priceDriftBpsMax: number
  readonly drawdownMaxShare: number
}

export interface Shadow {
  /** Scores of the account's shadow orders of the last `days` (1 to 90). */
  report(organizationId: string, accountId: string, days: number): Promise<ShadowReport>
  /** What the policy asks of the account before its next stage. */
  criteria(organizationId: string, accountId: string): Promise<readonly PromotionCriterion[]>
  /** Throws a RequestFault that names what is not met, where the account would move up to the stage. */
  demand(organizationId: string, accountId: string, stagePercent: CapitalStage): Promise<void>
  policy(organizationId: string): Promise<PromotionPolicy>
  /** Throws a RequestFault where `version` is not the newest: somebody changed it meanwhile. */
  setPolicy(asking: Asking, policy: PromotionPolicy): Promise<void>
}
