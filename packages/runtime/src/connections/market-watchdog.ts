/**
 * Watches how old what is known of each symbol is. Heartbeats count for nothing: a symbol that was quiet for a while is compared
 * with the venue's own quote, and one that differs, or cannot be compared, puts the connection in doubt.
 */
import {
  DataAgeWatch,
  type AgeLimits,
  type MarketStreamEvent,
  type QuoteRecord,
  type VenueReads,
} from '@quarterdeck/venues'

export interface MarketWatchdogOptions {
  readonly reads: Pick<VenueReads, 'quote'>
  readonly limits: AgeLimits
  readonly nowMs: () => number
  /** What is doubted; null: nothing any more. */
  readonly onDoubt: (message: string | null) => void
  /** The stream told something else than the venue says: it is to be opened anew. */
  readonly onContradiction: () => void
}

/** Comparisons begun in one look, a second: symbols that are all quiet must not use up the budget. */
const PROBES_MAX = 1

export class MarketWatchdog {
  readonly #options: MarketWatchdogOptions
  readonly #ages = new DataAgeWatch()
  readonly #told = new Map<string, QuoteRecord>()
  readonly #probing = new Set<string>()
  /** Symbols whose last comparison differed. */
  readonly #differed = new Set<string>()

  constructor(options: MarketWatchdogOptions) {
    this.#options = options
  }

  /** Watches these symbols and no others; the age of those that were watched goes on. */
  watch(symbols: readonly string[]): void {
    const now = this.#options.nowMs()
    for (const symbol of this.#ages.names()) {
      if (symbols.includes(symbol)) continue
      this.#ages.forget(symbol)
      this.#told.delete(symbol)
      this.#differed.delete(symbol)
    }
    for (const symbol of symbols)
      if (this.#ages.ageMs(symbol, now) === null) this.#ages.watch(symbol, this.#options.limits, now)
  }

  told(event: MarketStreamEvent): void {
    const now = this.#options.nowMs()
    switch (event.kind) {
      case 'QUOTE':
        this.#told.set(event.quote.venueSymbol, event.quote)
        this.#ages.data(event.quote.venueSymbol, now)
        return
      case 'TRADE':
        this.#ages.data(event.trade.venueSymbol, now)
        return
      case 'BOOK':
        if (event.book.state === 'VALID') this.#ages.data(event.venueSymbol, now)
        return
      case 'CANDLE':
      case 'STATE':
      case 'RESYNC':
    }
  }

  /** To be called about once a second while the stream says that it is ready. */
  look(): void {
    const now = this.#options.nowMs()
    const verdicts = this.#ages.names().map((symbol) => [symbol, this.#ages.verdict(symbol, now)] as const)
    const stale = verdicts.filter(([, verdict]) => verdict === 'STALE').map(([symbol]) => symbol)
    this.#options.onDoubt(stale.length === 0 ? null : doubtOf(stale))
    const quiet = verdicts.filter(([symbol, verdict]) => verdict !== 'FRESH' && !this.#probing.has(symbol))
    for (const [symbol] of quiet.slice(0, PROBES_MAX)) void this.#probe(symbol)
  }

  async #probe(symbol: string): Promise<void> {
    this.#probing.add(symbol)
    const told = this.#told.get(symbol)
    const answer = await this.#options.reads.quote(symbol)
    this.#probing.delete(symbol)
    // What came meanwhile settles it.
    if (!answer.ok || told !== this.#told.get(symbol)) return
    // Nothing was told that could be wrong; what comes is held against this from now on.
    if (told === undefined) this.#told.set(symbol, answer.value)
    const agrees = told === undefined || isSameTouch(told, answer.value)
    const differedBefore = this.#differed.delete(symbol)
    // The stream's own message of a change may be on its way: only what differs again is a contradiction.
    if (!agrees && !differedBefore) {
      this.#differed.add(symbol)
      return
    }
    this.#ages.probed(symbol, agrees, this.#options.nowMs())
    if (!agrees) this.#options.onContradiction()
  }
}

function doubtOf(stale: readonly string[]): string {
  const [first = '', ...others] = stale
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `what was told of ${first}${more} is old, or is not what the venue quotes now`
}

function isSameTouch(told: QuoteRecord, now: QuoteRecord): boolean {
  return told.bid === now.bid && told.ask === now.ask
}
