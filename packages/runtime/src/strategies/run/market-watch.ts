/** What a run is told of the market: quotes and trades as they come, and bars when they close. */
import type { Micros } from '@quarterdeck/engine'
import {
  type BarInput,
  type Feed,
  type Instrument,
  type QuoteInput,
  type StrategyInput,
  type TradeInput,
  timeframeMicros,
} from '@quarterdeck/sdk'
import { BARS_KEPT } from '../../feed/bars.ts'
import type { FeedQuote, FeedTrade } from '../../feed/feed.ts'
import type { BarInterval, BarView } from '../../runtime.ts'
import type { FeedGauge } from '../incidents/feed-gauge.ts'
import { type LiveBar, LiveBars } from './live-bars.ts'
import { type MarketPrices, marketPrices } from './market-prices.ts'
import { WARM_UP_BARS_MAX } from './run-bounds.ts'

interface Series {
  readonly feed: Extract<Feed, { kind: 'BARS' }>
  readonly bars: LiveBars
  closesAt: Micros
}

export interface MarketWatchOptions {
  readonly feeds: readonly Feed[]
  readonly instruments: readonly Instrument[]
  readonly bars: (instrumentId: string, interval: BarInterval, count: number) => readonly BarView[]
  readonly gauge: FeedGauge
}

/** What is wrong with the past that a strategy subscribes to; null: nothing. */
export function warmUpFault(feeds: readonly Feed[]): string | null {
  const asked = feeds.reduce(
    (sum, feed) => sum + (feed.kind === 'BARS' ? Math.min(feed.history, BARS_KEPT) : 0),
    0,
  )
  if (asked <= WARM_UP_BARS_MAX) return null
  return `it subscribes to ${asked} bars of history, and ${WARM_UP_BARS_MAX} may be told before a start: ask for less of each series`
}

export class MarketWatch {
  readonly #gauge: FeedGauge
  readonly #prices: ReadonlyMap<string, MarketPrices>
  readonly #quoted: ReadonlySet<string>
  readonly #traded: ReadonlySet<string>
  readonly #series: readonly Series[]
  /** When the next bar closes; Infinity: none is watched. */
  nextCloseAt: Micros = Number.POSITIVE_INFINITY

  constructor({ feeds, instruments, bars, gauge }: MarketWatchOptions) {
    this.#gauge = gauge
    gauge.follow(feeds)
    this.#prices = new Map(instruments.map((instrument) => [instrument.id, marketPrices(instrument)]))
    this.#quoted = watched(feeds, 'QUOTES')
    this.#traded = watched(feeds, 'TRADES')
    this.#series = feeds.flatMap((feed) =>
      feed.kind === 'BARS'
        ? [{ feed, bars: new LiveBars(feed.instrumentId, feed.timeframe, bars), closesAt: 0 }]
        : [],
    )
  }

  /** Watches bars that close after an instant. */
  begin(at: Micros): void {
    this.#gauge.begin(at)
    for (const series of this.#series) series.closesAt = series.bars.closesAfter(at)
    this.#plan()
  }

  /** Bars from before an instant, for windows and indicators: in the order in which they closed. */
  warmUp(at: Micros): readonly BarInput[] {
    return this.#series
      .flatMap(({ feed, bars }) =>
        bars.history(at, feed.history).map((bar) => {
          const closedAt = bars.closesAfter(bar.time)
          return { ...barInput(feed, bar, closedAt), warmup: true as const }
        }),
      )
      .sort((one, other) => one.at - other.at)
  }

  /** The bars that closed by an instant and were not told yet. */
  closed(at: Micros): readonly BarInput[] {
    const inputs: BarInput[] = []
    while (this.nextCloseAt <= at) {
      const closesAt = this.nextCloseAt
      for (const series of this.#series) {
        if (series.closesAt !== closesAt) continue
        const bar = this.#gauge.isHeld ? null : series.bars.closedAt(closesAt)
        if (bar !== null) inputs.push(this.#barTold(series.feed, bar, closesAt))
        series.closesAt = series.bars.closesAfter(closesAt)
      }
      this.#plan()
    }
    return inputs
  }

  quote(quote: FeedQuote): QuoteInput | null {
    const prices = this.#quoted.has(quote.instrumentId) ? this.#prices.get(quote.instrumentId) : undefined
    if (prices === undefined || this.#gauge.isHeld) return null
    const { instrumentId, bidTicks, askTicks, bidLots, askLots, receivedAt, venueAt } = quote
    this.#gauge.noteStream(instrumentId, receivedAt)
    return {
      type: 'quote',
      at: receivedAt,
      instrumentId,
      time: venueAt,
      bid: bidTicks === null ? null : prices.price(bidTicks),
      ask: askTicks === null ? null : prices.price(askTicks),
      bidSize: bidLots === null ? null : prices.quantity(bidLots),
      askSize: askLots === null ? null : prices.quantity(askLots),
    }
  }

  trade(trade: FeedTrade): TradeInput | null {
    const prices = this.#traded.has(trade.instrumentId) ? this.#prices.get(trade.instrumentId) : undefined
    if (prices === undefined || this.#gauge.isHeld) return null
    const { instrumentId, priceTicks, lots, aggressor, receivedAt, venueAt } = trade
    this.#gauge.noteStream(instrumentId, receivedAt)
    const at = { at: receivedAt, time: venueAt }
    return {
      type: 'trade',
      ...at,
      instrumentId,
      price: prices.price(priceTicks),
      size: prices.quantity(lots),
      aggressor,
    }
  }

  #barTold(feed: Series['feed'], bar: LiveBar, at: Micros): BarInput {
    this.#gauge.noteBar(feed.instrumentId, timeframeMicros(feed.timeframe), at)
    return barInput(feed, bar, at)
  }

  #plan(): void {
    this.nextCloseAt = Math.min(Number.POSITIVE_INFINITY, ...this.#series.map(({ closesAt }) => closesAt))
  }
}

/** Whether an input may be left out for a newer one of its kind when a run falls behind. */
export function isConflatable(input: StrategyInput): input is QuoteInput {
  return input.type === 'quote'
}

function watched(feeds: readonly Feed[], kind: Feed['kind']): ReadonlySet<string> {
  return new Set(feeds.filter((feed) => feed.kind === kind).map(({ instrumentId }) => instrumentId))
}

function barInput(feed: Series['feed'], bar: LiveBar, at: Micros): BarInput {
  const { instrumentId, timeframe } = feed
  return { type: 'bar', at, instrumentId, timeframe, ...bar, volume: 0 }
}
