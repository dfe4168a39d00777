/** What happened to LIVE accounts alone: the gate and the ramp, corrections, orders of others, disputes. */

import type { Decimal } from '@quarterdeck/sdk'
import type { EventBase } from '../book/event-base.ts'
import type { AdjustmentKind, CashAdjustment, ForeignOrderTerms, PositionAdjustment } from './command.ts'
import type { CapitalStage, LiveTerms } from './terms.ts'

/** From now on the people named may trade the account, up to its stage. */
export interface LiveEnabled extends EventBase, LiveTerms {
  readonly type: 'LiveEnabled'
  readonly accountId: string
  readonly connectionId: string
  /** Null: it was shut. */
  readonly before: LiveTerms | null
  readonly reason: string
}

export interface LiveDisabled extends EventBase {
  readonly type: 'LiveDisabled'
  readonly accountId: string
  readonly before: LiveTerms
  readonly reason: string
}

export interface CapitalStageSet extends EventBase {
  readonly type: 'CapitalStageSet'
  readonly accountId: string
  readonly before: CapitalStage
  readonly stagePercent: CapitalStage
  readonly reason: string
}

interface Adjusted extends EventBase {
  readonly type: 'AccountAdjusted'
  readonly accountId: string
  readonly kind: AdjustmentKind
  readonly reason: string
  readonly breakId: string | null
  readonly idempotencyKey: string
  /**
   * What the day's start and high of the account rise (or, negative, fall) by, in its currency: what is booked against EXTERNAL is
   * neither gain nor loss. Absent where the account was not marked on that day.
   */
  readonly dayMarksRise?: Decimal
}

/** A difference to the venue's word was booked against EXTERNAL. */
export type AccountAdjusted = Adjusted & (CashAdjustment | PositionAdjustment)

/** The working orders that others placed on the account, in place of those noted before. */
export interface ForeignOrdersNoted extends EventBase {
  readonly type: 'ForeignOrdersNoted'
  readonly accountId: string
  readonly orders: readonly ForeignOrderTerms[]
}

/** The position takes reductions only, until the dispute is settled. */
export interface PositionDisputed extends EventBase {
  readonly type: 'PositionDisputed'
  readonly accountId: string
  readonly instrumentId: string
  readonly reason: string
}

export interface DisputeSettled extends EventBase {
  readonly type: 'DisputeSettled'
  readonly accountId: string
  readonly instrumentId: string
  /** Why it was disputed. */
  readonly before: string
  readonly reason: string
}

/** FOREIGN_ORDER: others placed it. POSITION_DISPUTED: books and venue differ. LIVE_DEMOTED: the system lowered or shut an account. */
export type LiveAlertKind = 'FOREIGN_ORDER' | 'POSITION_DISPUTED' | 'LIVE_DEMOTED'

export type LiveEvent =
  | LiveEnabled
  | LiveDisabled
  | CapitalStageSet
  | AccountAdjusted
  | ForeignOrdersNoted
  | PositionDisputed
  | DisputeSettled
