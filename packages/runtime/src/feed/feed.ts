/**
 * What a source of market data is to the runtime: a synthetic market, a recorded tape or a venue's stream, behind one face.
 *
 * A feed pushes; it never waits for its listener. Whoever reads slowly puts a `ConflatedQuotes` between.
 */

import type { Micros, QuoteUpdate, StatusUpdate } from '@quarterdeck/engine'
import type { Instrument, Side } from '@quarterdeck/sdk'
import type { PathPoint } from '@quarterdeck/venues'
import type { MidSink } from './bars.ts'
import type { TradingCalendar } from './calendar/calendar.ts'

/** A quote with both of its times: `receivedAt` is ours and drives staleness, `venueAt` is the venue's and explains it. */
export interface FeedQuote extends QuoteUpdate {
  readonly venueAt: Micros
  /** Set where it is a point of a recorded bar's path: simulated venues then walk on to it (SV-61). */
  readonly barPoint?: PathPoint
}

/** A trade printed by the market (not one of our fills). */
export interface FeedTrade {
  readonly instrumentId: string
  readonly priceTicks: number
  readonly lots: number
  /** Side of the order that took liquidity; null: the source does not say. */
  readonly aggressor: Side | null
  readonly venueAt: Micros
  readonly receivedAt: Micros
}

/** Called synchronously, in the order of the market's events. A listener must not throw. */
export interface MarketListener {
  onQuote(quote: FeedQuote): void
  onTrade?(trade: FeedTrade): void
  onStatus(status: StatusUpdate): void
}

export interface MarketFeed {
  readonly name: string
  /** The calendar that an instrument trades by in this feed; a feed without opinion: the one that the instrument names. */
  calendarOf?(instrument: Instrument): TradingCalendar
  /** Hands over a past for charts, if the feed has one. Called before `start`, at most once. */
  fillPast?(sink: MidSink): void
  /** What the feed can quote; fixed from before `start`. */
  instruments(): readonly Instrument[]
  /** Sends each instrument's trading status first, then quotes as they come. Throws if the feed runs already. */
  start(listener: MarketListener): void
  /** Nothing is sent after it returns; again: no change. */
  stop(): void
}
