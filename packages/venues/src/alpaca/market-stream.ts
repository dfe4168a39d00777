/**
 * Alpaca's market data as it happens. Shares and crypto pairs come by sockets of their own, each opened while something of its
 * kind is asked for; quotes that do not come, and those of options, are asked for.
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
import { MarketFeed } from './market-feed.ts'
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

type StreamedMarket = Exclude<AlpacaMarket, 'OPTION'>
const STREAMED: readonly StreamedMarket[] = ['STOCK', 'CRYPTO']

/** Worst first: the stream as a whole is what its worst part is. */
const WORST_FIRST: readonly ConnectionState[] = ['DOWN', 'CONNECTING', 'SYNCING', 'DEGRADED', 'READY']
/** How often missing quotes are asked for; the capability matrix says the same. */
const QUOTES_EVERY_MS = 2_000

class MarketStream implements VenueStream {
  private readonly options: MarketStreamOptions
  private readonly feeds = new Map<StreamedMarket, MarketFeed>()
  private readonly states = new Map<StreamedMarket, ConnectionState>()
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
    for (const market of STREAMED) this.feed(market, topicsOf(topics, market))
    if (this.feeds.size === 0) this.judge('READY', 'nothing is asked for that is streamed')
  }

  close(): Promise<void> {
    this.stopTick?.()
    for (const feed of this.feeds.values()) feed.close()
    this.closed = true
    return Promise.resolve()
  }

  private feed(market: StreamedMarket, topics: MarketTopics): void {
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

function urlOf({ settings }: AlpacaEnvironment, market: StreamedMarket): string {
  return market === 'CRYPTO'
    ? `${settings.cryptoStreamUrl}/${settings.cryptoLocation}`
    : `${settings.stockStreamUrl}/${settings.stockFeed}`
}

/** The part of what is asked for that is of one kind; there are books of crypto pairs only. */
function topicsOf({ quotes, trades, depth, candles }: MarketTopics, market: StreamedMarket): MarketTopics {
  const ofKind = (symbols: readonly string[]): readonly string[] =>
    symbols.filter((symbol) => marketOf(symbol) === market)
  return {
    quotes: ofKind(quotes),
    trades: ofKind(trades),
    depth: market === 'CRYPTO' ? ofKind(depth) : [],
    candles: ofKind(candles),
  }
}
