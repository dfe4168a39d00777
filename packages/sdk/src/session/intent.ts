/**
 * What a session asks its host to do: plain JSON, in the order in which it is to be done. Field names are those of the
 * engine's commands. An intent is a wish: the gate decides, and the answer comes back as an input.
 */

import type { InstrumentId } from '../instrument.ts'
import type { OrderType, Side, TimeInForce } from '../vocabulary.ts'
import type { LogLevel } from '../strategy/context.ts'
import type { Micros } from '../strategy/time.ts'

export interface SubmitOrderIntent {
  readonly type: 'SubmitOrder'
  /** `<order id prefix>-<number>`: the same wish has the same id after a resume, so a resend is the same order. */
  readonly clientOrderId: string
  readonly instrumentId: InstrumentId
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  readonly tag: string | null
  /** The bracket it belongs to; null: none. */
  readonly bracketId: string | null
}

/** New terms of a working order; null: unchanged. `quantityLots` is the new total, fills included. */
export interface ReplaceOrderIntent {
  readonly type: 'ReplaceOrder'
  readonly clientOrderId: string
  /** Unique in the session: a resend is the same request. */
  readonly idempotencyKey: string
  readonly quantityLots: number | null
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

export interface CancelOrderIntent {
  readonly type: 'CancelOrder'
  readonly clientOrderId: string
}

/** Asks for `timer` inputs of that name; replaces an earlier timer of the same name. */
export interface SetTimerIntent {
  readonly type: 'SetTimer'
  readonly name: string
  readonly schedule: TimerSchedule
}

export type TimerSchedule =
  | { readonly kind: 'ONCE'; readonly at: Micros }
  | { readonly kind: 'EVERY'; readonly first: Micros; readonly interval: Micros }
  | {
      readonly kind: 'SESSION'
      readonly calendar: string
      readonly at: 'OPEN' | 'CLOSE'
      readonly offset: Micros
    }

export interface CancelTimerIntent {
  readonly type: 'CancelTimer'
  readonly name: string
}

export interface LogIntent {
  readonly type: 'Log'
  readonly at: Micros
  readonly level: LogLevel
  readonly message: string
}

export type StrategyIntent =
  | SubmitOrderIntent
  | ReplaceOrderIntent
  | CancelOrderIntent
  | SetTimerIntent
  | CancelTimerIntent
  | LogIntent
