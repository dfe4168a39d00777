/**
 * The book: everything the engine knows of one organization, as plain data with stable shapes.
 *
 * Only `evolve` changes it. Entities live in arrays and are addressed by small integer indexes inside; strings are interned
 * at the border. What can be derived (risk rows, indexes) is rebuilt by `restore` and takes no part in snapshot or hash.
 */

import type { Instrument, Mode, OrderStatus, OrderType, Side, TimeInForce, Liquidity } from '@quarterdeck/sdk'
import type { AppliedAction } from '../corporate-action/terms.ts'
import type { Actor, Micros } from './command.ts'
import type { LiveTrading } from '../live/terms.ts'
import type { DeploymentState, StrategyState } from '../strategy/state.ts'
import type { OrderCause } from '../strategy/terms.ts'
import type { PolicyScope, RiskLimits, SwitchScope } from './policy.ts'
import type { RiskRows } from '../risk/rows.ts'
import type { OrderIndex } from './order-index.ts'
import type { WorkingOrders } from './working-orders.ts'

/** Money inside the book: units of 10^-18 of a currency. */
export type Money = bigint
export const MONEY_SCALE = 18

/** What an event contract paid: from then on nothing is held in it. */
export interface Settlement {
  readonly payoutTicks: number
  /** The venue's words for its result. */
  readonly venueReference: string
  /** When the venue says that it paid. */
  readonly settledAt: Micros
}

/** A fee as whole numbers: so much for each tick of price on each lot, and so much for each lot. */
export interface FeeSteps {
  readonly perTickLot: number
  readonly perLot: number
}

/** An instrument with its decimals resolved to integers once, at listing. */
export interface InstrumentState {
  readonly index: number
  terms: Instrument
  /** Money of one tick times one lot times the multiplier: exact, or the listing is refused. */
  readonly tickLotValue: Money
  /** 10^-18 units of price per tick, and of quantity per lot: what decimals at the edge are made from. */
  readonly priceUnitsPerTick: bigint
  readonly quantityUnitsPerLot: bigint
  minLots: number
  maxLots: number
  minTicks: number | null
  maxTicks: number | null
  expiresAt: Micros | null
  /** 10^-18 units, as all rates. */
  initialMarginRate: bigint
  maintenanceMarginRate: bigint
  makerFeeRate: bigint
  takerFeeRate: bigint
  /** Fee per lot. */
  feePerLot: Money
  /** The dearer of both fees in steps of 10^-8, where it always comes out in whole ones; null: it is rounded, fill by fill. */
  readonly feeSteps: FeeSteps | null
  /** Ticks x lots whose worth the books can still count. */
  readonly tickLotsMost: number
  /** Null: its venue has not paid it out, as far as the books know. */
  settled: Settlement | null
  /** Splits and dividends that the books have taken in, in order of their events. */
  actions: AppliedAction[]
}

/** Cash of one account in one currency. available = cash - reserved, and reserved = order reservations + margin. */
export interface CashState {
  readonly currency: string
  cash: Money
  /** Set aside for working orders. */
  reservedForOrders: Money
  /** Tied up by open positions. */
  marginUsed: Money
}

export interface AccountState {
  readonly index: number
  readonly id: string
  readonly name: string
  readonly mode: Mode
  readonly currency: string
  readonly connectionId: string | null
  /** Whether anybody may trade it live: `live` in one word. */
  liveEnabled: boolean
  /** Who may trade it live, and how far; null: nobody. */
  live: LiveTrading | null
  readonly openedAt: Micros
  /** In order of first use. */
  cash: CashState[]
  /** Signed sums of postings per ledger account and currency; each currency's sum is zero. */
  ledger: LedgerTotal[]
  /** UTC date of the running risk day; null before the first mark. */
  day: string | null
  dayStartEquity: Money
  dayHighEquity: Money
  openOrderCount: number
  /** Times of the newest requests for orders and replacements, a ring of ORDER_RATE_RING entries; `orderTimesHead` counts all ever written. */
  orderTimes: Float64Array
  orderTimesHead: number
  /** Idempotency of deposits, conversions, income and adjustments: key -> the terms that were carried out. */
  fundingKeys: Map<string, string>
  /** Working orders that others placed on it, as the venue listed them last. */
  foreignOrders: readonly ForeignOrder[]
}

/** A working order at the venue that this book did not send: it counts at full size, and is not ours to cancel. */
export interface ForeignOrder {
  readonly venueOrderId: string
  readonly instrumentIndex: number
  readonly side: Side
  readonly lots: number
  readonly limitTicks: number | null
  /** When it was noted first. */
  readonly notedAt: Micros
}

export const ORDER_RATE_RING = 1024

export const LEDGER_ACCOUNTS = [
  'CASH',
  'POSITION',
  'CLEARING',
  'REALIZED_PNL',
  'FEES',
  'FX',
  'DIVIDENDS',
  'FUNDING',
  'EXTERNAL',
] as const
/**
 * CASH: money held. POSITION: holdings at cost. CLEARING: the other side of margined notional. REALIZED_PNL: income (credit is
 * negative). FEES: costs. DIVIDENDS and FUNDING: what positions brought (credit is negative) or cost without a trade. FX: the two legs of conversions. EXTERNAL: deposits and withdrawals.
 */
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number]

export interface LedgerTotal {
  readonly ledgerAccount: LedgerAccount
  readonly currency: string
  total: Money
}

/** One line of a double entry: debit positive, credit negative. */
export interface Posting {
  readonly accountIndex: number
  readonly ledgerAccount: LedgerAccount
  readonly currency: string
  /** The instrument for POSITION, CLEARING, REALIZED_PNL, FEES, DIVIDENDS and FUNDING lines; null otherwise. */
  readonly instrumentIndex: number | null
  readonly amount: Money
}

/** One (account, instrument) pair that ever traded or had an order. */
export interface PositionState {
  readonly index: number
  readonly accountIndex: number
  readonly instrumentIndex: number
  /** Signed: long positive. */
  lots: number
  /** Signed cost of the open lots, in the instrument's currency; average price = cost / (lots x tickLotValue) ticks. */
  cost: Money
  realizedPnl: Money
  fees: Money
  marginUsed: Money
  /** Lots of working orders that could still fill, per side, at full size while a fate is unknown. */
  workingBuyLots: number
  workingSellLots: number
  /** Of these, the lots of orders that others placed. */
  foreignBuyLots: number
  foreignSellLots: number
  /** Lots that were booked without a trade, in order of their events. */
  adjustments: AdjustmentState[]
  /** What they moved against EXTERNAL instead of cash: signed as cash would have been. */
  transferred: Money
  /** Why it takes reductions only; null: books and venue agree, as far as is known. */
  dispute: Dispute | null
}

export interface AdjustmentState {
  /** seq of the event that booked it. */
  readonly seq: number
  readonly lots: number
  readonly priceTicks: number
  /** The lots were taken as a fee: what they were worth is one. */
  readonly isFee?: true
}

export interface Dispute {
  readonly reason: string
  readonly since: Micros
}

export interface FillState {
  readonly fillId: string
  /** seq of the event that booked it: the order in which cost and profit are counted. */
  readonly seq: number
  readonly execId: string
  readonly lots: number
  readonly priceTicks: number
  readonly liquidity: Liquidity
  readonly fee: Money
  readonly at: Micros
  readonly venueAt: Micros
  /** Execution that this one restates (a correction); null for a fill of its own. */
  readonly replacesExecId: string | null
  /** True once the venue took it back or restated it. */
  voided: boolean
}

export interface PendingReplace {
  readonly idempotencyKey: string
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  /** What the order needs once it is replaced. */
  readonly requirement: Requirement
}

/** Cash that `lots` open lots need in the worst case, in the instrument's currency; fewer lots need their share, rounded up. */
export interface Requirement {
  readonly money: Money
  readonly lots: number
}

export interface OrderState {
  readonly id: string
  /** seq of the event that made it: submission order. */
  readonly seq: number
  readonly accountIndex: number
  readonly instrumentIndex: number
  readonly positionIndex: number
  readonly clientOrderId: string
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  /** As first asked for: what a repeat of the clientOrderId must match. */
  readonly submitted: {
    readonly quantityLots: number
    readonly limitTicks: number | null
    readonly stopTicks: number | null
    readonly requestedMode: Mode
  }
  readonly requestedMode: Mode
  readonly effectiveMode: Mode
  readonly strategyId: string | null
  /** The deployment that asked for it, and where in its run; null: none did. */
  readonly deploymentId: string | null
  readonly cause: OrderCause | null
  /** The bracket whose exit it is: its lots count once with those of the other exit. */
  readonly exitOf: string | null
  readonly actor: Actor
  quantityLots: number
  limitTicks: number | null
  stopTicks: number | null
  filledLots: number
  /** Sum of priceTicks x lots over fills that stand; average fill price = this / filledLots ticks. */
  filledTickLots: bigint
  /** Lots that the venue took off the order: fills that it took back included, corrections not. A bust gives nothing back. */
  executedLots: number
  /** Derived from the facts below by `statusOf`; kept for those who read. */
  status: OrderStatus
  /** The venue's id of it: the proof that the venue knows it. */
  venueOrderId: string | null
  /** The final word of the venue or the gate; kept beside the status for what still arrives after it. */
  endedAs: 'CANCELED' | 'EXPIRED' | 'REJECTED' | null
  /** True while the request is out, unproven, and nothing shows that the venue has it. */
  unknown: boolean
  /** True once the venue set off the stop and it rested: it is a limit order now. */
  triggered: boolean
  /** Executions that the venue took back or restated before it reported them. */
  voidedEarly: string[]
  pendingReplace: PendingReplace | null
  /** Idempotency of replaces: keys that were carried out, with their terms as JSON. */
  replaceKeys: Map<string, string> | null
  cancelRequested: boolean
  requirement: Requirement
  /** Set aside in the instrument's currency: derived from requirement, pending replace and fills by `reservedFor`. */
  reserved: Money
  fills: FillState[]
  /** Why it ended, in the venue's or the gate's words; null while it works. */
  endReason: string | null
  readonly createdAt: Micros
  updatedAt: Micros
}

/** What works on one position. */
export interface WorkingAt {
  /** In submission order; another list whenever one comes or goes. */
  orders: readonly OrderState[]
  /** Sides whose orders close lots of the position. */
  readonly opposed: Record<Side, boolean>
}

export interface PolicyState {
  readonly id: string
  readonly scope: PolicyScope
  readonly targetId: string | null
  version: number
  limits: RiskLimits
  updatedAt: Micros
  updatedBy: Actor
}

export type SwitchPhase = 'ENGAGED' | 'CANCELLING' | 'CONFIRMED' | 'RELEASED'

export interface SwitchState {
  readonly id: string
  readonly scope: SwitchScope
  readonly targetId: string | null
  /** Why it was engaged; why it was pressed again is in the journal. */
  readonly reason: string
  /** The strictest of all presses, as is allowReduceOnly. */
  cancelOpenOrders: boolean
  allowReduceOnly: boolean
  phase: SwitchPhase
  /** Orders in scope that worked whenever it was pressed to cancel; their end is what CONFIRMED means. */
  openOrderIds: readonly string[]
  /** Venues whose own list has yet to show none of them. */
  awaitedVenueIds: string[]
  /** Orders in scope that a venue listed though our books hold them as ended: alerted, so that a repeat alarms nobody. */
  disputedOrderIds: string[]
  readonly engagedAt: Micros
  readonly engagedBy: Actor
  confirmedAt: Micros | null
  releasedAt: Micros | null
  releasedBy: Actor | null
  releaseReason: string | null
}

export interface Book {
  readonly organizationId: string
  /** Currency in which GLOBAL and ORGANIZATION policies measure. */
  readonly baseCurrency: string
  /** seq of the newest event. */
  seq: number
  /** Time of the newest event; commands never go behind it. */
  at: Micros
  instruments: InstrumentState[]
  instrumentIndexById: Map<string, number>
  accounts: AccountState[]
  accountIndexById: Map<string, number>
  /** By id and by their clients' names of them, in submission order. */
  readonly orders: OrderIndex
  /** Orders that are not in a final state, in submission order. */
  readonly workingOrders: WorkingOrders
  /** The same by position index; derived. */
  workingAt: (WorkingAt | undefined)[]
  positions: PositionState[]
  /** accountIndex * 2^20 + instrumentIndex -> position index. */
  positionIndexByPair: Map<number, number>
  policies: PolicyState[]
  /** Rises by one with every policy change. */
  policyVersion: number
  switches: SwitchState[]
  /** By id, in the order of their making. */
  strategies: Map<string, StrategyState>
  deployments: Map<string, DeploymentState>
  /** Portfolio limits that are crossed and alerted, by `breachKey`. */
  breaches: Set<string>
  /** Packed rows for the risk kernel; derived. */
  risk: RiskRows
}
