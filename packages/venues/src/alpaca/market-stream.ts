/**
 * Alpaca's market data as it happens. Shares, crypto pairs and options come by sockets of their own, each opened while something
 * of its kind is asked for; quotes that do not come are asked for.
 */

import type { ConnectionState } from '../connection/health.ts'
import { QuoteFallback } from '../connection/quote-fallback.ts'
import type { VenueReads } from '../contract/reads.ts'
import type {
  MarketStreamEvent,
  MarketStreamListener,
  MarketTopics,
  VenueStream,
} from '../contract/streams.ts'
import { MarketFeed, type Channel } from './market-feed.ts'
import type { AlpacaEnvironment } from './settings.ts'
import { marketOf, type AlpacaMarket } from './symbols.ts'

export interface MarketStreamOptions {
  readonly environment: AlpacaEnvironment
  /** `instruments` has to list crypto pairs only: those are what has books. */
  readonly reads: Pick<VenueReads, 'instruments' | 'quote'>
  readonly topics: MarketTopics
  readonly listener: MarketStreamListener
}

export function openAlpacaMarketStream(options: MarketStreamOptions): VenueStream {
  return new MarketStream(options)
}

const MARKETS: readonly AlpacaMarket[] = ['STOCK', 'CRYPTO', 'OPTION']
const CHANNELS: Readonly<Record<AlpacaMarket, readonly Channel[]>> = {
  STOCK: ['trades', 'quotes', 'bars', 'updatedBars'],
  CRYPTO: ['trades', 'quotes', 'bars', 'updatedBars', 'orderbooks'],
  OPTION: ['trades', 'quotes'],
}

/** Worst first: the stream as a whole is what its worst part is. */
const WORST_FIRST: readonly ConnectionState[] = ['DOWN', 'CONNECTING', 'SYNCING', 'DEGRADED', 'READY']
/** How often missing quotes are asked for; the capability matrix says the same. */
const QUOTES_EVERY_MS = 2_000

class MarketStream implements VenueStream {
  private readonly options: MarketStreamOptions
  private readonly feeds = new Map<AlpacaMarket, MarketFeed>()
  private readonly states = new Map<AlpacaMarket, ConnectionState>()
  private readonly quotes: QuoteFallback
  private state: ConnectionState | null = null
  private closed = false
  private stopTick: (() => void) | null = null

  constructor(options: MarketStreamOptions) {
    this.options = options
    const { environment, reads } = options
    const { quietAfterMs, staleAfterMs } = environment.settings
    const nowMs = (): number => environment.time.nowMs()
    this.quotes = new QuoteFallback({
      limits: { probeAfterMs: quietAfterMs, staleAfterMs },
      everyMs: QUOTES_EVERY_MS,
      nowMs,
      ask: (symbol) => reads.quote(symbol),
      tell: (quote) => this.tell({ kind: 'QUOTE', quote, receivedAt: nowMs() * 1_000 }),
    })
    this.setTopics(options.topics)
    this.tickLater()
  }

  setTopics(topics: MarketTopics): void {
    this.quotes.watch(topics.quotes)
    if (this.options.environment.credential === null) {
      this.judge('DEGRADED', 'streams need a key, and this connection has none: quotes are asked for')
      return
    }
    for (const market of MARKETS) this.feed(market, topicsOf(topics, market))
    if (this.feeds.size === 0) this.judge('READY', 'nothing is asked for that is streamed')
  }

  close(): Promise<void> {
    this.stopTick?.()
    for (const feed of this.feeds.values()) feed.close()
    this.closed = true
    return Promise.resolve()
  }

  private feed(market: AlpacaMarket, topics: MarketTopics): void {
    const known = this.feeds.get(market)
    const isAskedFor = Object.values(topics).some((symbols: readonly string[]) => symbols.length > 0)
    if (known !== undefined && isAskedFor) known.setTopics(topics)
    else if (known !== undefined) {
      this.feeds.delete(market)
      this.states.delete(market)
      known.close()
    } else if (isAskedFor) {
      const { environment, reads } = this.options
      const feed = new MarketFeed({
        environment,
        reads,
        topics,
        url: urlOf(environment, market),
        codec: market === 'OPTION' ? 'MSGPACK' : 'JSON',
        channels: CHANNELS[market],
        tell: (event) => this.told(event),
        onState: (state, message) => {
          if (this.feeds.get(market) !== feed) return
          this.states.set(market, state)
          this.judge(this.worst(), message)
        },
      })
      this.feeds.set(market, feed)
      this.states.set(market, 'CONNECTING')
      feed.start()
    }
  }

  private told(event: MarketStreamEvent): void {
    if (event.kind === 'QUOTE') this.quotes.data(event.quote.venueSymbol)
    this.tell(event)
  }

  private tell(event: MarketStreamEvent): void {
    if (!this.closed) this.options.listener(event)
  }

  private worst(): ConnectionState {
    const states = [...this.states.values()]
    return WORST_FIRST.find((state) => states.includes(state)) ?? 'READY'
  }

  private judge(state: ConnectionState, message: string): void {
    if (state === this.state) return
    this.state = state
    this.tell({ kind: 'STATE', state, message })
  }

  private tickLater(): void {
    const { time, settings } = this.options.environment
    this.stopTick = time.after(Math.min(1_000, settings.quietAfterMs), () => {
      for (const feed of this.feeds.values()) feed.tick()
      this.quotes.tick()
      if (!this.closed) this.tickLater()
    })
  }
}

function urlOf({ settings }: AlpacaEnvironment, market: AlpacaMarket): string {
  switch (market) {
    case 'STOCK':
      return `${settings.stockStreamUrl}/${settings.stockFeed}`
    case 'CRYPTO':
      return `${settings.cryptoStreamUrl}/${settings.cryptoLocation}`
    case 'OPTION':
      return `${settings.optionStreamUrl}/${settings.optionFeed}`
  }
}

/** The part of what is asked for that is of one kind; there are books of crypto pairs only, and no bars of options. */
function topicsOf({ quotes, trades, depth, candles }: MarketTopics, market: AlpacaMarket): MarketTopics {
  const ofKind = (symbols: readonly string[]): readonly string[] =>
    symbols.filter((symbol) => marketOf(symbol) === market)
  return {
    quotes: ofKind(quotes),
    trades: ofKind(trades),
    depth: market === 'CRYPTO' ? ofKind(depth) : [],
    candles: market === 'OPTION' ? [] : ofKind(candles),
  }
}
