/**
 * One instrument as one connection's stream tells it, in ticks and lots: a quote only where the touch is known for sure and says
 * something new.
 *
 * Where the stream keeps a book, the book's best is the quote, and nothing is shown while the book is not valid. A quote of the
 * venue then only vouches for the book: one that is far from it means that the increments are not those that we count in.
 */
import type { Instrument } from '@quarterdeck/sdk'
import { type BookView, IncrementCounter, type QuoteRecord, type TradeRecord } from '@quarterdeck/venues'
import type { FeedQuote, FeedTrade } from '../feed/feed.ts'
import { type PriceGrid, priceGrid } from '../feed/price-grid.ts'

/** A touch that has not changed is shown again after so long: its age is that of the newest message that left it so. */
const REPEAT_AFTER_MICROS = 1_000_000

/** A print that is older is history that a stream begins with. */
const PRINT_AGE_MICROS_MAX = 30_000_000

type Touch = Pick<FeedQuote, 'bidTicks' | 'askTicks' | 'bidLots' | 'askLots'>

export class ToldMarket {
  readonly instrument: Instrument
  readonly instrumentId: string
  readonly #price: IncrementCounter
  readonly #quantity: IncrementCounter
  readonly #grid: PriceGrid
  readonly #onUnusable: (message: string) => void
  #touch: Touch | null = null
  #shown: FeedQuote | null = null
  #lastTicks: number | null = null
  /** Whether the stream keeps a book: its quotes are no touch of their own then. */
  #hasBook = false
  /** The middle of the venue's own newest quote, in half ticks; null: none came. */
  #vouched: number | null = null
  #newestPrintAt = 0
  #newestPrintId = ''
  /** Said once, until something can be used again. */
  #isUnusable = false

  /** `onUnusable`: what of the venue's word cannot be shown, once until it can. */
  constructor(instrument: Instrument, onUnusable: (message: string) => void) {
    this.instrument = instrument
    this.instrumentId = instrument.id
    this.#price = new IncrementCounter(instrument.priceIncrement)
    this.#quantity = new IncrementCounter(instrument.quantityIncrement)
    this.#grid = priceGrid(instrument)
    this.#onUnusable = onUnusable
  }

  /** Null: there is nothing to show. */
  onBook(book: BookView, receivedAt: number): FeedQuote | null {
    this.#hasBook = true
    if (book.state !== 'VALID') {
      this.#touch = null
      return null
    }
    const bid = book.bestTicks('BUY')
    const ask = book.bestTicks('SELL')
    const bidTicks = bid === bid ? bid : null
    const askTicks = ask === ask ? ask : null
    if (this.#isFarFromVouched(bidTicks, askTicks))
      return this.#unusable('its book is far from its own quote: the increments may have been changed')
    const touch = { bidTicks, askTicks, bidLots: book.bestLots('BUY'), askLots: book.bestLots('SELL') }
    return this.#show(touch, { receivedAt, venueAt: null, lastTicks: null })
  }

  onQuote(quote: QuoteRecord, receivedAt: number): FeedQuote | null {
    const [bidTicks, askTicks] = [this.#ticks(quote.bid), this.#ticks(quote.ask)]
    if (Number.isNaN(bidTicks) || Number.isNaN(askTicks))
      return this.#unusable('a quote is off the increments that it is listed with')
    if (bidTicks !== null && askTicks !== null) this.#vouched = bidTicks + askTicks
    if (this.#hasBook) return null
    if (bidTicks !== null && askTicks !== null && bidTicks > askTicks)
      return this.#unusable('bid and ask cross')
    const venueAt = quote.venueAt ?? receivedAt
    // Told late: what is shown is newer.
    if (this.#shown !== null && venueAt < this.#shown.venueAt) return null
    const last = this.#ticks(quote.last)
    const lastTicks = Number.isNaN(last) || last === this.#lastTicks ? null : last
    const touch = {
      bidTicks,
      askTicks,
      bidLots: this.#lots(quote.bidQuantity),
      askLots: this.#lots(quote.askQuantity),
    }
    return this.#show(touch, { receivedAt, venueAt, lastTicks })
  }

  /** A print, and the touch with it as the last trade; null: it is history, or was told before. */
  onTrade(
    trade: TradeRecord,
    receivedAt: number,
  ): { readonly trade: FeedTrade; readonly quote: FeedQuote | null } | null {
    const { venueAt, tradeId, aggressor } = trade
    if (receivedAt - venueAt > PRINT_AGE_MICROS_MAX || venueAt < this.#newestPrintAt) return null
    if (tradeId === this.#newestPrintId) return null
    const priceTicks = this.#price.count(trade.price)
    const lots = this.#lots(trade.quantity)
    if (Number.isNaN(priceTicks) || lots === null || lots === 0) {
      this.#unusable('a trade is off the increments that it is listed with')
      return null
    }
    this.#newestPrintAt = venueAt
    this.#newestPrintId = tradeId
    const { instrumentId } = this
    const quote =
      this.#touch === null
        ? null
        : this.#show(this.#touch, {
            receivedAt,
            venueAt: Math.max(venueAt, this.#shown?.venueAt ?? 0),
            lastTicks: priceTicks,
          })
    return { trade: { instrumentId, priceTicks, lots, aggressor, venueAt, receivedAt }, quote }
  }

  /** `venueAt` null: the venue tells none of its own, and an unchanged touch is no new offer. */
  #show(
    touch: Touch,
    said: { readonly receivedAt: number; readonly venueAt: number | null; readonly lastTicks: number | null },
  ): FeedQuote | null {
    this.#touch = touch
    this.#isUnusable = false
    const { receivedAt, lastTicks } = said
    const shown = this.#shown
    const isSame = shown !== null && isSameTouch(touch, shown)
    const isSoon = shown !== null && receivedAt - shown.receivedAt < REPEAT_AFTER_MICROS
    if (isSame && lastTicks === null && isSoon) return null
    this.#lastTicks = lastTicks ?? this.#lastTicks
    const venueAt = said.venueAt ?? (isSame ? shown.venueAt : receivedAt)
    return (this.#shown = { instrumentId: this.instrumentId, ...touch, receivedAt, venueAt, lastTicks })
  }

  /** Increments that differ do so by a factor; two words of one moment do not. */
  #isFarFromVouched(bidTicks: number | null, askTicks: number | null): boolean {
    if (this.#vouched === null || bidTicks === null || askTicks === null) return false
    const middle = bidTicks + askTicks
    return Math.abs(middle - this.#vouched) > Math.max(4, Math.abs(this.#vouched) / 2)
  }

  #unusable(message: string): null {
    if (!this.#isUnusable) this.#onUnusable(message)
    this.#isUnusable = true
    this.#touch = null
    return null
  }

  /** NaN: off the increments. */
  #ticks(price: string | null): number | null {
    return price === null ? null : this.#price.count(price)
  }

  /** Never more than is displayed: what is finer than a lot is left out. */
  #lots(quantity: string | null): number | null {
    if (quantity === null) return null
    const lots = this.#quantity.count(quantity)
    if (lots === lots) return lots
    const read = this.#grid.readQuantity(quantity)
    return read.ok ? read.down : null
  }
}

function isSameTouch(a: Touch, b: Touch): boolean {
  return (
    a.bidTicks === b.bidTicks &&
    a.askTicks === b.askTicks &&
    a.bidLots === b.bidLots &&
    a.askLots === b.askLots
  )
}
