/**
 * The newest quote and trading status of every instrument, in ticks; formatted into decimals only when somebody reads,
 * and only once per quote however many readers there are.
 */

import type { Micros, StatusUpdate } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { InstrumentView, QuoteView } from '../runtime.ts'
import type { TradingCalendar } from './calendar/calendar.ts'
import { calendarNamed } from './calendar/calendars.ts'
import type { FeedQuote } from './feed.ts'
import { priceGrid } from './price-grid.ts'
import type { PriceGrid } from './price-grid.ts'
import { expiryOf } from './session-watch.ts'
import { isStale } from './staleness.ts'
import type { WatchedMarket } from './staleness.ts'

interface Row {
  readonly instrument: Instrument
  readonly calendar: TradingCalendar
  readonly grid: PriceGrid
  readonly expiresAt: Micros
  quote: FeedQuote | null
  /** Kept apart, because a quote that carries no last trade does not unsay the one before. */
  lastTicks: number | null
  view: QuoteView | null
  status: StatusUpdate | null
  instrumentView: InstrumentView | null
}

export interface MarketBoardOptions {
  readonly instruments: readonly Instrument[]
  /** Our clock. */
  readonly now: () => Micros
  /** Calendar by which staleness is judged; without it the one that the instrument names. */
  readonly calendarOf?: (instrument: Instrument) => TradingCalendar
}

export class MarketBoard implements WatchedMarket {
  readonly instruments: readonly Instrument[]
  readonly #rows = new Map<string, Row>()
  readonly #now: () => Micros

  constructor(options: MarketBoardOptions) {
    this.#now = options.now
    this.instruments = options.instruments
    const calendarOf = options.calendarOf ?? ((instrument) => calendarNamed(instrument.calendar))
    for (const instrument of options.instruments) {
      this.#rows.set(instrument.id, {
        instrument,
        calendar: calendarOf(instrument),
        grid: priceGrid(instrument),
        expiresAt: expiryOf(instrument),
        quote: null,
        lastTicks: null,
        view: null,
        status: null,
        instrumentView: null,
      })
    }
  }

  /** Takes the newest quote. One of an instrument that is not on the board is ignored. */
  onQuote(quote: FeedQuote): void {
    const row = this.#rows.get(quote.instrumentId)
    if (row === undefined) return
    row.quote = quote
    row.lastTicks = quote.lastTicks ?? row.lastTicks
    row.view = null
  }

  onStatus(status: StatusUpdate): void {
    const row = this.#rows.get(status.instrumentId)
    if (row === undefined) return
    row.status = status
    row.instrumentView = null
  }

  /** Newest quote in ticks and lots; null: none yet, or no such instrument. */
  newest(instrumentId: string): FeedQuote | null {
    return this.#rows.get(instrumentId)?.quote ?? null
  }

  receivedAt(instrumentId: string): Micros | null {
    return this.#rows.get(instrumentId)?.quote?.receivedAt ?? null
  }

  status(instrumentId: string): StatusUpdate | null {
    return this.#rows.get(instrumentId)?.status ?? null
  }

  /** Throws on an instrument that is not on the board. */
  calendarOf(instrument: Instrument): TradingCalendar {
    const row = this.#rows.get(instrument.id)
    if (row === undefined) throw new Error(`Invariant: ${instrument.id} is on the board`)
    return row.calendar
  }

  /**
   * Newest quote in decimals. The same object is returned until a newer quote comes or it goes stale, so identity tells
   * whether anything changed.
   */
  quote(instrumentId: string): QuoteView | null {
    const row = this.#rows.get(instrumentId)
    if (row?.quote == null) return null
    const stale = this.#isStale(row, row.quote.receivedAt)
    if (row.view === null) row.view = viewOf(row.quote, row, stale)
    else if (row.view.stale !== stale) row.view = { ...row.view, stale }
    return row.view
  }

  instrument(instrumentId: string): InstrumentView | null {
    const row = this.#rows.get(instrumentId)
    if (row === undefined) return null
    row.instrumentView ??= {
      instrument: row.instrument,
      status: row.status?.status ?? null,
      sessionEndsAt: row.status?.sessionEndsAt ?? null,
    }
    return row.instrumentView
  }

  instrumentViews(): InstrumentView[] {
    return this.instruments
      .map((instrument) => this.instrument(instrument.id))
      .filter((view) => view !== null)
  }

  #isStale(row: Row, receivedAt: Micros): boolean {
    // A halt stops quotes for a good reason, whatever the calendar says.
    if (row.status?.status === 'HALTED') return false
    const { calendar, instrument, expiresAt } = row
    return isStale({ assetClass: instrument.assetClass, calendar, receivedAt, expiresAt, at: this.#now() })
  }
}

function viewOf(quote: FeedQuote, row: Row, stale: boolean): QuoteView {
  const price = (ticks: number | null): string | null => (ticks === null ? null : row.grid.formatPrice(ticks))
  const size = (lots: number | null): string | null => (lots === null ? null : row.grid.formatQuantity(lots))
  return {
    instrumentId: quote.instrumentId,
    bid: price(quote.bidTicks),
    bidSize: size(quote.bidLots),
    ask: price(quote.askTicks),
    askSize: size(quote.askLots),
    last: price(row.lastTicks),
    at: quote.venueAt,
    receivedAt: quote.receivedAt,
    stale,
  }
}
