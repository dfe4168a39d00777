/**
 * Coinbase's market data as it happens: books from level2, quotes, trades and candles, on one socket without a token.
 *
 * A lost message makes every book invalid until its new snapshot. A book that is quiet is compared with the venue's quote by
 * REST: heartbeats alone prove nothing. Quotes that do not come are asked for.
 */

import { QuoteFallback } from '../connection/quote-fallback.ts'
import { WatchedBooks } from '../connection/watched-books.ts'
import type { VenueReads } from '../contract/reads.ts'
import type {
  MarketStreamEvent,
  MarketStreamListener,
  MarketTopics,
  VenueStream,
} from '../contract/streams.ts'
import { objectOf, readJson, text } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { applyLevel2 } from './level2.ts'
import { marketEvents } from './market-events.ts'
import { COINBASE_VENUE_ID } from './settings.ts'
import type { CoinbaseContext } from './context.ts'
import { CoinbaseSocket, type ChannelMessage } from './socket.ts'
import { channelsFor, symbolsOf, topicChange } from './subscriptions.ts'

export interface MarketStreamOptions {
  readonly environment: CoinbaseContext
  readonly reads: Pick<VenueReads, 'instruments' | 'quote'>
  readonly topics: MarketTopics
  readonly listener: MarketStreamListener
}

export function openCoinbaseMarketStream(options: MarketStreamOptions): VenueStream {
  return new MarketStream(options)
}

class MarketStream implements VenueStream {
  private readonly environment: CoinbaseContext
  private readonly listener: MarketStreamListener
  private readonly socket: CoinbaseSocket
  private readonly heard: Heard
  private readonly books: WatchedBooks
  private readonly quotes: QuoteFallback
  private topics: MarketTopics
  private resubscribing = false
  private closed = false
  private stopTick: (() => void) | null = null

  constructor({ environment, reads, topics, listener }: MarketStreamOptions) {
    this.environment = environment
    this.topics = topics
    this.listener = listener
    this.heard = { venueId: COINBASE_VENUE_ID, alert: environment.alert }
    const nowMs = (): number => environment.time.nowMs()
    const { quietAfterMs, staleAfterMs } = environment.settings
    const limits = { probeAfterMs: quietAfterMs, staleAfterMs }
    this.books = new WatchedBooks({
      venueId: COINBASE_VENUE_ID,
      limits,
      nowMs,
      alert: environment.alert,
      reads,
      tell: (venueSymbol, book) =>
        this.tell({ kind: 'BOOK', venueSymbol, book, receivedAt: nowMs() * 1_000 }),
      onBroken: (message) => this.doubtBooks(message),
      onOffIncrements: (message) => {
        this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message })
        this.socket.session.drop(message)
      },
      onSilent: (message) => this.silent(message),
    })
    this.quotes = new QuoteFallback({
      limits,
      everyMs: QUOTES_EVERY_MS,
      nowMs,
      ask: (symbol) => reads.quote(symbol),
      tell: (quote) => this.tell({ kind: 'QUOTE', quote, receivedAt: nowMs() * 1_000 }),
    })
    this.socket = new CoinbaseSocket({
      environment,
      url: environment.settings.wsMarketUrl,
      signed: false,
      prepare: () => this.books.learn(this.topics.depth),
      wanted: () => channelsFor(this.topics),
      onFresh: () => this.beginAnew(),
      onMessage: (message) => this.received(message),
      onGap: (message) => this.doubtBooks(message),
      onEvent: (event) => {
        // Nothing is known of what happens from here on.
        if (event.kind === 'STATE' && event.state === 'CONNECTING') this.books.invalidateAll(event.message)
        this.tell(event)
      },
    })
    this.quotes.watch(topics.quotes)
    this.socket.session.start()
    this.tickLater()
  }

  setTopics(topics: MarketTopics): void {
    const { added, removed } = topicChange(this.topics, topics)
    this.topics = topics
    this.books.keep(topics.depth)
    this.quotes.watch(topics.quotes)
    this.socket.change('unsubscribe', removed)
    if (this.books.knows(topics.depth)) this.subscribe(added)
    else
      this.books.learn(topics.depth).then(
        (learned) => {
          if (learned) this.subscribe(added)
          else this.socket.session.drop('the increments of a new book could not be read')
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

  private tell(event: MarketStreamEvent): void {
    if (!this.closed) this.listener(event)
  }

  private subscribe(added: Parameters<CoinbaseSocket['change']>[1]): void {
    this.books.open(this.topics.depth)
    this.socket.change('subscribe', added)
  }

  private beginAnew(): void {
    this.resubscribing = false
    this.books.invalidateAll('the connection is new')
    this.books.open(this.topics.depth)
    if (this.topics.depth.length === 0) this.inStep()
  }

  private received(message: ChannelMessage): void {
    if (message.channel === 'l2_data') {
      for (const event of message.events) this.applyBook(event)
      return
    }
    const receivedAt = this.environment.time.nowMs() * 1_000
    const reading = readJson(message, () => marketEvents(message, { heard: this.heard, receivedAt }))
    if (!reading.ok) {
      this.environment.alert({
        venueId: COINBASE_VENUE_ID,
        kind: 'UNREADABLE',
        subject: message.channel,
        message: reading.fault,
      })
      this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message: reading.fault })
      return
    }
    for (const event of reading.value) this.tellOfSymbols(event)
  }

  /** Tells an event under each symbol by which it was asked for. */
  private tellOfSymbols(event: MarketStreamEvent): void {
    if (event.kind === 'QUOTE')
      for (const venueSymbol of symbolsOf(event.quote.venueSymbol, this.topics.quotes)) {
        this.quotes.data(venueSymbol)
        this.tell({ ...event, quote: { ...event.quote, venueSymbol } })
      }
    else if (event.kind === 'TRADE')
      for (const venueSymbol of symbolsOf(event.trade.venueSymbol, this.topics.trades))
        this.tell({ ...event, trade: { ...event.trade, venueSymbol } })
    else if (event.kind === 'CANDLE')
      for (const venueSymbol of symbolsOf(event.venueSymbol, this.topics.candles))
        this.tell({ ...event, venueSymbol })
    else this.tell(event)
  }

  private applyBook(json: unknown): void {
    const reading = readJson(json, (event) => text(objectOf(event, 'event'), 'product_id'))
    if (!reading.ok) {
      this.doubtBooks(reading.fault)
      return
    }
    for (const symbol of symbolsOf(reading.value, this.books.symbols()))
      this.books.apply(symbol, (book, increments) =>
        // It has a product id, so it is an object; `applyLevel2` trusts no more than that.
        applyLevel2(book, json as Parameters<typeof applyLevel2>[1], increments),
      )
    if (this.books.allValid()) this.inStep()
  }

  private inStep(): void {
    this.resubscribing = false
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
    const productIds = this.books.symbols()
    if (productIds.length === 0) return
    this.socket.session.doubt(message)
    if (this.resubscribing) return
    this.resubscribing = true
    const subscription = [{ channel: 'level2', productIds }]
    this.socket.change('unsubscribe', subscription)
    this.socket.change('subscribe', subscription)
  }

  private tickLater(): void {
    this.stopTick = this.environment.time.after(
      Math.min(1_000, this.environment.settings.quietAfterMs),
      () => {
        const { state } = this.socket.session
        if (state === 'READY' || state === 'DEGRADED') this.books.tick()
        this.quotes.tick()
        if (!this.closed) this.tickLater()
      },
    )
  }

  private silent(message: string): void {
    this.tell({ kind: 'RESYNC', because: 'SILENCE', message })
    this.books.invalidateAll(message)
    this.socket.session.drop(message)
  }
}

/** How often missing quotes are asked for; the capability matrix says the same. */
const QUOTES_EVERY_MS = 2_000
