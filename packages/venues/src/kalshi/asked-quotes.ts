/**
 * Market data without a credential: Kalshi opens no stream for it, so quotes are asked for, again and again. Its owner sees it as
 * degraded: books and trades are not told.
 */

import { QuoteFallback } from '../connection/quote-fallback.ts'
import type { MarketStreamEvent, MarketTopics, VenueStream } from '../contract/streams.ts'
import type { MarketStreamOptions } from './market-stream.ts'

export function askedQuotes({
  environment,
  quote,
  topics,
  listener,
}: Omit<MarketStreamOptions, 'list'>): VenueStream {
  const { time, settings } = environment
  const { quotesEveryMs } = settings
  let stopTick: (() => void) | null = null
  let closed = false
  const tell = (event: MarketStreamEvent): void => {
    if (!closed) listener(event)
  }
  const quotes = new QuoteFallback({
    // What was asked for is old when it is time to ask again.
    limits: { probeAfterMs: quotesEveryMs, staleAfterMs: settings.staleAfterMs },
    everyMs: quotesEveryMs,
    nowMs: () => time.nowMs(),
    ask: quote,
    tell: (asked) => tell({ kind: 'QUOTE', quote: asked, receivedAt: time.nowMs() * 1_000 }),
  })
  const tick = (): void => {
    quotes.tick()
    stopTick = time.after(quotesEveryMs, tick)
  }
  const watch = ({ quotes: symbols, depth, trades }: MarketTopics): void => {
    quotes.watch([...new Set([...symbols, ...depth, ...trades])])
  }
  tell({
    kind: 'STATE',
    state: 'DEGRADED',
    message: `Kalshi streams nothing without an API key: quotes are asked for every ${quotesEveryMs} ms, books and trades are not told`,
  })
  watch(topics)
  stopTick = time.after(0, tick)
  return {
    setTopics: watch,
    close: () => {
      closed = true
      stopTick?.()
      return Promise.resolve()
    },
  }
}
