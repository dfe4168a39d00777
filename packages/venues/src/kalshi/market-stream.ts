/**
 * Kalshi's market data as it happens: books, quotes and trades on one signed socket.
 *
 * A lost frame makes every book invalid until its new snapshot. A book that is quiet is compared with the venue's quote by REST:
 * pings alone prove nothing. Without a credential there is no stream: quotes are asked for.
 */

import { QuoteFallback } from '../connection/quote-fallback.ts'
import { WatchedBooks } from '../connection/watched-books.ts'
import type { Answer } from '../contract/answer.ts'
import type { ListedInstrument, QuoteRecord } from '../contract/records.ts'
import type {
  MarketStreamEvent,
  MarketStreamListener,
  MarketTopics,
  VenueStream,
} from '../contract/streams.ts'
import { objectOf, readJson, text } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { applyBookFrame, DELTA, SNAPSHOT } from './book-frames.ts'
import type { KalshiContext } from './context.ts'
import type { Frame } from './frame.ts'
import { readQuote, readTrade } from './market-records.ts'
import { askedQuotes } from './asked-quotes.ts'
import { KALSHI_VENUE_ID } from './settings.ts'
import { KalshiSocket } from './socket.ts'
import { changesBetween, wishesOf } from './subscriptions.ts'

export interface MarketStreamOptions {
  readonly environment: KalshiContext
  /** These markets as they are listed now. */
  readonly list: (symbols: readonly string[]) => Promise<Answer<readonly ListedInstrument[]>>
  readonly quote: (symbol: string) => Promise<Answer<QuoteRecord>>
  readonly topics: MarketTopics
  readonly listener: MarketStreamListener
}

export function openKalshiMarketStream(options: MarketStreamOptions): VenueStream {
  return options.environment.credential === null ? askedQuotes(options) : new MarketStream(options)
}

class MarketStream implements VenueStream {
  private readonly environment: KalshiContext
  private readonly listener: MarketStreamListener
  private readonly socket: KalshiSocket
  private readonly heard: Heard
  private readonly books: WatchedBooks
  private readonly quotes: QuoteFallback
  /** Markets that the venue does not know. */
  private readonly unknown = new Set<string>()
  private topics: MarketTopics
  private isConfirmed = false
  private closed = false
  private stopTick: (() => void) | null = null

  constructor({ environment, list, quote, topics, listener }: MarketStreamOptions) {
    this.environment = environment
    this.topics = topics
    this.listener = listener
    this.heard = { venueId: KALSHI_VENUE_ID, alert: environment.alert }
    const nowMs = (): number => environment.time.nowMs()
    const { quietAfterMs, staleAfterMs, quotesEveryMs } = environment.settings
    const limits = { probeAfterMs: quietAfterMs, staleAfterMs }
    this.books = new WatchedBooks({
      venueId: KALSHI_VENUE_ID,
      limits,
      nowMs,
      alert: environment.alert,
      reads: { instruments: (symbols = this.topics.depth) => list(symbols), quote },
      tell: (venueSymbol, book) =>
        this.tell({ kind: 'BOOK', venueSymbol, book, receivedAt: nowMs() * 1_000 }),
      onBroken: (message) => this.doubtBooks(message),
      onOffIncrements: (message) => this.beginAgain('UNREADABLE', message),
      onSilent: (message) => {
        this.books.invalidateAll(message)
        this.beginAgain('SILENCE', message)
      },
    })
    this.quotes = new QuoteFallback({
      limits,
      everyMs: quotesEveryMs,
      nowMs,
      ask: quote,
      tell: (asked) => this.tell({ kind: 'QUOTE', quote: asked, receivedAt: nowMs() * 1_000 }),
    })
    this.socket = this.socketOf()
    this.quotes.watch(topics.quotes)
    this.socket.session.start()
    this.tickLater()
  }

  setTopics(topics: MarketTopics): void {
    const changes = changesBetween(this.topics, topics)
    this.topics = topics
    // One that was not there may be by now.
    this.unknown.clear()
    this.books.keep(topics.depth)
    this.quotes.watch(topics.quotes)
    const change = (): void => {
      this.books.open(this.known(topics.depth))
      for (const one of changes) this.socket.change({ ...one, added: this.known(one.added) })
    }
    if (this.books.knows(topics.depth)) change()
    else
      this.learn().then(
        (learned) => {
          if (learned) change()
          else this.socket.session.drop('the price steps of a new book could not be read')
        },
        (error: unknown) => this.socket.session.drop(String(error)),
      )
  }

  close(): Promise<void> {
    this.stopTick?.()
    this.socket.session.stop()
    this.books.keep([])
    this.closed = true
    return Promise.resolve()
  }

  private socketOf(): KalshiSocket {
    return new KalshiSocket({
      environment: this.environment,
      prepare: () => this.learn(),
      wanted: () =>
        wishesOf(this.topics)
          .map(({ channel, markets }) => ({ channel, markets: this.known(markets) }))
          .filter(({ markets }) => markets.length > 0),
      onFresh: () => this.beginAnew(),
      onConfirmed: () => {
        this.isConfirmed = true
        this.judge()
      },
      onFrame: (frame) => this.received(frame),
      onGap: (message) => this.doubtBooks(message),
      onNoMarket: (market) => void this.unknown.add(market),
      onEvent: (event) => {
        // Nothing is known of what happens from here on.
        if (event.kind === 'STATE' && event.state === 'CONNECTING') this.books.invalidateAll(event.message)
        this.tell(event)
      },
    })
  }

  private tell(event: MarketStreamEvent): void {
    if (!this.closed) this.listener(event)
  }

  /** Reads the price steps of books; what is not listed has none and gets no book. False: they could not be read. */
  private async learn(): Promise<boolean> {
    const wanted = this.known(this.topics.depth)
    if (!(await this.books.learn(wanted))) return false
    for (const symbol of wanted.filter((one) => !this.books.knows([one]))) {
      this.unknown.add(symbol)
      const message = `${symbol} is not listed at ${KALSHI_VENUE_ID}: nothing is told of it`
      this.environment.alert({ venueId: KALSHI_VENUE_ID, kind: 'CONTRADICTION', subject: symbol, message })
    }
    return true
  }

  private known(markets: readonly string[]): readonly string[] {
    return markets.filter((market) => !this.unknown.has(market))
  }

  private beginAnew(): void {
    this.isConfirmed = false
    this.books.invalidateAll('the connection is new')
    this.books.keep(this.known(this.topics.depth))
    this.books.open(this.known(this.topics.depth))
  }

  private received(frame: Frame): void {
    if (frame.type === SNAPSHOT || frame.type === DELTA) {
      this.receivedBook(frame)
      return
    }
    const receivedAt = this.environment.time.nowMs() * 1_000
    const reading = readJson(frame.msg, (json) => this.eventOf(frame.type, json, receivedAt))
    if (reading.ok) {
      if (reading.value !== null) this.tell(reading.value)
      return
    }
    const message = reading.fault
    this.environment.alert({ venueId: KALSHI_VENUE_ID, kind: 'UNREADABLE', subject: frame.type, message })
    this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message })
  }

  private receivedBook({ type, msg }: Frame): void {
    const reading = readJson(msg, (json) => text(objectOf(json, 'book'), 'market_ticker'))
    if (!reading.ok) {
      this.doubtBooks(reading.fault)
      return
    }
    this.books.apply(reading.value, (book, increments) =>
      // It has a market, so it is an object; `applyBookFrame` trusts no more than that.
      applyBookFrame(book, type, msg as Parameters<typeof applyBookFrame>[2], increments),
    )
    this.judge()
  }

  /** Null: of no interest. Frames of what was asked for no longer may still be on their way. */
  private eventOf(type: string, json: unknown, receivedAt: number): MarketStreamEvent | null {
    if (type === 'ticker') {
      const quote = readQuote(json)
      if (!this.topics.quotes.includes(quote.venueSymbol)) return null
      this.quotes.data(quote.venueSymbol)
      return { kind: 'QUOTE', quote, receivedAt }
    }
    if (type !== 'trade') return null
    const trade = readTrade(json, this.heard)
    return trade === null || !this.topics.trades.includes(trade.venueSymbol)
      ? null
      : { kind: 'TRADE', trade, receivedAt }
  }

  /** In step once every subscription stands and every book has its snapshot. */
  private judge(): void {
    if (!this.isConfirmed || !this.books.allValid()) return
    const { session } = this.socket
    if (session.state === 'SYNCING') {
      session.synced()
      this.tell({ kind: 'RESYNC', because: 'CONNECTED', message: 'market data is in step' })
    } else if (session.state === 'DEGRADED') session.reassure('every book has a new snapshot')
  }

  /** What was told of books may be wrong: they answer nothing, and snapshots are asked for. */
  private doubtBooks(message: string): void {
    this.tell({ kind: 'RESYNC', because: 'SEQUENCE_GAP', message })
    this.books.invalidateAll(message)
    const symbols = this.books.symbols()
    if (symbols.length === 0) return
    this.socket.session.doubt(message)
    this.socket.askSnapshots(symbols)
  }

  private beginAgain(because: 'UNREADABLE' | 'SILENCE', message: string): void {
    this.tell({ kind: 'RESYNC', because, message })
    this.socket.session.drop(message)
  }

  private tickLater(): void {
    const { time, settings } = this.environment
    this.stopTick = time.after(Math.min(1_000, settings.quietAfterMs), () => {
      const { state } = this.socket.session
      if (state === 'READY' || state === 'DEGRADED') this.books.tick()
      this.quotes.tick()
      if (!this.closed) this.tickLater()
    })
  }
}
