/**
 * The market of this process: what shows of it, who is told of it, and what may be read of it. The platform's own feed and the
 * connections of organizations all come in here.
 */
import type { Instrument } from '@quarterdeck/sdk'
import type { Clock } from '../clock/clock.ts'
import type { Logger } from '../logger.ts'
import type { Runtime } from '../runtime.ts'
import { MidBars } from './bars.ts'
import { calendarNamed } from './calendar/calendars.ts'
import { ConflatedQuotes } from './conflation.ts'
import { DataAgeWatch } from './data-age-watch.ts'
import type { MarketFeed, MarketListener } from './feed.ts'
import { MarketBoard } from './market-board.ts'

export interface MarketOptions {
  readonly feed: MarketFeed
  readonly clock: Clock
  readonly log: Logger
  /** Told after the board and the bars, whom it asks. */
  readonly follower: MarketListener
}

export interface Market {
  readonly board: MarketBoard
  readonly bars: MidBars
  /** What every source tells. */
  readonly listener: MarketListener
  readonly reads: Pick<Runtime, 'quote' | 'quotes' | 'instrument' | 'instruments' | 'bars' | 'isVisible'>
  /** Lists an instrument of a connection; the term that can't be, where it differs from what is known. */
  list(instrument: Instrument, organizationId: string): string | null
  /** Instruments whose data has stopped while their market trades. */
  stale(): ReadonlySet<string>
  /** Starts the platform's feed. */
  start(): void
  /** Says from now on when data stops. */
  watchAge(): void
  stop(): void
}

export function createMarket({ feed, clock, log, follower }: MarketOptions): Market {
  const board = new MarketBoard({
    instruments: feed.instruments(),
    now: () => clock.now(),
    // A feed may trade at other hours than the exchange; its word decides when silence is staleness.
    calendarOf: (instrument) => feed.calendarOf?.(instrument) ?? calendarNamed(instrument.calendar),
  })
  const bars = new MidBars(feed.instruments())
  const dataAge = new DataAgeWatch({ board, clock, log })
  const conflated = new ConflatedQuotes({ view: (id) => board.quote(id) })
  const listener: MarketListener = {
    onQuote(quote) {
      board.onQuote(quote)
      bars.onQuote(quote)
      conflated.onQuote(quote.instrumentId)
      follower.onQuote(quote)
    },
    onTrade: (trade) => follower.onTrade?.(trade),
    onStatus(status) {
      board.onStatus(status)
      follower.onStatus(status)
    },
  }
  return {
    board,
    bars,
    listener,
    reads: {
      quote: (instrumentId) => board.quote(instrumentId),
      quotes: (instrumentIds, signal) => conflated.follow(instrumentIds, signal),
      instrument: (instrumentId, organizationIds) => board.instrument(instrumentId, organizationIds),
      instruments: () => board.instrumentViews(),
      isVisible: (instrumentId, organizationIds) => board.isVisible(instrumentId, organizationIds),
      bars: (instrumentId, interval, count) => bars.bars(instrumentId, interval, count),
    },
    list(instrument, organizationId) {
      const different = board.list(instrument, organizationId)
      if (different === null) bars.list(instrument)
      return different
    },
    stale: () => new Set(dataAge.stale()),
    start() {
      feed.fillPast?.(bars)
      feed.start(listener)
    },
    watchAge: () => dataAge.start(),
    stop() {
      feed.stop()
      dataAge.stop()
      conflated.close()
    },
  }
}
