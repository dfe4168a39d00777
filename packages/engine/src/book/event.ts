/**
 * Events: what happened to a book. Past tense, plain JSON data, never changed once journaled. `evolve` over the events in
 * order of `seq` rebuilds the book; nothing else changes it.
 *
 * Prices are ticks, quantities lots; money is an exact decimal string in the named currency.
 */

import type { Decimal, Instrument, Liquidity, Mode, OrderType, Side, TimeInForce } from '@quarterdeck/sdk'
import type { CorporateActionApplied, OrderRestated } from '../corporate-action/terms.ts'
import type { LiveAlertKind, LiveEvent } from '../live/event.ts'
import type { IncomeKind, Micros } from './command.ts'
import type { EventBase } from './event-base.ts'
import type { Breach, BreachKind } from '../portfolio/breach.ts'
import type { DeploymentDesired, DeploymentTerms, Isolation, OrderCause } from '../strategy/terms.ts'
import type { Decision } from './decision.ts'
import type { PolicyScope, RiskLimits, SwitchScope } from './policy.ts'

export interface InstrumentListed extends EventBase {
  readonly type: 'InstrumentListed'
  readonly instrument: Instrument
}

/** Every open position in the event contract, of every account, closed at its payout. */
export interface InstrumentSettled extends EventBase {
  readonly type: 'InstrumentSettled'
  readonly instrumentId: string
  readonly payoutTicks: number
  readonly venueReference: string
  readonly settledAt: Micros
}

export interface AccountOpened extends EventBase {
  readonly type: 'AccountOpened'
  readonly accountId: string
  readonly name: string
  readonly mode: Mode
  readonly currency: string
  readonly connectionId: string | null
}

export interface FundsDeposited extends EventBase {
  readonly type: 'FundsDeposited'
  readonly accountId: string
  readonly amount: Decimal
  readonly currency: string
  readonly idempotencyKey: string
  /**
   * What the day's start and high of the account rise by, in its currency, so that money put in is no gain that hides a loss.
   * Absent where the account was not marked on that day, and in events from before this was kept.
   */
  readonly dayMarksRise?: Decimal
}

/** What holding an instrument brought (positive) or cost. The marks of the day stay: it is a gain or a loss. */
export interface IncomeBooked extends EventBase {
  readonly type: 'IncomeBooked'
  readonly accountId: string
  readonly instrumentId: string
  readonly kind: IncomeKind
  readonly amount: Decimal
  readonly currency: string
  readonly idempotencyKey: string
}

export interface CashConverted extends EventBase {
  readonly type: 'CashConverted'
  readonly accountId: string
  readonly fromCurrency: string
  readonly toCurrency: string
  readonly fromAmount: Decimal
  readonly toAmount: Decimal
  /** Units of toCurrency per unit of fromCurrency, as applied; 18 decimals, rounded half to even. */
  readonly rate: Decimal
  readonly rateInstrumentId: string
  readonly rateAt: Micros
  readonly idempotencyKey: string
}

/** The terms of an order as they were asked for: what a repeat of its clientOrderId must match. */
export interface OrderTerms {
  readonly accountId: string
  readonly instrumentId: string
  readonly clientOrderId: string
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  readonly requestedMode: Mode
  readonly strategyId: string | null
}

export type OrderAccepted = AcceptedOrder & (SetAside | NeededOnly)

interface AcceptedOrder extends EventBase {
  readonly type: 'OrderAccepted'
  readonly orderId: string
  readonly terms: OrderTerms
  readonly decision: Decision
  /** The bracket whose exit it is; absent: it stands for itself. */
  readonly exitOf?: string
  /** The decision of a deployment that it comes from; absent: no deployment's order. */
  readonly cause?: OrderCause
  /** The deployment that a person ordered for (ST-16). */
  readonly onBehalfOf?: string
}

interface SetAside {
  /** Cash set aside for it, in the instrument's currency. */
  readonly reserved: Decimal
  /** What it would need if all of its lots opened; absent where they all do: `reserved`. */
  readonly requirement?: Decimal
}

/** As journals of the first version have it: what was set aside is reckoned anew, with the orders beside it. */
interface NeededOnly {
  readonly reserved?: undefined
  readonly requirement: Decimal
}

/** Blocked by the gate: the order exists, in its final state REJECTED, with its decision. */
export interface OrderBlocked extends EventBase {
  readonly type: 'OrderBlocked'
  readonly orderId: string
  readonly terms: OrderTerms
  readonly decision: Decision
  readonly cause?: OrderCause
  readonly onBehalfOf?: string
}

export interface OrderConfirmed extends EventBase {
  readonly type: 'OrderConfirmed'
  readonly orderId: string
  readonly venueOrderId: string
}

/** The venue's refusal: final. */
export interface OrderRejected extends EventBase {
  readonly type: 'OrderRejected'
  readonly orderId: string
  readonly reason: string
}

export interface OrderFilled extends EventBase {
  readonly type: 'OrderFilled'
  readonly orderId: string
  readonly fillId: string
  readonly execId: string
  readonly lots: number
  readonly priceTicks: number
  readonly liquidity: Liquidity
  readonly fee: Decimal
  readonly venueAt: Micros
  /** True where this fill takes the order past its quantity: booked, flagged, alerted. */
  readonly overfill: boolean
}

/** The venue took a fill back; the books are as if it never was, plus this trail. */
export interface FillBusted extends EventBase {
  readonly type: 'FillBusted'
  readonly orderId: string
  readonly execId: string
  readonly reason: string
}

export interface FillCorrected extends EventBase {
  readonly type: 'FillCorrected'
  readonly orderId: string
  readonly replacesExecId: string
  readonly fillId: string
  readonly execId: string
  readonly lots: number
  readonly priceTicks: number
  readonly liquidity: Liquidity
  readonly fee: Decimal
  readonly venueAt: Micros
}

export interface OrderCancelRequested extends EventBase {
  readonly type: 'OrderCancelRequested'
  readonly orderId: string
  /** Why: a person's request, cancel-all, the kill switch that asked, or what was wanted of its deployment. */
  readonly reason: string
  readonly cause?: OrderCause
}

export interface OrderCancelRejected extends EventBase {
  readonly type: 'OrderCancelRejected'
  readonly orderId: string
  readonly reason: string
}

export interface OrderCanceled extends EventBase {
  readonly type: 'OrderCanceled'
  readonly orderId: string
  readonly reason: string
}

export interface OrderExpired extends EventBase {
  readonly type: 'OrderExpired'
  readonly orderId: string
  readonly reason: string
}

export interface OrderReplaceRequested extends EventBase {
  readonly type: 'OrderReplaceRequested'
  readonly orderId: string
  readonly idempotencyKey: string
  readonly asked: ReplaceAsked
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  readonly decision: Decision
  /** What the new version needs for the lots that it would leave open now, if they all open. */
  readonly requirement: Decimal
  readonly cause?: OrderCause
}

/** What a replace asked for, null: unchanged; what a repeat of its key must match. */
export interface ReplaceAsked {
  readonly quantityLots: number | null
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

/** The gate refused the replacement; the order works on unchanged. */
export interface OrderReplaceBlocked extends EventBase {
  readonly type: 'OrderReplaceBlocked'
  readonly orderId: string
  readonly idempotencyKey: string
  readonly asked: ReplaceAsked
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  readonly decision: Decision
  readonly cause?: OrderCause
}

export interface OrderReplaced extends EventBase {
  readonly type: 'OrderReplaced'
  readonly orderId: string
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

export interface OrderReplaceRejected extends EventBase {
  readonly type: 'OrderReplaceRejected'
  readonly orderId: string
  readonly reason: string
}

/** A stop was set off: from now on it works as the limit order that it has become, also after a restart. */
export interface OrderTriggered extends EventBase {
  readonly type: 'OrderTriggered'
  readonly orderId: string
}

/** Sent, fate unproven: counts at full size in risk until the venue's word settles it. */
export interface OrderMarkedUnknown extends EventBase {
  readonly type: 'OrderMarkedUnknown'
  readonly orderId: string
  readonly reason: string
}

export interface RiskPolicyPut extends EventBase {
  readonly type: 'RiskPolicyPut'
  readonly policyId: string
  readonly scope: PolicyScope
  readonly targetId: string | null
  readonly version: number
  readonly limits: RiskLimits
  readonly before: RiskLimits | null
}

export interface KillSwitchEngaged extends EventBase {
  readonly type: 'KillSwitchEngaged'
  readonly killSwitchId: string
  readonly scope: SwitchScope
  readonly targetId: string | null
  readonly reason: string
  readonly cancelOpenOrders: boolean
  readonly allowReduceOnly: boolean
  /** Orders in scope whose end the venue still has to confirm. */
  readonly openOrderIds: readonly string[]
}

/** An engaged switch was pressed again: the stricter of both options holds, and who pressed and why is kept, whatever changed. */
export interface KillSwitchTightened extends EventBase {
  readonly type: 'KillSwitchTightened'
  readonly killSwitchId: string
  readonly scope: SwitchScope
  readonly targetId: string | null
  readonly reason: string
  readonly before: SwitchOptions
  readonly cancelOpenOrders: boolean
  readonly allowReduceOnly: boolean
  /** Orders in scope whose end the venues still have to confirm; null: this press asked for no withdrawal. */
  readonly openOrderIds: readonly string[] | null
}

/** What a switch does to orders that work, and which new ones it lets through. */
export interface SwitchOptions {
  readonly cancelOpenOrders: boolean
  readonly allowReduceOnly: boolean
}

/** One venue's own list, asked after the engagement, shows none of the orders in scope. */
export interface KillSwitchVenueCleared extends EventBase {
  readonly type: 'KillSwitchVenueCleared'
  readonly killSwitchId: string
  readonly venueId: string
}

/** The venues' own answers show no working order left in scope. */
export interface KillSwitchConfirmed extends EventBase {
  readonly type: 'KillSwitchConfirmed'
  readonly killSwitchId: string
}

export interface KillSwitchReleased extends EventBase {
  readonly type: 'KillSwitchReleased'
  readonly killSwitchId: string
  readonly reason: string
}

export interface StrategyCreated extends EventBase {
  readonly type: 'StrategyCreated'
  readonly strategyId: string
  readonly name: string
}

/** Wanted RUNNING from its first moment; its actor is accountable for what it does. */
export interface StrategyDeployed extends EventBase, DeploymentTerms {
  readonly type: 'StrategyDeployed'
  readonly deploymentId: string
  readonly revision: 1
  readonly strategyId: string
  readonly name: string
  readonly accountId: string
  readonly seed: number
  readonly isolation: Isolation
  readonly idempotencyKey: string
}

export interface DeploymentChanged extends EventBase {
  readonly type: 'DeploymentChanged'
  readonly deploymentId: string
  readonly revision: number
  readonly before: DeploymentTerms
  readonly after: DeploymentTerms
}

export interface DeploymentSet extends EventBase {
  readonly type: 'DeploymentSet'
  readonly deploymentId: string
  readonly desired: DeploymentDesired
  readonly before: DeploymentDesired
  /** Why it was quarantined, where this ends it; absent: it does not. */
  readonly endsQuarantine?: string
  readonly reason: string
}

/** Nothing is taken from the deployment, whatever is wanted of it, until a person starts it again. */
export interface DeploymentQuarantined extends EventBase {
  readonly type: 'DeploymentQuarantined'
  readonly deploymentId: string
  readonly reason: string
}

export interface AuditRecorded extends EventBase {
  readonly type: 'AuditRecorded'
  readonly action: string
  readonly summary: string
  readonly before: string | null
  readonly after: string | null
}

/** The day's start or high of an account's equity moved. `day` is the UTC date, YYYY-MM-DD. */
export interface AccountMarked extends EventBase {
  readonly type: 'AccountMarked'
  readonly accountId: string
  readonly day: string
  readonly dayStartEquity: Decimal
  readonly dayHighEquity: Decimal
}

/**
 * Something a person must look at: an overfill, a report that matches no order, a fill after the end, an ended order that a
 * venue lists as working while a switch withdraws, a fill that cost more than was set aside for
 * it, a portfolio limit that was crossed, an event contract paid out twice and differently, an order that others placed, a position
 * in dispute, a live account that the system shut.
 */
export interface AlertRaised extends EventBase {
  readonly type: 'AlertRaised'
  readonly kind:
    | 'OVERFILL'
    | 'UNMATCHED_REPORT'
    | 'FILL_AFTER_END'
    | 'BUST_OF_UNKNOWN_FILL'
    | 'LISTED_AFTER_END'
    | 'BEYOND_RESERVATION'
    | 'SETTLEMENT_DIFFERS'
    | BreachKind
    | 'LIMIT_KEPT_AGAIN'
    | LiveAlertKind
  readonly orderId: string | null
  /** The portfolio limit that was crossed, or is kept again; absent from alerts about orders. */
  readonly breach?: Breach
  readonly message: string
}

export type EngineEvent =
  | InstrumentListed
  | InstrumentSettled
  | CorporateActionApplied
  | OrderRestated
  | AccountOpened
  | FundsDeposited
  | CashConverted
  | IncomeBooked
  | OrderAccepted
  | OrderBlocked
  | OrderConfirmed
  | OrderRejected
  | OrderFilled
  | FillBusted
  | FillCorrected
  | OrderCancelRequested
  | OrderCancelRejected
  | OrderCanceled
  | OrderExpired
  | OrderReplaceRequested
  | OrderReplaceBlocked
  | OrderReplaced
  | OrderReplaceRejected
  | OrderMarkedUnknown
  | OrderTriggered
  | RiskPolicyPut
  | KillSwitchEngaged
  | KillSwitchTightened
  | KillSwitchVenueCleared
  | KillSwitchConfirmed
  | KillSwitchReleased
  | StrategyCreated
  | StrategyDeployed
  | DeploymentChanged
  | DeploymentSet
  | DeploymentQuarantined
  | AuditRecorded
  | AccountMarked
  | AlertRaised
  | LiveEvent
