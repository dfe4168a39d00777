/**
 * The books of a market stream: invalid until a snapshot, invalid again when anything is doubtful, and compared with the venue's
 * own quote when they are quiet, because heartbeats alone prove nothing.
 */

import { IncrementCounter } from '../book/decimal-count.ts'
import { OFF_INCREMENTS, OrderBook } from '../book/order-book.ts'
import type { Answer } from '../contract/answer.ts'
import type { AlertSink } from '../contract/alerts.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { QuoteRecord } from '../contract/records.ts'
import { DataAgeWatch, type AgeLimits } from './data-age.ts'

/** How prices and sizes of a book are counted. */
export interface BookIncrements {
  readonly price: IncrementCounter
  readonly quantity: IncrementCounter
}

export interface WatchedBooksOptions {
  readonly venueId: string
  readonly limits: AgeLimits
  readonly nowMs: () => number
  readonly alert: AlertSink
  readonly reads: Pick<VenueReads, 'instruments' | 'quote'>
  /** A book changed, became invalid, or is quiet and was found to be what the venue quotes. */
  readonly tell: (symbol: string, book: OrderBook) => void
  /** A book that was valid cannot be so any more: what was told of it may be wrong. */
  readonly onBroken: (message: string) => void
  /** A level does not fit the increments that we know; they are forgotten, to be read again. */
  readonly onOffIncrements: (message: string) => void
  /** A book is quiet and is not what the venue quotes, or nothing vouched for it for too long. */
  readonly onSilent: (message: string) => void
}

interface WatchedBook {
  readonly book: OrderBook
  probing: boolean
}

export class WatchedBooks {
  private readonly options: WatchedBooksOptions
  private readonly increments = new Map<string, BookIncrements>()
  private readonly books = new Map<string, WatchedBook>()
  private readonly ages = new DataAgeWatch()

  constructor(options: WatchedBooksOptions) {
    this.options = options
  }

  symbols(): readonly string[] {
    return [...this.books.keys()]
  }

  knows(symbols: readonly string[]): boolean {
    return symbols.every((symbol) => this.increments.has(symbol))
  }

  /** Reads the increments of what is listed, where they are not known; false: they could not be read. */
  async learn(symbols: readonly string[]): Promise<boolean> {
    if (this.knows(symbols)) return true
    const answer = await this.options.reads.instruments(symbols)
    if (!answer.ok) return false
    for (const { instrument } of answer.value)
      this.increments.set(instrument.venueSymbol, {
        price: new IncrementCounter(instrument.priceIncrement),
        quantity: new IncrementCounter(instrument.quantityIncrement),
      })
    return true
  }

  /** Opens books that are not, and begins to count the age of all anew. */
  open(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      if (!this.books.has(symbol)) this.books.set(symbol, { book: new OrderBook(symbol), probing: false })
      this.ages.watch(symbol, this.options.limits, this.options.nowMs())
    }
  }

  /** Keeps these books and no others. */
  keep(symbols: readonly string[]): void {
    for (const symbol of this.books.keys()) {
      if (symbols.includes(symbol)) continue
      this.books.delete(symbol)
      this.ages.forget(symbol)
    }
  }

  /** Applies what a message says of a book. A symbol without a book, or whose increments are not known, is of no interest. */
  apply(symbol: string, change: (book: OrderBook, increments: BookIncrements) => void): void {
    const book = this.books.get(symbol)?.book
    const increments = this.increments.get(symbol)
    if (book === undefined || increments === undefined) return
    const before = book.state
    change(book, increments)
    if (book.state === 'VALID') this.ages.data(symbol, this.options.nowMs())
    else if (before === 'VALID') this.broken(symbol, book)
    this.options.tell(symbol, book)
  }

  allValid(): boolean {
    return [...this.books.values()].every(({ book }) => book.state === 'VALID')
  }

  invalidateAll(because: string): void {
    for (const [symbol, { book }] of this.books) {
      if (book.state !== 'VALID') continue
      book.invalidate(because)
      this.options.tell(symbol, book)
    }
  }

  /** To be called about once a second while the connection is open. */
  tick(): void {
    const nowMs = this.options.nowMs()
    for (const [symbol, watched] of this.books) {
      const verdict = this.ages.verdict(symbol, nowMs)
      // One that waits for its snapshot in vain is as silent as one that tells nothing.
      if (verdict === 'STALE') this.silent(symbol)
      else if (verdict === 'PROBE' && !watched.probing && watched.book.state === 'VALID')
        void this.probe(symbol, watched)
    }
  }

  /** Compares a quiet book with the venue's own quote. Data that came meanwhile settles it too. */
  private async probe(symbol: string, watched: WatchedBook): Promise<void> {
    watched.probing = true
    const before = this.ages.ageMs(symbol, this.options.nowMs()) ?? 0
    const answer: Answer<QuoteRecord> = await this.options.reads.quote(symbol)
    watched.probing = false
    const nowMs = this.options.nowMs()
    const increments = this.increments.get(symbol)
    const isWatched = this.books.get(symbol) === watched && watched.book.state === 'VALID'
    if (!answer.ok || increments === undefined || !isWatched) return
    if ((this.ages.ageMs(symbol, nowMs) ?? 0) < before) return
    const agrees = isTouchOf(watched.book, answer.value, increments)
    this.ages.probed(symbol, agrees, nowMs)
    if (agrees) this.options.tell(symbol, watched.book)
    else this.silent(symbol)
  }

  private silent(symbol: string): void {
    const { venueId, alert, onSilent } = this.options
    const message = `the book of ${symbol} is silent and is not what the venue quotes`
    alert({ venueId, kind: 'SILENT_STREAM', subject: symbol, message })
    onSilent(message)
  }

  private broken(symbol: string, book: OrderBook): void {
    const { venueId, alert, onBroken, onOffIncrements } = this.options
    const message = `the book of ${symbol} is not valid: ${book.because ?? ''}`
    alert({ venueId, kind: 'CROSSED_BOOK', subject: symbol, message })
    if (book.because !== OFF_INCREMENTS) {
      onBroken(message)
      return
    }
    // The venue may have changed them: they are read again before the next connection.
    this.increments.clear()
    onOffIncrements(message)
  }
}

/** Whether a quote is the book's best on both sides, in price and size. */
function isTouchOf(book: OrderBook, quote: QuoteRecord, { price, quantity }: BookIncrements): boolean {
  const same = (side: 'BUY' | 'SELL', ticks: string | null, lots: string | null): boolean =>
    Object.is(ticks === null ? Number.NaN : price.count(ticks), book.bestTicks(side)) &&
    (lots === null ? 0 : quantity.count(lots)) === book.bestLots(side)
  return same('BUY', quote.bid, quote.bidQuantity) && same('SELL', quote.ask, quote.askQuantity)
}
