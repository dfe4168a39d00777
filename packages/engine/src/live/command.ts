/**
 * What LIVE accounts alone are asked: who may trade them and how far, and what the venue's own word about them comes to in the
 * books. Rules: SPEC.md, LG and AJ.
 */

import type { Decimal, Side } from '@quarterdeck/sdk'
import type { CommandBase } from '../book/command-base.ts'
import type { LiveTerms, CapitalStage } from './terms.ts'

/** Opens a LIVE account for the people named, from the next command on; on an enabled account it names other people or a stage. */
export interface EnableLive extends CommandBase, LiveTerms {
  readonly type: 'EnableLive'
  readonly accountId: string
  /** The account's own connection: named, so that nobody opens another way than he means. */
  readonly connectionId: string
  readonly reason: string
}

/** Shuts a LIVE account for orders that are not out yet. Never refused, whatever the reason says; what is shut stays shut. */
export interface DisableLive extends CommandBase {
  readonly type: 'DisableLive'
  readonly accountId: string
  readonly reason: string
}

/** Moves an enabled account on the capital ramp: up by one stage, down to any. */
export interface SetCapitalStage extends CommandBase {
  readonly type: 'SetCapitalStage'
  readonly accountId: string
  readonly stagePercent: CapitalStage
  readonly reason: string
}

export const ADJUSTMENT_KINDS = ['CASH', 'POSITION', 'OPENING', 'FEE'] as const
/**
 * CASH, POSITION: a difference to the venue's word. OPENING: what the venue held before the account's first order. FEE: what the venue
 * took by itself, cash or lots, and did not tell with an execution.
 */
export type AdjustmentKind = (typeof ADJUSTMENT_KINDS)[number]

/** Cash that the venue has more (or, negative, less) than the books. */
export interface CashAdjustment {
  readonly currency: string
  readonly amount: Decimal
}

/** Lots that the venue holds more (or, negative, less) than the books, booked at a price; no cash moves with them. */
export interface PositionAdjustment {
  readonly instrumentId: string
  readonly lots: number
  /** What they are valued at: 0 is a price, as of an option that expired. */
  readonly priceTicks: number
}

interface Adjusting extends CommandBase {
  readonly type: 'AdjustAccount'
  readonly accountId: string
  readonly kind: AdjustmentKind
  readonly reason: string
  /** The break of a reconciliation that it settles; null: a person found it otherwise. */
  readonly breakId: string | null
  readonly idempotencyKey: string
}

/** Books a difference to the venue's word against EXTERNAL, a fee against FEES. The same idempotencyKey with the same terms is a success again. */
export type AdjustAccount = Adjusting & (CashAdjustment | PositionAdjustment)

/** A working order at the venue that this book did not send. */
export interface ForeignOrderTerms {
  readonly venueOrderId: string
  readonly instrumentId: string
  readonly side: Side
  /** What is still open of it. */
  readonly lots: number
  /** Null: it has no limit, or none that the venue tells. */
  readonly limitTicks: number | null
}

/** The working orders that others placed on the account, whole: what is not listed works no more. */
export interface NoteForeignOrders extends CommandBase {
  readonly type: 'NoteForeignOrders'
  readonly accountId: string
  readonly orders: readonly ForeignOrderTerms[]
}

/** Holds a position at what it is: only orders that reduce it pass, until the dispute is settled. */
export interface DisputePosition extends CommandBase {
  readonly type: 'DisputePosition'
  readonly accountId: string
  readonly instrumentId: string
  readonly reason: string
}

export interface SettleDispute extends CommandBase {
  readonly type: 'SettleDispute'
  readonly accountId: string
  readonly instrumentId: string
  readonly reason: string
}

export type LiveCommand =
  | EnableLive
  | DisableLive
  | SetCapitalStage
  | AdjustAccount
  | NoteForeignOrders
  | DisputePosition
  | SettleDispute
