/**
 * Makes one feed of the market streams of many connections: each instrument has one source at a time, the first healthy one of
 * those that follow it, and its quotes and trades go out in ticks and lots.
 */
import {
  IncrementCounter,
  type ListedInstrument,
  type MarketStreamEvent,
  type QuoteRecord,
  type TradeRecord,
} from '@quarterdeck/venues'
import type { Connector, ConnectionHooks } from './connector.ts'

interface Followed {
  readonly instrumentId: string
  readonly price: IncrementCounter
  readonly quantity: IncrementCounter
}

/** What one connection follows, by venue symbol. */
type Following = ReadonlyMap<string, Followed>

export interface MarketSourcesOptions {
  readonly hooks: Pick<ConnectionHooks, 'onListed' | 'onQuote' | 'onTrade' | 'onStatus'>
  readonly isHealthy: (connector: Connector) => boolean
  /** What of a venue's message could not be used. */
  readonly onUnusable: (connector: Connector, venueSymbol: string, message: string) => void
}

export class MarketSources {
  readonly #options: MarketSourcesOptions
  readonly #following = new Map<Connector, Following>()
  /** Those that follow an instrument, in the order in which they began to. */
  readonly #followers = new Map<string, Connector[]>()

  constructor(options: MarketSourcesOptions) {
    this.#options = options
  }

  /** All that a connection follows from now on; nothing: it is gone. */
  follow(connector: Connector, listed: readonly ListedInstrument[]): void {
    const before = this.#following.get(connector) ?? new Map<string, Followed>()
    const following = new Map(listed.map((one) => [one.instrument.venueSymbol, followedOf(one)]))
    const kept = new Set([...following.values()].map(({ instrumentId }) => instrumentId))
    for (const { instrumentId } of before.values())
      if (!kept.has(instrumentId)) this.#leave(connector, instrumentId)
    for (const instrumentId of kept) this.#join(connector, instrumentId)
    if (listed.length === 0) this.#following.delete(connector)
    else this.#following.set(connector, following)
    const { hooks } = this.#options
    hooks.onListed(connector, listed)
    for (const { instrument, status } of listed)
      if (this.#isSource(connector, instrument.id))
        hooks.onStatus({ instrumentId: instrument.id, status, sessionEndsAt: null })
  }

  told(connector: Connector, event: MarketStreamEvent): void {
    if (event.kind === 'QUOTE') this.#quote(connector, event.quote, event.receivedAt)
    else if (event.kind === 'TRADE') this.#trade(connector, event.trade, event.receivedAt)
  }

  /** Instruments of this connection that another one tells of. */
  servedByOthers(connector: Connector): readonly string[] {
    const followed = [...(this.#following.get(connector)?.values() ?? [])]
    return followed
      .filter(({ instrumentId }) => !this.#isSource(connector, instrumentId))
      .map(({ instrumentId }) => instrumentId)
  }

  #quote(connector: Connector, quote: QuoteRecord, receivedAt: number): void {
    const followed = this.#sourced(connector, quote.venueSymbol)
    if (followed === null) return
    const { price, quantity } = followed
    const count = (counter: IncrementCounter, text: string | null) =>
      text === null ? null : counter.count(text)
    const numbers = {
      bidTicks: count(price, quote.bid),
      askTicks: count(price, quote.ask),
      bidLots: count(quantity, quote.bidQuantity),
      askLots: count(quantity, quote.askQuantity),
      lastTicks: count(price, quote.last),
    }
    if (Object.values(numbers).some((number) => Number.isNaN(number))) {
      this.#options.onUnusable(
        connector,
        quote.venueSymbol,
        'a quote is off the increments that it is listed with',
      )
      return
    }
    const { instrumentId } = followed
    this.#options.hooks.onQuote({
      instrumentId,
      ...numbers,
      receivedAt,
      venueAt: quote.venueAt ?? receivedAt,
    })
  }

  #trade(connector: Connector, trade: TradeRecord, receivedAt: number): void {
    const followed = this.#sourced(connector, trade.venueSymbol)
    if (followed === null) return
    const priceTicks = followed.price.count(trade.price)
    const lots = followed.quantity.count(trade.quantity)
    if (Number.isNaN(priceTicks) || Number.isNaN(lots)) {
      this.#options.onUnusable(
        connector,
        trade.venueSymbol,
        'a trade is off the increments that it is listed with',
      )
      return
    }
    const { instrumentId } = followed
    const { aggressor, venueAt } = trade
    this.#options.hooks.onTrade({ instrumentId, priceTicks, lots, aggressor, venueAt, receivedAt })
  }

  /** The instrument of a symbol, where the connection is its source now. */
  #sourced(connector: Connector, venueSymbol: string): Followed | null {
    const followed = this.#following.get(connector)?.get(venueSymbol)
    return followed !== undefined && this.#isSource(connector, followed.instrumentId) ? followed : null
  }

  #isSource(connector: Connector, instrumentId: string): boolean {
    const followers = this.#followers.get(instrumentId) ?? []
    if (followers.length < 2) return true
    return (followers.find(this.#options.isHealthy) ?? followers[0]) === connector
  }

  #join(connector: Connector, instrumentId: string): void {
    const followers = this.#followers.get(instrumentId) ?? []
    if (!followers.includes(connector)) this.#followers.set(instrumentId, [...followers, connector])
  }

  #leave(connector: Connector, instrumentId: string): void {
    const left = (this.#followers.get(instrumentId) ?? []).filter((one) => one !== connector)
    if (left.length === 0) this.#followers.delete(instrumentId)
    else this.#followers.set(instrumentId, left)
  }
}

function followedOf({ instrument }: ListedInstrument): Followed {
  return {
    instrumentId: instrument.id,
    price: new IncrementCounter(instrument.priceIncrement),
    quantity: new IncrementCounter(instrument.quantityIncrement),
  }
}
