/**
 * What a venue is to the platform: a half that reads and a half that writes, split by type, so that what may only read is
 * handed an object that cannot write.
 *
 * Requests carry a client order id derived from our order id: the same request again is the same order at the venue.
 * Everything that a venue says comes back through `onReport`, once, in the venue's order; nothing is answered inline.
 */

import type { Micros, QuoteUpdate, StatusUpdate, VenueReport } from '@quarterdeck/engine'
import type { Instrument, OrderType, Side, TimeInForce } from '@quarterdeck/sdk'
import type { PathPoint } from './bars/bar-path.ts'

/** An order as a venue receives it. Prices are ticks, quantities lots of the instrument. */
export interface VenueOrder {
  readonly orderId: string
  readonly accountId: string
  readonly instrumentId: string
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  /** What is still to be filled. */
  readonly lots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

/** One entry of the outbox: what the engine wants a venue to be told. */
export type VenueRequest =
  | { readonly kind: 'PLACE'; readonly order: VenueOrder }
  /** `lots` is the new open quantity; prices as they shall be. */
  | {
      readonly kind: 'REPLACE'
      readonly orderId: string
      /** The new total quantity as the engine counts it; echoed in the report. */
      readonly quantityLots: number
      /** What our books say is filled already; the venue derives the open rest from its own count. */
      readonly filledLots: number
      readonly limitTicks: number | null
      readonly stopTicks: number | null
    }
  | { readonly kind: 'CANCEL'; readonly orderId: string }
  /** Asks for the venue's own list of working orders; answered by a WORKING_ORDERS report. */
  | { readonly kind: 'LIST_WORKING' }

export interface VenueReader {
  readonly venueId: string
  instruments(): readonly Instrument[]
  /** Names why the venue can't be used now, or null: healthy. */
  unhealthyBecause(): string | null
}

export interface VenueWriter {
  /** Hands over a request; never throws, never answers: what comes of it arrives through `onReport`. */
  send(request: VenueRequest, at: Micros): void
}

export interface VenueListener {
  onReport(report: VenueReport): void
}

/** A quote with the venue's own time, where its source tells one. */
export interface VenueQuote extends QuoteUpdate {
  readonly venueAt?: Micros
  /** Set where it is a point of a recorded bar's path. */
  readonly barPoint?: PathPoint
}

/** A venue that lives on market data pushed into it, as the simulated one does. */
export interface MarketDriven {
  onQuote(quote: VenueQuote): void
  onStatus(status: StatusUpdate): void
  /** Moves the venue's clock: delayed requests and reports that are due happen now. */
  advance(at: Micros): void
  /** When `advance` next has something to do; null: nothing is pending. */
  nextDueAt(): Micros | null
}
