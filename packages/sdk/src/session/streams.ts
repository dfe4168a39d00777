/**
 * Quotes and trades: the newest of each instrument, read through one view that is used again and again.
 * As with bars, the newest is either a row of the host's columns or a copy of what came as JSON.
 */

import type { InstrumentId } from '../instrument.ts'
import type { Quote, Trade } from '../strategy/market.ts'
import type { Micros } from '../strategy/time.ts'
import type { QuoteColumns, TradeColumns } from './columns.ts'
import { SessionInputError } from './session-error.ts'

interface Place<Columns> {
  row: number
  columns: Columns
}

/** The newest datum of one stream. */
abstract class Stream<Columns extends { readonly time: Float64Array }> {
  readonly instrument: InstrumentId
  /** Index of the instrument among the session's. */
  readonly listing: number
  protected readonly place: Place<Columns>
  #bound = false

  constructor(instrument: InstrumentId, listing: number, own: Columns) {
    this.instrument = instrument
    this.listing = listing
    this.place = { row: -1, columns: own }
  }

  bind(columns: Columns, firstRow: number): void {
    const rows = columns.time.length
    for (const [field, column] of Object.entries(columns) as [string, ArrayLike<number>][]) {
      if (column.length !== rows) {
        throw new RangeError(`columns: ${field} has ${column.length} rows and time has ${rows}`)
      }
    }
    if (!Number.isInteger(firstRow) || firstRow < 0 || firstRow > rows) {
      throw new RangeError(`firstRow must be a whole number from 0 to ${rows} (was ${firstRow})`)
    }
    this.place.columns = columns
    this.place.row = firstRow - 1
    this.#bound = true
  }

  /** Moves on to the next row of the bound columns; answers whether it is that. */
  advance(row: number): boolean {
    const { place } = this
    if (row !== place.row + 1 || !this.#bound || row >= place.columns.time.length) return false
    place.row = row
    return true
  }

  /** Why `advance` answered no. */
  whyNot(row: number): string {
    if (!this.#bound) return `${this.instrument} has no columns: bind them first`
    const { place } = this
    return `${this.instrument}: row ${row} is not the next one, ${place.row + 1} of ${place.columns.time.length}`
  }

  /** Its own one row, for a datum that comes by value. */
  protected take(): Columns {
    if (this.#bound) throw new SessionInputError(`${this.instrument} is bound to columns`)
    this.place.row = 0
    return this.place.columns
  }
}

export class QuoteStream extends Stream<QuoteColumns> {
  readonly quote: Quote

  constructor(instrument: InstrumentId, listing: number) {
    const one = (): Float64Array => new Float64Array(1)
    super(instrument, listing, { time: one(), bid: one(), ask: one(), bidSize: one(), askSize: one() })
    this.quote = new QuoteView(this.place, instrument)
  }

  push(time: Micros, bid: number, ask: number, bidSize: number, askSize: number): void {
    const own = this.take()
    own.time[0] = time
    own.bid[0] = bid
    own.ask[0] = ask
    own.bidSize[0] = bidSize
    own.askSize[0] = askSize
  }
}

export class TradeStream extends Stream<TradeColumns> {
  readonly trade: Trade

  constructor(instrument: InstrumentId, listing: number) {
    const one = (): Float64Array => new Float64Array(1)
    super(instrument, listing, { time: one(), price: one(), size: one(), aggressor: new Int8Array(1) })
    this.trade = new TradeView(this.place, instrument)
  }

  push(time: Micros, price: number, size: number, aggressor: 'BUY' | 'SELL' | null): void {
    const own = this.take()
    own.time[0] = time
    own.price[0] = price
    own.size[0] = size
    own.aggressor[0] = aggressor === null ? 0 : aggressor === 'BUY' ? 1 : -1
  }
}

class QuoteView implements Quote {
  readonly instrument: InstrumentId
  readonly #place: Place<QuoteColumns>

  constructor(place: Place<QuoteColumns>, instrument: InstrumentId) {
    this.#place = place
    this.instrument = instrument
    Object.freeze(this)
  }

  get time(): Micros {
    return this.#place.columns.time[this.#place.row] as number
  }

  get bid(): number {
    return this.#place.columns.bid[this.#place.row] as number
  }

  get ask(): number {
    return this.#place.columns.ask[this.#place.row] as number
  }

  get bidSize(): number {
    return this.#place.columns.bidSize[this.#place.row] as number
  }

  get askSize(): number {
    return this.#place.columns.askSize[this.#place.row] as number
  }
}

class TradeView implements Trade {
  readonly instrument: InstrumentId
  readonly #place: Place<TradeColumns>

  constructor(place: Place<TradeColumns>, instrument: InstrumentId) {
    this.#place = place
    this.instrument = instrument
    Object.freeze(this)
  }

  get time(): Micros {
    return this.#place.columns.time[this.#place.row] as number
  }

  get price(): number {
    return this.#place.columns.price[this.#place.row] as number
  }

  get size(): number {
    return this.#place.columns.size[this.#place.row] as number
  }

  get aggressor(): 'BUY' | 'SELL' | null {
    const side = this.#place.columns.aggressor[this.#place.row]
    return side === 1 ? 'BUY' : side === -1 ? 'SELL' : null
  }
}
