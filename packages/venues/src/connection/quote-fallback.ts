/**
 * Asks for quotes that a stream does not tell: the declared fallback from a stream to asking. What is asked for is told like any
 * other quote, and each symbol is asked for once at a time.
 */

import type { Answer } from '../contract/answer.ts'
import type { QuoteRecord } from '../contract/records.ts'
import { DataAgeWatch, type AgeLimits } from './data-age.ts'

export interface QuoteFallbackOptions {
  readonly limits: AgeLimits
  readonly everyMs: number
  readonly nowMs: () => number
  readonly ask: (symbol: string) => Promise<Answer<QuoteRecord>>
  readonly tell: (quote: QuoteRecord) => void
}

export class QuoteFallback {
  private readonly options: QuoteFallbackOptions
  private readonly ages = new DataAgeWatch()
  private readonly asking = new Set<string>()
  private askedAtMs = Number.NEGATIVE_INFINITY

  constructor(options: QuoteFallbackOptions) {
    this.options = options
  }

  /** Watches these symbols and no others; the age of those that were watched goes on. */
  watch(symbols: readonly string[]): void {
    for (const symbol of this.ages.names()) if (!symbols.includes(symbol)) this.ages.forget(symbol)
    const now = this.options.nowMs()
    for (const symbol of symbols)
      if (this.ages.ageMs(symbol, now) === null) this.ages.watch(symbol, this.options.limits, now)
  }

  /** The stream told a quote. */
  data(symbol: string): void {
    this.ages.data(symbol, this.options.nowMs())
  }

  /** To be called about once a second: asks for what is missing. */
  tick(): void {
    const now = this.options.nowMs()
    if (now - this.askedAtMs < this.options.everyMs) return
    const missing = this.ages.names().filter((symbol) => this.ages.verdict(symbol, now) !== 'FRESH')
    if (missing.length > 0) this.askedAtMs = now
    for (const symbol of missing) void this.ask(symbol)
  }

  private async ask(symbol: string): Promise<void> {
    if (this.asking.has(symbol)) return
    this.asking.add(symbol)
    const answer = await this.options.ask(symbol)
    this.asking.delete(symbol)
    const now = this.options.nowMs()
    // Nobody may want it any more.
    if (!answer.ok || this.ages.ageMs(symbol, now) === null) return
    this.ages.probed(symbol, true, now)
    this.options.tell({ ...answer.value, venueSymbol: symbol })
  }
}
