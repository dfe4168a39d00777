/** Inputs that a run cannot take yet, in their order; of quotes that come meanwhile the newest of each instrument. */
import type { QuoteInput, StrategyInput, TimerInput } from '@quarterdeck/sdk'

export class WaitingInputs {
  #queue: StrategyInput[] = []
  readonly #newestQuotes = new Map<string, QuoteInput>()

  /** Quotes do not count: there are no more of them than instruments. */
  get length(): number {
    return this.#queue.length
  }

  push(input: StrategyInput): void {
    this.#queue.push(input)
  }

  /** In the place of an older one of the same instrument. */
  keepNewest(quote: QuoteInput): void {
    this.#newestQuotes.set(quote.instrumentId, quote)
  }

  shift(): StrategyInput | undefined {
    return this.#queue.shift() ?? this.#nextQuote()
  }

  /** Lets go of what the market and the time said: only orders, the account, and what a run begins and ends with still count. The timers among it. */
  forgetMarket(): readonly TimerInput[] {
    const timers = this.#queue.filter((input) => input.type === 'timer')
    this.#queue = this.#queue.filter((input) => !isOfMarket(input))
    this.#newestQuotes.clear()
    return timers
  }

  forgetQuotes(): void {
    this.#newestQuotes.clear()
  }

  #nextQuote(): QuoteInput | undefined {
    for (const [instrumentId, quote] of this.#newestQuotes) {
      this.#newestQuotes.delete(instrumentId)
      return quote
    }
    return undefined
  }
}

function isOfMarket(input: StrategyInput): boolean {
  switch (input.type) {
    case 'quote':
    case 'trade':
    case 'timer':
      return true
    case 'bar':
      return input.warmup !== true
    default:
      return false
  }
}
