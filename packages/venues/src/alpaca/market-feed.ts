/**
 * The market data of one kind, on one socket: quotes, trades and bars, and of crypto pairs books.
 *
 * Nothing is counted, so nothing that is lost is noticed by itself: books are compared with the venue's quote when they are quiet,
 * and asked for anew whenever something of them is doubtful.
 */

import { WatchedBooks } from '../connection/watched-books.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { MarketStreamEvent, MarketTopics } from '../contract/streams.ts'
import type { ConnectionState } from '../connection/health.ts'
import { readJson, text, type WireObject } from '../wire/fields.ts'
import { DataSocket, type Subscription } from './data-socket.ts'
import { applyOrderbook, marketEvent } from './market-messages.ts'
import { ALPACA_VENUE_ID, type AlpacaEnvironment } from './settings.ts'

export type Channel = 'trades' | 'quotes' | 'bars' | 'updatedBars' | 'orderbooks'

export interface MarketFeedOptions {
  readonly environment: AlpacaEnvironment
  readonly url: string
  readonly codec: 'JSON' | 'MSGPACK'
  /** Channels that the address has; what else is asked for is not told. */
  readonly channels: readonly Channel[]
  readonly topics: MarketTopics
  readonly reads: Pick<VenueReads, 'instruments' | 'quote'>
  readonly tell: (event: MarketStreamEvent) => void
  readonly onState: (state: ConnectionState, message: string) => void
}

export class MarketFeed {
  private readonly options: MarketFeedOptions
  private readonly socket: DataSocket
  private readonly books: WatchedBooks
  private topics: MarketTopics
  private subscribed = false
  private resubscribing = false

  constructor(options: MarketFeedOptions) {
    this.options = options
    this.topics = options.topics
    const { environment, reads, url, codec, channels, tell } = options
    const { quietAfterMs, staleAfterMs } = environment.settings
    const nowMs = (): number => environment.time.nowMs()
    this.books = new WatchedBooks({
      venueId: ALPACA_VENUE_ID,
      limits: { probeAfterMs: quietAfterMs, staleAfterMs },
      nowMs,
      alert: environment.alert,
      reads,
      tell: (venueSymbol, book) => tell({ kind: 'BOOK', venueSymbol, book, receivedAt: nowMs() * 1_000 }),
      onBroken: (message) => this.doubtBooks(message),
      onOffIncrements: (message) => this.beginAnew('UNREADABLE', message),
      onSilent: (message) => this.beginAnew('SILENCE', message),
    })
    this.socket = new DataSocket({
      environment,
      url,
      codec,
      prepare: () => this.books.learn(this.topics.depth),
      wanted: () => subscriptionOf(this.topics, channels),
      onFresh: () => this.freshen(),
      onSubscribed: () => {
        this.subscribed = true
        if (this.books.allValid()) this.inStep()
      },
      onMessage: (type, message) => this.received(type, message),
      onUnreadable: (fault) => this.doubtBooks(fault),
      onEvent: (event) => {
        if (event.kind === 'RESYNC') tell(event)
        else {
          // Nothing is known of what happens from here on.
          if (event.state === 'CONNECTING') this.books.invalidateAll(event.message)
          options.onState(event.state, event.message)
        }
      },
    })
  }

  start(): void {
    this.socket.session.start()
  }

  setTopics(topics: MarketTopics): void {
    const { channels } = this.options
    const [before, after] = [subscriptionOf(this.topics, channels), subscriptionOf(topics, channels)]
    this.topics = topics
    this.books.keep(topics.depth)
    this.socket.change('unsubscribe', without(before, after))
    const subscribe = (): void => {
      this.books.open(topics.depth.filter((symbol) => !this.books.symbols().includes(symbol)))
      this.socket.change('subscribe', without(after, before))
    }
    if (this.books.knows(topics.depth)) subscribe()
    else
      this.books.learn(topics.depth).then(
        (learned) => {
          if (learned) subscribe()
          else this.socket.session.drop('the increments of a new book could not be read')
        },
        (error: unknown) => this.socket.session.drop(String(error)),
      )
  }

  /** To be called about once a second. */
  tick(): void {
    const { state } = this.socket.session
    if (state === 'READY' || state === 'DEGRADED') this.books.tick()
  }

  close(): void {
    this.socket.session.stop()
    this.books.keep([])
  }

  private freshen(): void {
    this.subscribed = false
    this.resubscribing = false
    this.books.invalidateAll('the connection is new')
    this.books.open(this.topics.depth)
  }

  private received(type: string, message: WireObject): void {
    const { environment, tell } = this.options
    const heard = { venueId: ALPACA_VENUE_ID, alert: environment.alert }
    const receivedAt = environment.time.nowMs() * 1_000
    const reading = readJson(message, () =>
      type === 'o' ? this.applyBook(message) : marketEvent(type, message, { heard, receivedAt }),
    )
    if (!reading.ok) this.socket.unreadable(reading.fault)
    else if (reading.value !== null) tell(reading.value)
  }

  private applyBook(message: WireObject): null {
    this.books.apply(text(message, 'S'), (book, increments) => applyOrderbook(book, message, increments))
    if (this.subscribed && this.books.allValid()) this.inStep()
    return null
  }

  private inStep(): void {
    this.resubscribing = false
    const { session } = this.socket
    if (session.state === 'SYNCING') {
      session.synced()
      this.options.tell({ kind: 'RESYNC', because: 'CONNECTED', message: 'market data is in step' })
    } else if (session.state === 'DEGRADED') session.reassure('every book has a new snapshot')
  }

  /** What was told of books may be wrong: they answer nothing, and are asked for anew. */
  private doubtBooks(message: string): void {
    this.options.tell({ kind: 'RESYNC', because: 'UNREADABLE', message })
    this.books.invalidateAll(message)
    const orderbooks = this.books.symbols()
    if (orderbooks.length === 0) return
    this.socket.session.doubt(message)
    if (this.resubscribing) return
    this.resubscribing = true
    this.socket.change('unsubscribe', { orderbooks })
    this.socket.change('subscribe', { orderbooks })
  }

  private beginAnew(because: 'UNREADABLE' | 'SILENCE', message: string): void {
    this.options.tell({ kind: 'RESYNC', because, message })
    this.books.invalidateAll(message)
    this.socket.session.drop(message)
  }
}

function subscriptionOf(
  { quotes, trades, depth, candles }: MarketTopics,
  channels: readonly Channel[],
): Subscription {
  const all = { trades, quotes, bars: candles, updatedBars: candles, orderbooks: depth }
  return Object.fromEntries(channels.map((channel) => [channel, all[channel]]))
}

/** What of `a` is not in `b`. */
function without(a: Subscription, b: Subscription): Subscription {
  return Object.fromEntries(
    Object.entries(a).map(([channel, symbols]) => [
      channel,
      symbols.filter((symbol) => b[channel]?.includes(symbol) !== true),
    ]),
  )
}
