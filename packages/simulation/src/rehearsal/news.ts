/** What a rehearsal tells whoever watches: plain JSON, in order of time, money and prices as decimals. */

import type {
  Callback,
  Decimal,
  InstrumentId,
  LogLevel,
  Micros,
  OrderStatus,
  OrderType,
  Side,
  TimeInForce,
} from '@quarterdeck/sdk'

export type RehearsalNews =
  | { readonly type: 'LOG'; readonly at: Micros; readonly level: LogLevel; readonly message: string }
  | {
      readonly type: 'ORDER'
      readonly at: Micros
      readonly clientOrderId: string
      readonly instrumentId: InstrumentId
      readonly side: Side
      readonly orderType: OrderType
      readonly timeInForce: TimeInForce
      readonly quantity: Decimal
      readonly limitPrice: Decimal | null
      readonly stopPrice: Decimal | null
      readonly tag: string | null
    }
  | {
      readonly type: 'REPLACE' | 'CANCEL'
      readonly at: Micros
      readonly clientOrderId: string
    }
  | {
      readonly type: 'UPDATE'
      readonly at: Micros
      readonly clientOrderId: string
      readonly status: OrderStatus
      readonly reason: string | null
    }
  | {
      readonly type: 'FILL'
      readonly at: Micros
      readonly clientOrderId: string
      readonly instrumentId: InstrumentId
      readonly side: Side
      readonly quantity: Decimal
      readonly price: Decimal
      readonly fee: Decimal
    }
  | {
      readonly type: 'FAULT'
      readonly at: Micros
      /** Null: not in the strategy's own code. */
      readonly callback: Callback | null
      readonly input: string
      readonly message: string
      readonly stack: string | null
    }

/** Where a rehearsal stands. */
export interface RehearsalStanding {
  readonly at: Micros
  /** FAILED: its code threw, and takes nothing more; EMPTY: none was loaded yet. */
  readonly status: 'EMPTY' | 'RUNNING' | 'FAILED'
  readonly currency: string
  readonly equity: number
  readonly cash: number
  /** Equity less what the account began with. */
  readonly pnl: number
  readonly positions: readonly {
    readonly instrumentId: InstrumentId
    readonly quantity: Decimal
    readonly averagePrice: Decimal
    readonly mark: number
    readonly unrealizedPnl: number
  }[]
  readonly workingOrders: number
  readonly decisions: number
  readonly digest: string | null
}
