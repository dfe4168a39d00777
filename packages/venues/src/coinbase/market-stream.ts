/**
 * Coinbase's market data as it happens: books from level2, quotes, trades and candles, on one socket without a token.
 *
 * A lost message makes every book invalid until its new snapshot. A book that is quiet is compared with the venue's quote by
 * REST: heartbeats alone prove nothing. Quotes that do not come are asked for.
 */

import { IncrementCounter } from '../book/decimal-count.ts'
import { OFF_INCREMENTS, OrderBook } from '../book/order-book.ts'
import { DataAgeWatch } from '../connection/data-age.ts'
import { QuoteFallback } from '../connection/quote-fallback.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { QuoteRecord } from '../contract/records.ts'
import type {
  MarketStreamEvent,
  MarketStreamListener,
  MarketTopics,
  VenueStream,
} from '../contract/streams.ts'
import { objectOf, readJson, text } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { applyLevel2, type BookIncrements } from './level2.ts'
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

interface WatchedBook {
  readonly book: OrderBook
  probing: boolean
}

class MarketStream implements VenueStream {
  private readonly environment: CoinbaseContext
  private readonly reads: Pick<VenueReads, 'instruments' | 'quote'>
  private readonly listener: MarketStreamListener
  private readonly socket: CoinbaseSocket
  private readonly heard: Heard
  private readonly increments = new Map<string, BookIncrements>()
  private readonly books = new Map<string, WatchedBook>()
  private readonly ages = new DataAgeWatch()
  private readonly quotes: QuoteFallback
  private topics: MarketTopics
  private resubscribing = false
  private closed = false
  private stopTick: (() => void) | null = null

  constructor({ environment, reads, topics, listener }: MarketStreamOptions) {
    this.environment = environment
    this.reads = reads
    this.topics = topics
    this.listener = listener
    this.heard = { venueId: COINBASE_VENUE_ID, alert: environment.alert }
    this.quotes = new QuoteFallback({
      limits: this.ageLimits(),
      everyMs: QUOTES_EVERY_MS,
      nowMs: () => environment.time.nowMs(),
      ask: (symbol) => reads.quote(symbol),
      tell: (quote) => this.tell({ kind: 'QUOTE', quote, receivedAt: environment.time.nowMs() * 1_000 }),
    })
    this.socket = new CoinbaseSocket({
      environment,
      url: environment.settings.wsMarketUrl,
      signed: false,
      prepare: () => this.learnIncrements(),
      wanted: () => channelsFor(this.topics),
      onFresh: () => this.beginAnew(),
      onMessage: (message) => this.received(message),
      onGap: (message) => this.doubtBooks(message),
      onEvent: (event) => {
        // Nothing is known of what happens from here on.
        if (event.kind === 'STATE' && event.state === 'CONNECTING') this.invalidateAll(event.message)
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
    for (const symbol of this.books.keys()) if (!topics.depth.includes(symbol)) this.forgetBook(symbol)
    this.quotes.watch(topics.quotes)
    this.socket.change('unsubscribe', removed)
    const ready = topics.depth.every((symbol) => this.increments.has(symbol))
    if (ready) this.subscribe(added)
    else
      this.learnIncrements().then(
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
    this.closed = true
    return Promise.resolve()
  }

  private tell(event: MarketStreamEvent): void {
    if (!this.closed) this.listener(event)
  }

  private subscribe(added: Parameters<CoinbaseSocket['change']>[1]): void {
    for (const symbol of this.topics.depth) this.openBook(symbol)
    this.socket.change('subscribe', added)
  }

  private async learnIncrements(): Promise<boolean> {
    if (this.topics.depth.every((symbol) => this.increments.has(symbol))) return true
    const answer = await this.reads.instruments()
    if (!answer.ok) return false
    for (const { instrument } of answer.value)
      this.increments.set(instrument.venueSymbol, {
        price: new IncrementCounter(instrument.priceIncrement),
        quantity: new IncrementCounter(instrument.quantityIncrement),
      })
    return true
  }

  private beginAnew(): void {
    this.resubscribing = false
    this.invalidateAll('the connection is new')
    for (const symbol of this.topics.depth) this.openBook(symbol)
    if (this.topics.depth.length === 0) this.inStep()
  }

  private openBook(symbol: string): void {
    if (!this.books.has(symbol)) this.books.set(symbol, { book: new OrderBook(symbol), probing: false })
    this.ages.watch(bookStream(symbol), this.ageLimits(), this.environment.time.nowMs())
  }

  private forgetBook(symbol: string): void {
    this.books.delete(symbol)
    this.ages.forget(bookStream(symbol))
  }

  private ageLimits(): { readonly probeAfterMs: number; readonly staleAfterMs: number } {
    const { quietAfterMs, staleAfterMs } = this.environment.settings
    return { probeAfterMs: quietAfterMs, staleAfterMs }
  }

  private received(message: ChannelMessage): void {
    const nowMs = this.environment.time.nowMs()
    const receivedAt = nowMs * 1_000
    if (message.channel === 'l2_data') {
      for (const event of message.events) this.applyBook(event, nowMs)
      return
    }
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

  private applyBook(json: unknown, nowMs: number): void {
    const reading = readJson(json, (event) => text(objectOf(event, 'event'), 'product_id'))
    if (!reading.ok) {
      this.doubtBooks(reading.fault)
      return
    }
    for (const symbol of symbolsOf(reading.value, [...this.books.keys()])) {
      const watched = this.books.get(symbol)
      const increments = this.increments.get(symbol)
      if (watched === undefined || increments === undefined) continue
      const { book } = watched
      const before = book.state
      // It has a product id, so it is an object; `applyLevel2` trusts no more than that.
      applyLevel2(book, json as Parameters<typeof applyLevel2>[1], increments)
      if (book.state === 'VALID') this.ages.data(bookStream(symbol), nowMs)
      else if (before === 'VALID') this.broken(symbol, book)
      this.tell({ kind: 'BOOK', venueSymbol: symbol, book, receivedAt: nowMs * 1_000 })
    }
    if (this.allValid()) this.inStep()
  }

  private allValid(): boolean {
    return [...this.books.values()].every(({ book }) => book.state === 'VALID')
  }

  private inStep(): void {
    this.resubscribing = false
    const { session } = this.socket
    if (session.state === 'SYNCING') {
      session.synced()
      this.tell({ kind: 'RESYNC', because: 'CONNECTED', message: 'market data is in step' })
    } else if (session.state === 'DEGRADED') session.reassure('every book has a new snapshot')
  }

  private broken(symbol: string, book: OrderBook): void {
    const message = `the book of ${symbol} is not valid: ${book.because ?? ''}`
    this.environment.alert({ venueId: COINBASE_VENUE_ID, kind: 'CROSSED_BOOK', subject: symbol, message })
    if (book.because !== OFF_INCREMENTS) {
      this.doubtBooks(message)
      return
    }
    // The venue may have changed them: they are read again before the next connection.
    this.increments.clear()
    this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message })
    this.socket.session.drop(message)
  }

  /** What was told of books may be wrong: they answer nothing, and snapshots are asked for. */
  private doubtBooks(message: string): void {
    this.tell({ kind: 'RESYNC', because: 'SEQUENCE_GAP', message })
    this.invalidateAll(message)
    if (this.books.size === 0) return
    this.socket.session.doubt(message)
    if (this.resubscribing) return
    this.resubscribing = true
    const subscription = [{ channel: 'level2', productIds: [...this.books.keys()] }]
    this.socket.change('unsubscribe', subscription)
    this.socket.change('subscribe', subscription)
  }

  private invalidateAll(because: string): void {
    for (const [symbol, { book }] of this.books) this.invalidate(symbol, book, because)
  }

  private invalidate(symbol: string, book: OrderBook, because: string): void {
    if (book.state !== 'VALID') return
    book.invalidate(because)
    this.tell({ kind: 'BOOK', venueSymbol: symbol, book, receivedAt: this.environment.time.nowMs() * 1_000 })
  }

  private tickLater(): void {
    this.stopTick = this.environment.time.after(
      Math.min(1_000, this.environment.settings.quietAfterMs),
      () => {
        this.tick(this.environment.time.nowMs())
        if (!this.closed) this.tickLater()
      },
    )
  }

  private tick(nowMs: number): void {
    const { state } = this.socket.session
    // One that waits for its snapshots in vain is as silent as one that tells nothing.
    const isOpen = state === 'READY' || state === 'DEGRADED'
    for (const [symbol, watched] of this.books) {
      const verdict = this.ages.verdict(bookStream(symbol), nowMs)
      if (verdict === 'STALE' && isOpen) this.silent(symbol)
      else if (verdict === 'PROBE' && !watched.probing && watched.book.state === 'VALID')
        void this.probe(symbol, watched)
    }
    this.quotes.tick()
  }

  /** Compares a quiet book with the venue's own quote. Data that came meanwhile settles it too. */
  private async probe(symbol: string, watched: WatchedBook): Promise<void> {
    watched.probing = true
    const before = this.ages.ageMs(bookStream(symbol), this.environment.time.nowMs()) ?? 0
    const answer = await this.reads.quote(symbol)
    watched.probing = false
    const nowMs = this.environment.time.nowMs()
    const increments = this.increments.get(symbol)
    if (this.closed || !answer.ok || increments === undefined || watched.book.state !== 'VALID') return
    if ((this.ages.ageMs(bookStream(symbol), nowMs) ?? 0) < before) return
    const agrees = isTouchOf(watched.book, answer.value, increments)
    this.ages.probed(bookStream(symbol), agrees, nowMs)
    if (!agrees) this.silent(symbol)
  }

  private silent(symbol: string): void {
    const message = `the book of ${symbol} is silent and is not what the venue quotes`
    this.environment.alert({ venueId: COINBASE_VENUE_ID, kind: 'SILENT_STREAM', subject: symbol, message })
    this.tell({ kind: 'RESYNC', because: 'SILENCE', message })
    this.invalidateAll(message)
    this.socket.session.drop(message)
  }
}

/** Whether a quote is the book's best on both sides, in price and size. */
function isTouchOf(book: OrderBook, quote: QuoteRecord, { price, quantity }: BookIncrements): boolean {
  const same = (side: 'BUY' | 'SELL', ticks: string | null, lots: string | null): boolean =>
    Object.is(ticks === null ? Number.NaN : price.count(ticks), book.bestTicks(side)) &&
    (lots === null ? 0 : quantity.count(lots)) === book.bestLots(side)
  return same('BUY', quote.bid, quote.bidQuantity) && same('SELL', quote.ask, quote.askQuantity)
}

/** How often missing quotes are asked for; the capability matrix says the same. */
const QUOTES_EVERY_MS = 2_000

const bookStream = (symbol: string): string => `book ${symbol}`
