/**
 * The half of an adapter that writes. Made apart from the reading half, so that what may only read is never near it.
 *
 * Never throws; what comes of a request is its outcome. Prices and quantities are canonical decimals that fit the instrument's
 * increments already: an adapter passes them on digit by digit and rounds nothing.
 */

import type { Micros } from '@quarterdeck/engine'
import type { Decimal, Side } from '@quarterdeck/sdk'
import type {
  CancelAllOutcome,
  CancelOutcome,
  DeadManOutcome,
  PlaceOutcome,
  ReplaceOutcome,
} from './outcome.ts'
import type { VenueOrderType, VenueTimeInForce } from './words.ts'

/** Terms of an order in the platform's words; `plan` says what a venue makes of them. */
export interface OrderTerms {
  readonly side: Side
  readonly orderType: VenueOrderType
  readonly timeInForce: VenueTimeInForce
  /** Base quantity, greater than 0. */
  readonly quantity: Decimal
  readonly limitPrice: Decimal | null
  readonly stopPrice: Decimal | null
  /** When a GTD order ends; null for any other. */
  readonly expiresAt: Micros | null
  readonly postOnly: boolean
  readonly reduceOnly: boolean
}

export interface PlaceOrder extends OrderTerms {
  /** Derived from our order id and stored before anything is sent; at most `idempotency.clientIdLengthMax` characters. */
  readonly clientOrderId: string
  readonly venueSymbol: string
}

/** New terms of a working order. All of them: venues take what is missing for zero. */
export interface ReplaceOrder {
  readonly venueOrderId: string
  readonly clientOrderId: string
  readonly venueSymbol: string
  readonly terms: OrderTerms
  /** What our books say is filled of it. `terms.quantity` is the new total, filled part included. */
  readonly filledQuantity: Decimal
  /** Client id of the order that a venue makes where it cannot change one in place. */
  readonly newClientOrderId: string
}

export interface CancelOrder {
  readonly venueOrderId: string
  readonly clientOrderId: string
  readonly venueSymbol: string
}

export interface VenueWrites {
  readonly venueId: string
  place(order: PlaceOrder): Promise<PlaceOutcome>
  replace(change: ReplaceOrder): Promise<ReplaceOutcome>
  cancel(order: CancelOrder): Promise<CancelOutcome>
  /** Withdraws every working order of the account, or of one symbol. */
  cancelAll(scope: { readonly venueSymbol: string | null }): Promise<CancelAllOutcome>
  /** Arms the venue's own timer for `seconds`, or disarms it with null. NOT_SENT where the venue has none. */
  setDeadMan(seconds: number | null): Promise<DeadManOutcome>
  /** Lets go of sockets; requests after it are NOT_SENT. */
  close(): Promise<void>
}
