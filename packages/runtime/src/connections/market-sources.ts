/**
 * Makes one feed of the market streams of many connections: each instrument has one source at a time, the first healthy one of
 * those that follow it, and its quotes and trades go out in ticks and lots.
 */
import { lastingDifference } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { ListedInstrument, MarketStreamEvent } from '@quarterdeck/venues'
import { ToldMarket } from '../live/told-market.ts'
import type { Connector, ConnectionHooks } from './connector.ts'

type BookOrQuote = Extract<MarketStreamEvent, { readonly kind: 'BOOK' | 'QUOTE' }>

/** What one connection follows, by venue symbol. */
type Following = ReadonlyMap<string, ToldMarket>

export interface MarketSourcesOptions {
  readonly hooks: Pick<ConnectionHooks, 'onListed' | 'onQuote' | 'onTrade' | 'onStatus'>
  readonly isHealthy: (connector: Connector) => boolean
  /** What of a venue's message could not be used. */
  readonly onUnusable: (connector: Connector, venueSymbol: string, message: string) => void
}

export class MarketSources {
  readonly #options: MarketSourcesOptions
  readonly #following = new Map<Connector, Following>()
  /** The newest that was told of a symbol and not shown, as its time had not come: a quiet book does not repeat itself. */
  readonly #kept = new Map<Connector, Map<string, BookOrQuote>>()
  /** Those that follow an instrument, in the order in which they began to. */
  readonly #followers = new Map<string, Connector[]>()

  constructor(options: MarketSourcesOptions) {
    this.#options = options
  }

  /** All that a connection follows from now on; nothing: it is gone. */
  follow(connector: Connector, listed: readonly ListedInstrument[]): void {
    const before = this.#following.get(connector) ?? new Map<string, ToldMarket>()
    const following = new Map(
      listed.map(({ instrument }) => {
        const known = before.get(instrument.venueSymbol)
        const isSame = known !== undefined && lastingDifference(known.instrument, instrument) === null
        return [instrument.venueSymbol, isSame ? known : this.#toldBy(connector, instrument)] as const
      }),
    )
    const kept = new Set([...following.values()].map(({ instrumentId }) => instrumentId))
    for (const { instrumentId } of before.values())
      if (!kept.has(instrumentId)) this.#leave(connector, instrumentId)
    for (const symbol of before.keys()) if (!following.has(symbol)) this.#kept.get(connector)?.delete(symbol)
    for (const instrumentId of kept) this.#join(connector, instrumentId)
    if (listed.length === 0) this.#following.delete(connector)
    else this.#following.set(connector, following)
    const { hooks } = this.#options
    hooks.onListed(connector, listed)
    for (const { instrument, status } of listed)
      if (this.#isSource(connector, instrument.id))
        hooks.onStatus({ instrumentId: instrument.id, status, sessionEndsAt: null })
    if (listed.length === 0) this.#kept.delete(connector)
    this.review()
  }

  told(connector: Connector, event: MarketStreamEvent): void {
    const { hooks } = this.#options
    switch (event.kind) {
      case 'BOOK':
      case 'QUOTE':
        this.#touch(connector, event)
        return
      case 'TRADE': {
        const market = this.#sourced(connector, event.trade.venueSymbol)
        const print = market?.onTrade(event.trade, event.receivedAt) ?? null
        if (print?.quote != null) hooks.onQuote(print.quote)
        if (print !== null) hooks.onTrade(print.trade)
        return
      }
      case 'CANDLE':
      case 'STATE':
      case 'RESYNC':
    }
  }

  /** Connections stand otherwise than before: who is the source of an instrument now shows what he knows of it. */
  review(): void {
    for (const [connector, kept] of this.#kept)
      for (const [symbol, event] of kept)
        if (this.#sourced(connector, symbol) !== null) this.#touch(connector, event)
  }

  /** Instruments of this connection that another one tells of. */
  servedByOthers(connector: Connector): readonly string[] {
    const followed = [...(this.#following.get(connector)?.values() ?? [])]
    return followed
      .filter(({ instrumentId }) => !this.#isSource(connector, instrumentId))
      .map(({ instrumentId }) => instrumentId)
  }

  #touch(connector: Connector, event: BookOrQuote): void {
    const symbol = event.kind === 'BOOK' ? event.venueSymbol : event.quote.venueSymbol
    const market = this.#sourced(connector, symbol)
    if (market === null) {
      this.#keep(connector, symbol, event)
      return
    }
    this.#kept.get(connector)?.delete(symbol)
    const { receivedAt } = event
    const quote =
      event.kind === 'BOOK' ? market.onBook(event.book, receivedAt) : market.onQuote(event.quote, receivedAt)
    if (quote !== null) this.#options.hooks.onQuote(quote)
  }

  /** A book says more than a quote, and goes on to be as it is. */
  #keep(connector: Connector, symbol: string, event: BookOrQuote): void {
    const kept = this.#kept.get(connector) ?? new Map<string, BookOrQuote>()
    this.#kept.set(connector, kept)
    if (event.kind === 'BOOK' || kept.get(symbol)?.kind !== 'BOOK') kept.set(symbol, event)
  }

  #toldBy(connector: Connector, instrument: Instrument): ToldMarket {
    return new ToldMarket(instrument, (message) =>
      this.#options.onUnusable(connector, instrument.venueSymbol, message),
    )
  }

  /** The market of a symbol, where the connection is its source now. */
  #sourced(connector: Connector, venueSymbol: string): ToldMarket | null {
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
