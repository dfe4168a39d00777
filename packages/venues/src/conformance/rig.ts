/**
 * What a conformance case is given: an adapter of a venue, and what can be arranged at the venue.
 *
 * A simulator can arrange everything; a venue's real sandbox has no stage, and the cases that need one say so.
 */

import type { AssetClass, Side } from '@quarterdeck/sdk'
import type { VenueAlert } from '../contract/alerts.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { VenueWrites } from '../contract/writes.ts'

/** What to trade, in the venue's symbols and exact decimals that fit its increments. */
export interface ConformanceMarket {
  readonly venueSymbol: string
  /** Decides what the matrix claims for it where classes differ; absent: they do not. */
  readonly assetClass?: AssetClass
  /** A small quantity that the account can buy several times, and sell. */
  readonly quantity: string
  /** Twice, and half of it: both orderable. */
  readonly doubleQuantity: string
  readonly halfQuantity: string
  /** More than the account can pay for. */
  readonly hugeQuantity: string
  /** Prices far from the market, at which an order rests; `otherRestingBuyPrice` differs by a tick or more. */
  readonly restingBuyPrice: string
  readonly otherRestingBuyPrice: string
  readonly restingSellPrice: string
  /** A price at which a buy takes from the book that the stage begins with. */
  readonly takingBuyPrice: string
  /** A price off the venue's increments. */
  readonly offTickPrice: string
}

/** Each is armed for the next message it meets. */
export const STAGED_FAULTS = [
  'PLACE_TAKEN_THEN_SILENCE',
  'PLACE_TAKEN_THEN_RESET',
  'PLACE_TAKEN_THEN_SERVER_ERROR',
  'PLACE_TAKEN_THEN_GARBAGE',
  'PLACE_TAKEN_THEN_TRUNCATED',
  'PLACE_LOST_THEN_SILENCE',
  'PLACE_LOST_THEN_RESET',
  'PLACE_LOST_THEN_SERVER_ERROR',
  'CANCEL_TAKEN_THEN_SILENCE',
  'CANCEL_TAKEN_THEN_SERVER_ERROR',
  'PLACE_RATE_LIMITED',
  'READ_RATE_LIMITED',
  'READ_SERVER_ERROR',
  'READ_MALFORMED',
  'UNKNOWN_ORDER_STATUS',
  'ORDER_FRAME_LOST',
  'ORDER_FRAME_DUPLICATED',
  'ORDER_FRAMES_SWAPPED',
  'ORDER_FRAME_MALFORMED',
  'BOOK_FRAME_LOST',
  'STREAMS_CUT',
  'STREAMS_SILENT',
  'STREAMS_ONLY_BEAT',
  'MAINTENANCE',
] as const
export type StagedFault = (typeof STAGED_FAULTS)[number]

/** An order as the venue really has it. */
export interface StagedTruth {
  /** Total, as it is now. */
  readonly quantity: string
  readonly filledQuantity: string
  /** Whether it has ended. */
  readonly done: boolean
}

export interface ConformanceStage {
  /** Faults that this venue can have; the cases of others are left out. */
  readonly faults: ReadonlySet<StagedFault>
  arm(fault: StagedFault): void
  /** Ends faults that last: silence, and beats without data. */
  calm(): void
  /** Somebody else's order: null is a market order. */
  somebody(side: Side, quantity: string, price: string | null): void
  /** How many orders the venue ever had with a client order id. */
  ordersWith(clientOrderId: string): number
  /** The order of a client order id; null: there never was one. What trades under faults is held against it. */
  truthOf?(clientOrderId: string): StagedTruth | null
  /** Messages received so far that can change something. */
  writesReceived(): number
  /** Requests that came over the venue's limits. */
  requestsOverLimit(): number
}

export interface ConformanceRig {
  readonly reads: VenueReads
  readonly writes: VenueWrites
  readonly market: ConformanceMarket
  readonly stage: ConformanceStage | null
  /** Everything that the adapter alerted of so far. */
  readonly alerts: readonly VenueAlert[]
  /** A client order id that the venue has not seen. */
  newClientOrderId(): string
  close(): Promise<void>
}

/** Opens a fresh one: cases do not see each other. */
export type OpenRig = () => Promise<ConformanceRig>
