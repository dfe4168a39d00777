/**
 * Commands: what a book can be asked to do. Imperative names; plain data; each carries its own time, id and actor,
 * so the same commands give the same events on every machine.
 *
 * Prices are ticks and quantities lots of the command's instrument (safe integers); money is an exact decimal string.
 * The edge (API, CLI, venue adapter) turns decimals into ticks and lots with `instrumentPrice` and `instrumentQuantity`.
 */

import type { Decimal, Instrument, Liquidity, Mode, OrderType, Side, TimeInForce } from '@quarterdeck/sdk'
import type {
  DeploymentDesired,
  DeploymentTerms,
  Isolation,
  OrderCause,
  VersionRef,
} from '../strategy/terms.ts'
import type { ApplyCorporateAction } from '../corporate-action/terms.ts'
import type { LiveCommand } from '../live/command.ts'
import type { CommandBase, Micros } from './command-base.ts'
import type { PolicyScope, RiskLimits, SwitchScope } from './policy.ts'

export type { Actor, Micros } from './command-base.ts'

/** Makes an instrument known to the book, or restates it (increments never change for a known id). */
export interface ListInstrument extends CommandBase {
  readonly type: 'ListInstrument'
  readonly instrument: Instrument
}

/** The venue paid an event contract out: what is held in it closes at the payout. By the system only; the same payout again is a success. */
export interface SettleInstrument extends CommandBase {
  readonly type: 'SettleInstrument'
  readonly instrumentId: string
  /** What one unit pays, from 0 to the price of 1; null: what cannot be booked, as no whole number of ticks, and a person is told. */
  readonly payoutTicks: number | null
  /** The venue's words for its result, 1 to 200 characters. */
  readonly venueReference: string
  /** When the venue says that it paid. */
  readonly settledAt: Micros
}

export interface OpenAccount extends CommandBase {
  readonly type: 'OpenAccount'
  readonly name: string
  readonly mode: Mode
  readonly currency: string
  readonly connectionId: string | null
}

/** Simulated funds into a PAPER or SHADOW account; repeating an idempotencyKey with the same terms is a success again. */
export interface Deposit extends CommandBase {
  readonly type: 'Deposit'
  readonly accountId: string
  readonly amount: Decimal
  readonly currency: string
  readonly idempotencyKey: string
}

export const INCOME_KINDS = ['DIVIDEND', 'FUNDING', 'ROLLOVER'] as const
/** DIVIDEND: of shares held. FUNDING: of perpetuals, between their two sides. ROLLOVER: interest of a position held over night. */
export type IncomeKind = (typeof INCOME_KINDS)[number]

/** Books what holding an instrument brought (positive) or cost (negative), in the instrument's currency. Simulated accounts only. */
export interface BookIncome extends CommandBase {
  readonly type: 'BookIncome'
  readonly accountId: string
  readonly instrumentId: string
  readonly kind: IncomeKind
  readonly amount: Decimal
  readonly idempotencyKey: string
}

/** Converts cash between currencies at the mid of the FX quote that the market shows, stated in the event. */
export interface ConvertCash extends CommandBase {
  readonly type: 'ConvertCash'
  readonly accountId: string
  readonly fromCurrency: string
  readonly toCurrency: string
  readonly amount: Decimal
  readonly idempotencyKey: string
}

export interface SubmitOrder extends CommandBase {
  readonly type: 'SubmitOrder'
  readonly accountId: string
  readonly instrumentId: string
  readonly clientOrderId: string
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  /** What the caller asked for; null: the account's own mode. */
  readonly requestedMode: Mode | null
  readonly strategyId: string | null
  /** The bracket that it is of; absent or null: none. Its two exits count once (OR-44). */
  readonly bracketId?: string | null
  /** The decision of a deployment that it comes from; absent: no deployment's order. `strategyId` is then the deployment's. */
  readonly cause?: OrderCause
  /** The deployment on whose account a person orders, to close what it holds: judged as the person's, counted as the deployment's. */
  readonly onBehalfOf?: string
}

/** The decision only: what `SubmitOrder` would be told now. Yields no event. */
export interface PreviewOrder extends Omit<SubmitOrder, 'type'> {
  readonly type: 'PreviewOrder'
}

export interface ReplaceOrder extends CommandBase {
  readonly type: 'ReplaceOrder'
  readonly orderId: string
  readonly idempotencyKey: string
  /** New total quantity (fills included); null: unchanged. Likewise the prices. */
  readonly quantityLots: number | null
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  /** As in SubmitOrder: a deployment reaches its own orders only. */
  readonly cause?: OrderCause
}

export interface CancelOrder extends CommandBase {
  readonly type: 'CancelOrder'
  readonly orderId: string
  /** As in SubmitOrder: a deployment reaches its own orders only. */
  readonly cause?: OrderCause
}

/** Cancels every working order in scope; null widens the scope. */
export interface CancelAllOrders extends CommandBase {
  readonly type: 'CancelAllOrders'
  readonly accountId: string | null
  readonly instrumentId: string | null
}

/** Sets the limits of one scope and target. expectedVersion: the version it replaces, 0 or null for the first. */
export interface PutRiskPolicy extends CommandBase {
  readonly type: 'PutRiskPolicy'
  readonly scope: PolicyScope
  /** What the scope points at: account id, strategy id, user id, asset class, instrument id, venue id; null for GLOBAL and ORGANIZATION. */
  readonly targetId: string | null
  readonly expectedVersion: number | null
  readonly limits: RiskLimits
}

export interface EngageKillSwitch extends CommandBase {
  readonly type: 'EngageKillSwitch'
  readonly scope: SwitchScope
  readonly targetId: string | null
  readonly reason: string
  readonly cancelOpenOrders: boolean
  readonly allowReduceOnly: boolean
}

export interface ReleaseKillSwitch extends CommandBase {
  readonly type: 'ReleaseKillSwitch'
  readonly killSwitchId: string
  readonly reason: string
}

/** Writes a change that happened outside the engine (keys, members) into the one audit trail. */
export interface RecordAudit extends CommandBase {
  readonly type: 'RecordAudit'
  readonly action: string
  readonly summary: string
  readonly before: string | null
  readonly after: string | null
}

/** Makes a user's strategy known by its name: lower-case letters, digits and `-`, 1 to 64. The same name again gives its id. */
export interface CreateStrategy extends CommandBase {
  readonly type: 'CreateStrategy'
  readonly name: string
}

/** Runs a version of a strategy on an account, from now on. The same idempotencyKey with the same terms is a success again. */
export interface DeployStrategy extends CommandBase {
  readonly type: 'DeployStrategy'
  readonly strategyId: string
  /** For people; unique within the strategy. */
  readonly name: string
  readonly accountId: string
  readonly version: VersionRef
  /** A JSON object; journaled as canonical text. */
  readonly params: string
  readonly instrumentIds: readonly string[]
  /** 0 to 2^32 - 1. */
  readonly seed: number
  readonly isolation: Isolation
  readonly ordersPerMinuteMax: number
  readonly idempotencyKey: string
}

/** An upgrade, a rollback, other parameters: what the deployment runs from now on, whole. */
export interface ChangeDeployment extends CommandBase, DeploymentTerms {
  readonly type: 'ChangeDeployment'
  readonly deploymentId: string
  /** The revision that it changes; another one is a conflict. */
  readonly expectedRevision: number
}

/** What is wanted of a deployment. RUNNING, by a person or with a person's key, ends a quarantine. */
export interface SetDeployment extends CommandBase {
  readonly type: 'SetDeployment'
  readonly deploymentId: string
  readonly desired: DeploymentDesired
  readonly reason: string
  /** With PAUSED and STOPPED: asks for the cancel of its working orders. Absent: they work on. */
  readonly cancelOrders?: boolean
}

/** Takes nothing more from a deployment until a person starts it again. By the system only. */
export interface QuarantineDeployment extends CommandBase {
  readonly type: 'QuarantineDeployment'
  readonly deploymentId: string
  readonly reason: string
  /** Asks for the cancel of its working orders. Absent: they work on. */
  readonly cancelOrders?: boolean
}

/** Values every account with the current market: moves the day's start and high of equity. The shell sends it by the clock. */
export interface MarkAccounts extends CommandBase {
  readonly type: 'MarkAccounts'
}

/** What a venue says of one order. Duplicates and stale reports are absorbed; unmatched ones raise an alert. */
export interface ReportVenue extends CommandBase {
  readonly type: 'ReportVenue'
  readonly report: VenueReport
}

export type VenueReport =
  | { readonly kind: 'ACCEPTED'; readonly orderId: string; readonly venueOrderId: string }
  | { readonly kind: 'REJECTED'; readonly orderId: string; readonly reason: string }
  | VenueFill
  | { readonly kind: 'CANCELED'; readonly orderId: string; readonly reason: string }
  | { readonly kind: 'CANCEL_REJECTED'; readonly orderId: string; readonly reason: string }
  | { readonly kind: 'EXPIRED'; readonly orderId: string; readonly reason: string }
  | {
      readonly kind: 'REPLACED'
      readonly orderId: string
      readonly quantityLots: number
      readonly limitTicks: number | null
      readonly stopTicks: number | null
    }
  | { readonly kind: 'REPLACE_REJECTED'; readonly orderId: string; readonly reason: string }
  /** A stop was set off and rests now as the limit order that it has become. */
  | { readonly kind: 'TRIGGERED'; readonly orderId: string }
  /** The request was sent and its fate is unproven (timeout, reset, unreadable answer). */
  | { readonly kind: 'UNKNOWN'; readonly orderId: string; readonly reason: string }
  /** A fill that the venue takes back, by its execution id. */
  | { readonly kind: 'BUSTED'; readonly orderId: string; readonly execId: string; readonly reason: string }
  /** A fill restated: the execution `replacesExecId` never was, this one stands instead. */
  | (Omit<VenueFill, 'kind'> & { readonly kind: 'CORRECTED'; readonly replacesExecId: string })
  /** The venue's own list of the orders that still work there for this book; confirms kill switches. */
  | { readonly kind: 'WORKING_ORDERS'; readonly venueId: string; readonly orderIds: readonly string[] }

export interface VenueFill {
  readonly kind: 'FILL'
  readonly orderId: string
  /** The venue's identity of this execution, unique per order. */
  readonly execId: string
  readonly lots: number
  readonly priceTicks: number
  readonly liquidity: Liquidity
  /** Exact fee in the instrument's currency; negative is a rebate. */
  readonly fee: Decimal
  /** When the venue says that it happened. */
  readonly venueAt: Micros
}

export type Command =
  | ListInstrument
  | SettleInstrument
  | ApplyCorporateAction
  | OpenAccount
  | Deposit
  | ConvertCash
  | BookIncome
  | SubmitOrder
  | PreviewOrder
  | ReplaceOrder
  | CancelOrder
  | CancelAllOrders
  | PutRiskPolicy
  | EngageKillSwitch
  | ReleaseKillSwitch
  | RecordAudit
  | CreateStrategy
  | DeployStrategy
  | ChangeDeployment
  | SetDeployment
  | QuarantineDeployment
  | MarkAccounts
  | ReportVenue
  | LiveCommand
