/** What a company does to its shares, and how it is asked for and recorded. Rules: SPEC.md, CA. */

import type { Decimal } from '@quarterdeck/sdk'
import type { CommandBase, Micros } from '../book/command-base.ts'
import type { EventBase } from '../book/event-base.ts'

/** `numerator` new shares for every `denominator` old ones. */
export interface ShareSplit {
  readonly kind: 'SPLIT'
  readonly numerator: number
  readonly denominator: number
  /** Price of an old share at which fractions of a lot are paid out: the last one before the ex-date. */
  readonly referencePrice: Decimal
}

export interface CashDividend {
  readonly kind: 'CASH_DIVIDEND'
  /** For each share as counted on the ex-date, in the instrument's currency. */
  readonly perUnit: Decimal
}

export type CorporateAction = ShareSplit | CashDividend

/** The ex-date has come: what is held and what works of the instrument on simulated accounts follows. By the system only. */
export interface ApplyCorporateAction extends CommandBase {
  readonly type: 'ApplyCorporateAction'
  readonly instrumentId: string
  /** Names the action for ever: the same one again is a success, with other terms a conflict. 1 to 64 characters. */
  readonly actionId: string
  readonly exAt: Micros
  readonly action: CorporateAction
}

/** Positions of simulated accounts were split, or were paid and paid for. */
export interface CorporateActionApplied extends EventBase {
  readonly type: 'CorporateActionApplied'
  readonly instrumentId: string
  readonly actionId: string
  readonly exAt: Micros
  readonly action: CorporateAction
}

/** The venue counts a resting order in new shares (FIX: ExecType Restated, GT corporate action). */
export interface OrderRestated extends EventBase {
  readonly type: 'OrderRestated'
  readonly orderId: string
  /** The new total, fills included; what was filled stays as it was filled. */
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  readonly reason: string
}

/** An action that the books have taken in. */
export interface AppliedAction {
  /** seq of its event: its place among the executions. */
  readonly seq: number
  readonly actionId: string
  readonly exAt: Micros
  readonly action: CorporateAction
}
