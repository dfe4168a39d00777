/**
 * The newest quote and trading status of every instrument, in ticks; formatted into decimals only when somebody reads,
 * and only once per quote however many readers there are.
 *
 * The platform's own instruments are everybody's. One that a connection brings has an audience: the organizations that follow
 * it, each with the terms that its own connection lists. Who has followed it once goes on seeing it, because a book may hold it.
 */

import { lastingDifference, type Micros, type StatusUpdate } from '@quarterdeck/engine'
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
  instrument: Instrument
  readonly calendar: TradingCalendar
  readonly grid: PriceGrid
  expiresAt: Micros
  /** Terms by organization; null: it is everybody's. */
  readonly audience: Map<string, Instrument> | null
  /** Whether anything quotes it; what only a book remembers is not missed when it is silent. */
  quoted: boolean
  readonly listedAt: Micros
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
  readonly #rows = new Map<string, Row>()
  readonly #now: () => Micros
  readonly #calendarOf: (instrument: Instrument) => TradingCalendar
  #instruments: readonly Instrument[]

  constructor(options: MarketBoardOptions) {
    this.#now = options.now
    this.#calendarOf = options.calendarOf ?? ((instrument) => calendarNamed(instrument.calendar))
    for (const instrument of options.instruments) this.#add(instrument, null).quoted = true
    this.#instruments = this.#quoted()
  }

  /** What is quoted now. */
  get instruments(): readonly Instrument[] {
    return this.#instruments
  }

  /** What is quoted now and the organization sees, in the terms that it is listed to it with. */
  instrumentsOf(organizationId: string): readonly Instrument[] {
    const seen: Instrument[] = []
    for (const { id } of this.#instruments) {
      const row = this.#rows.get(id)
      const terms = row?.audience == null ? row?.instrument : row.audience.get(organizationId)
      if (terms !== undefined) seen.push(terms)
    }
    return seen
  }

  /**
   * Lists an instrument to an organization, from now on or in other terms than before. Throws on an unknown calendar.
   *
   * Null, or the term that differs though it never changes for a known id: nothing is listed then.
   */
  list(instrument: Instrument, organizationId: string): string | null {
    const known = this.#rows.get(instrument.id)
    const different = known === undefined ? null : lastingDifference(known.instrument, instrument)
    if (different !== null) return different
    const row = known ?? this.#add(instrument, new Map())
    // What is everybody's is listed by the platform's own feed alone.
    if (row.audience === null) return null
    row.audience.set(organizationId, instrument)
    row.instrument = instrument
    row.expiresAt = expiryOf(instrument)
    row.instrumentView = null
    row.quoted = true
    this.#instruments = this.#quoted()
    return null
  }

  /** Shows an organization what its book holds, before anything quotes it, or though nothing will again. */
  recall(instrument: Instrument, organizationId: string): void {
    const { audience } = this.#rows.get(instrument.id) ?? this.#add(instrument, new Map())
    if (audience !== null && !audience.has(organizationId)) audience.set(organizationId, instrument)
  }

  /** Nothing quotes it any more; who saw it sees it still. */
  unlist(instrumentId: string): void {
    const row = this.#rows.get(instrumentId)
    if (row === undefined || row.audience === null) return
    row.quoted = false
    this.#instruments = this.#quoted()
  }

  /** Whether it is there for everybody. */
  isPublic(instrumentId: string): boolean {
    return this.#rows.get(instrumentId)?.audience === null
  }

  /** Whether any of the organizations may see it. */
  isVisible(instrumentId: string, organizationIds: Iterable<string>): boolean {
    const row = this.#rows.get(instrumentId)
    if (row === undefined) return false
    if (row.audience === null) return true
    for (const organizationId of organizationIds) if (row.audience.has(organizationId)) return true
    return false
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

  /** When it came onto the board. */
  listedAt(instrumentId: string): Micros | null {
    return this.#rows.get(instrumentId)?.listedAt ?? null
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

  /** In the terms that it is listed with to the first of the organizations that sees it; else in the newest. */
  instrument(instrumentId: string, organizationIds: Iterable<string> = []): InstrumentView | null {
    const row = this.#rows.get(instrumentId)
    if (row === undefined) return null
    for (const organizationId of row.audience === null ? [] : organizationIds) {
      const instrument = row.audience?.get(organizationId)
      if (instrument !== undefined) return { ...viewOfInstrument(row), instrument }
    }
    return viewOfInstrument(row)
  }

  /** Those that are quoted now. */
  instrumentViews(): InstrumentView[] {
    return this.instruments
      .map((instrument) => this.instrument(instrument.id))
      .filter((view) => view !== null)
  }

  #add(instrument: Instrument, audience: Map<string, Instrument> | null): Row {
    const row: Row = {
      instrument,
      calendar: this.#calendarOf(instrument),
      grid: priceGrid(instrument),
      expiresAt: expiryOf(instrument),
      audience,
      quoted: false,
      listedAt: this.#now(),
      quote: null,
      lastTicks: null,
      view: null,
      status: null,
      instrumentView: null,
    }
    this.#rows.set(instrument.id, row)
    return row
  }

  #quoted(): readonly Instrument[] {
    return [...this.#rows.values()].filter(({ quoted }) => quoted).map(({ instrument }) => instrument)
  }

  #isStale(row: Row, receivedAt: Micros): boolean {
    // A halt stops quotes for a good reason, whatever the calendar says.
    if (row.status?.status === 'HALTED') return false
    const { calendar, instrument, expiresAt } = row
    return isStale({ assetClass: instrument.assetClass, calendar, receivedAt, expiresAt, at: this.#now() })
  }
}

function viewOfInstrument(row: Row): InstrumentView {
  return (row.instrumentView ??= {
    instrument: row.instrument,
    status: row.status?.status ?? null,
    sessionEndsAt: row.status?.sessionEndsAt ?? null,
  })
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
