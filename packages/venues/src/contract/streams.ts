/**
 * What a venue's streams tell, as one event type each, in the order in which it was told.
 *
 * A stream reconnects by itself. It does not hide that it may have missed something: RESYNC says so, and until its owner has
 * read again what it needs nothing is to be sent on what the stream said before.
 */

import type { Micros } from '@quarterdeck/engine'
import type { BookView } from '../book/order-book.ts'
import type { ConnectionState } from '../connection/health.ts'
import type { CandleRecord, FillRecord, OrderRecord, QuoteRecord, TradeRecord } from './records.ts'
import type { CandleLength } from './words.ts'

/** Venue symbols to be told of, by kind. */
export interface MarketTopics {
  readonly quotes: readonly string[]
  readonly trades: readonly string[]
  readonly depth: readonly string[]
  readonly candles: readonly string[]
}

export const NO_TOPICS: MarketTopics = { quotes: [], trades: [], depth: [], candles: [] }

/** Something may have been missed: what, and why. */
export interface Resync {
  readonly kind: 'RESYNC'
  readonly because: 'CONNECTED' | 'SEQUENCE_GAP' | 'SILENCE' | 'UNREADABLE' | 'VENUE_SAID_SO'
  readonly message: string
}

export interface StreamState {
  readonly kind: 'STATE'
  readonly state: ConnectionState
  readonly message: string
}

export type MarketStreamEvent =
  | StreamState
  | Resync
  | { readonly kind: 'QUOTE'; readonly quote: QuoteRecord; readonly receivedAt: Micros }
  | { readonly kind: 'TRADE'; readonly trade: TradeRecord; readonly receivedAt: Micros }
  /**
   * The book changed, became invalid, or is quiet and still as the venue quotes it: look at `book.state`. The view is live and may be
   * read until the next event.
   */
  | {
      readonly kind: 'BOOK'
      readonly venueSymbol: string
      readonly book: BookView
      readonly receivedAt: Micros
    }
  | {
      readonly kind: 'CANDLE'
      readonly venueSymbol: string
      readonly length: CandleLength
      readonly candle: CandleRecord
      readonly receivedAt: Micros
    }

export type OrderStreamEvent =
  | StreamState
  | Resync
  /** An order as it stands now. `snapshot`: told because we asked, not because something happened. */
  | {
      readonly kind: 'ORDER'
      readonly order: OrderRecord
      readonly snapshot: boolean
      readonly receivedAt: Micros
    }
  | { readonly kind: 'FILL'; readonly fill: FillRecord; readonly receivedAt: Micros }

export type MarketStreamListener = (event: MarketStreamEvent) => void
export type OrderStreamListener = (event: OrderStreamEvent) => void

export interface VenueStream {
  /** Replaces what a market stream is told of; of no effect on an order stream. */
  setTopics(topics: MarketTopics): void
  /** Ends it: nothing is told after the promise is resolved. */
  close(): Promise<void>
}
