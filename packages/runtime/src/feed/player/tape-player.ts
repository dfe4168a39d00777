/**
 * Plays tapes in event time: one call, one event, merged from all tapes in order of time. No timer and no clock, so a
 * test or a tool can drive a whole system through a recording step by step.
 */

import type { Micros, StatusUpdate } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { calendarNamed } from '../calendar/calendars.ts'
import type { TradingCalendar } from '../calendar/calendar.ts'
import type { FeedQuote, FeedTrade, MarketListener } from '../feed.ts'
import { SessionWatch } from '../session-watch.ts'
import type { Tape, TapeEvent } from './tape.ts'

/** A tape and the instrument it is played to. Several tapes of one instrument are played as one. */
export interface Track {
  readonly instrument: Instrument
  readonly tape: Tape
}

export interface TapePlayerOptions {
  readonly tracks: readonly Track[]
  /** The recording's own times, or moved so that it begins at `startAt` and runs `speed` times as fast. */
  readonly times: 'ORIGINAL' | { readonly startAt: Micros; readonly speed: number }
  /** True: every instrument trades around the clock, as the recording plays. False: in the sessions of its calendar. */
  readonly alwaysOpen: boolean
}

/** What one step plays: statuses that change by then, then a quote, or a trade and the quote with its price as the last. */
export interface PlayedEvent {
  readonly at: Micros
  readonly statuses: readonly StatusUpdate[]
  readonly trade: FeedTrade | null
  readonly quote: FeedQuote
}

interface Deck {
  readonly instrument: Instrument
  readonly events: AsyncGenerator<TapeEvent, void, undefined>
  /** The next event of the tape; null: it is at its end. */
  head: TapeEvent | null
}

const NO_PRICES = { bidTicks: null, askTicks: null, bidLots: null, askLots: null }

/** The quote that stands, with the venue's time of it: a trade after it does not quote anything anew. */
type Standing = Pick<FeedQuote, 'bidTicks' | 'askTicks' | 'bidLots' | 'askLots' | 'venueAt'>

export class TapePlayer {
  readonly #options: TapePlayerOptions
  readonly #sessions: SessionWatch
  readonly #standing = new Map<string, Standing>()
  readonly #lastTicks = new Map<string, number>()
  #decks: readonly Deck[] | null = null
  #firstAt: Micros | null = null

  constructor(options: TapePlayerOptions) {
    const { times } = options
    if (times !== 'ORIGINAL' && !(times.speed > 0 && Number.isFinite(times.speed))) {
      throw new RangeError(`speed must be a number above 0, not ${times.speed}`)
    }
    this.#options = options
    this.#sessions = new SessionWatch(this.instruments(), (instrument) => this.calendarOf(instrument))
  }

  instruments(): readonly Instrument[] {
    return [...new Map(this.#options.tracks.map(({ instrument }) => [instrument.id, instrument])).values()]
  }

  calendarOf(instrument: Instrument): TradingCalendar {
    return calendarNamed(this.#options.alwaysOpen ? '24/7' : instrument.calendar)
  }

  /** The next event of all tapes, or null at the end of the last. Throws what reading a tape throws. One call at a time. */
  async next(): Promise<PlayedEvent | null> {
    const decks = (this.#decks ??= await this.#load())
    let first: Deck | null = null
    for (const deck of decks) {
      if (deck.head === null) continue
      if (first?.head == null || deck.head.receivedAt < first.head.receivedAt) first = deck
    }
    if (first?.head == null) return null
    const event = first.head
    first.head = await nextOf(first.events)
    return this.#play(first.instrument.id, event)
  }

  /** Plays the next event to a listener; returns its time, or null at the end. */
  async playNext(listener: MarketListener): Promise<Micros | null> {
    const played = await this.next()
    if (played === null) return null
    deliver(played, listener)
    return played.at
  }

  /** Lets go of the files. */
  async close(): Promise<void> {
    for (const deck of this.#decks ?? []) await deck.events.return()
  }

  async #load(): Promise<Deck[]> {
    const decks: Deck[] = []
    for (const { instrument, tape } of this.#options.tracks) {
      const events = tape.events()
      decks.push({ instrument, events, head: await nextOf(events) })
    }
    return decks
  }

  #play(instrumentId: string, event: TapeEvent): PlayedEvent {
    const venueAt = this.#timeOf(event.venueAt, event.receivedAt)
    const receivedAt = this.#timeOf(event.receivedAt, event.receivedAt)
    let trade: FeedTrade | null = null
    if (event.kind === 'TRADE') {
      const { priceTicks, lots, aggressor } = event
      trade = { instrumentId, priceTicks, lots, aggressor, venueAt, receivedAt }
      this.#lastTicks.set(instrumentId, priceTicks)
    } else {
      const { bidTicks, askTicks, bidLots, askLots } = event
      this.#standing.set(instrumentId, { bidTicks, askTicks, bidLots, askLots, venueAt })
    }
    const standing = this.#standing.get(instrumentId) ?? { ...NO_PRICES, venueAt }
    const lastTicks = this.#lastTicks.get(instrumentId) ?? null
    // A trade shows the standing quote again, which is no point of a bar any more.
    const path = event.kind === 'QUOTE' && event.barPoint !== undefined ? { barPoint: event.barPoint } : {}
    const quote: FeedQuote = { instrumentId, ...standing, ...path, lastTicks, receivedAt }
    return { at: receivedAt, statuses: this.#sessions.changes(receivedAt), trade, quote }
  }

  #timeOf(at: Micros, receivedAt: Micros): Micros {
    this.#firstAt ??= receivedAt
    const { times } = this.#options
    if (times === 'ORIGINAL') return at
    return times.startAt + Math.round((at - this.#firstAt) / times.speed)
  }
}

async function nextOf(events: AsyncGenerator<TapeEvent, void, undefined>): Promise<TapeEvent | null> {
  const { value, done } = await events.next()
  return done === true ? null : value
}

export function deliver(played: PlayedEvent, listener: MarketListener): void {
  for (const status of played.statuses) listener.onStatus(status)
  if (played.trade !== null) listener.onTrade?.(played.trade)
  listener.onQuote(played.quote)
}
