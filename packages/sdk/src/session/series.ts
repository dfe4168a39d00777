/**
 * The delivered bars of one series: where windows, the bar view and indicator feeds read from.
 *
 * A series is either a ring that JSON bars are copied into, or a place in the host's own columns (`bind`). Both are read
 * the same way: index `(head - ago) & mask`, with a mask of all ones for columns. What lies past `head` cannot be reached
 * through a view, and `length` never exceeds the declared history, so both show exactly the same.
 */

import type { InstrumentId } from '../instrument.ts'
import type { Bar, BarWindow, Column } from '../strategy/market.ts'
import type { Micros, Timeframe } from '../strategy/time.ts'
import type { BarColumns } from './columns.ts'
import { SessionInputError } from './session-error.ts'

const FIELDS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

/** The place of the newest row; shared by a series and its views. */
interface Place {
  head: number
  mask: number
  length: number
  columns: BarColumns
}

/** An indicator that follows a series. */
export interface AttachedUpdate {
  readonly update: (bar: Bar) => void
  /** Back to what it was when it was attached. */
  readonly restart: () => void
}

/** One series of bars. The session moves it; strategies see `window` and `bar`. */
export class BarSeries {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly history: number
  /** Index of the instrument among the session's. */
  readonly listing: number
  readonly window: BarWindow
  readonly bar: Bar
  readonly #columns: Readonly<Record<(typeof FIELDS)[number], FieldColumn>>
  /** What `feed` registered, in order. */
  readonly updates: ((bar: Bar) => void)[] = []
  /** Of these, the indicators that can begin anew. */
  readonly attached: AttachedUpdate[] = []
  readonly #place: Place
  #bound = false

  constructor(instrument: InstrumentId, timeframe: Timeframe, history: number, listing: number) {
    this.instrument = instrument
    this.timeframe = timeframe
    this.history = history
    this.listing = listing
    const size = 2 ** Math.ceil(Math.log2(history))
    this.#place = { head: -1, mask: size - 1, length: 0, columns: ring(size) }
    const window = new Window(this.#place, instrument, timeframe)
    this.window = window
    this.#columns = window
    this.bar = new BarView(this.#place, this.window)
  }

  /** How many bars can be read. */
  get length(): number {
    return this.#place.length
  }

  get close(): number {
    const place = this.#place
    return place.columns.close[place.head & place.mask] as number
  }

  /** Reads from the host's columns from now on; the rows below `firstRow` stand for what was delivered before. */
  bind(columns: BarColumns, firstRow: number): void {
    const rows = columns.time.length
    for (const field of FIELDS) {
      if (columns[field].length !== rows) {
        throw new RangeError(
          `columns: ${field} has ${columns[field].length} rows and time has ${rows}; they must be equal`,
        )
      }
    }
    if (!Number.isInteger(firstRow) || firstRow < 0 || firstRow > rows) {
      throw new RangeError(`firstRow must be a whole number from 0 to ${rows} (was ${firstRow})`)
    }
    const place = this.#place
    place.columns = columns
    for (const field of FIELDS) rebind(this.#columns[field], columns[field])
    place.mask = -1
    place.head = firstRow - 1
    place.length = Math.min(place.length, firstRow)
    this.#bound = true
  }

  /** Moves on to a row of the bound columns; answers whether it is the next one. */
  advance(row: number): boolean {
    const place = this.#place
    if (row !== place.head + 1 || !this.#bound || row >= place.columns.time.length) return false
    place.head = row
    if (place.length !== this.history) place.length++
    return true
  }

  /** Why `advance` answered no. */
  whyNot(row: number): string {
    const series = `${this.instrument} ${this.timeframe}`
    if (!this.#bound) return `${series} has no columns: bindBars first`
    const { head, columns } = this.#place
    return `${series}: row ${row} is not the next one, ${head + 1} of ${columns.time.length}`
  }

  /** Takes in one bar by value. */
  push(time: Micros, open: number, high: number, low: number, close: number, volume: number): void {
    const place = this.#place
    if (this.#bound) throw new SessionInputError(`${this.instrument} ${this.timeframe} is bound to columns`)
    const at = (place.head + 1) & place.mask
    place.head = at
    if (place.length !== this.history) place.length++
    const { columns } = place
    columns.time[at] = time
    columns.open[at] = open
    columns.high[at] = high
    columns.low[at] = low
    columns.close[at] = close
    columns.volume[at] = volume
  }

  /** Hands the newest bar to the indicator feeds. */
  update(): void {
    const { updates, bar } = this
    for (let index = 0; index < updates.length; index++) (updates[index] as (bar: Bar) => void)(bar)
  }

  /** Counts the bars that are kept in new shares; columns that are bound are the host's own to restate. */
  restate(ratio: number): void {
    if (this.#bound) return
    const { columns } = this.#place
    for (const field of ['open', 'high', 'low', 'close'] as const)
      columns[field].forEach((price, at) => (columns[field][at] = price / ratio))
    columns.volume.forEach((volume, at) => (columns.volume[at] = volume * ratio))
  }

  /** Lets attached indicators begin anew over every bar that was delivered and is still there. */
  refeed(): void {
    if (this.attached.length === 0) return
    for (const { restart } of this.attached) restart()
    const place = this.#place
    const { head, length } = place
    const first = this.#bound ? 0 : head - length + 1
    for (let at = first; at <= head; at++) {
      place.head = at
      place.length = Math.min(at - first + 1, this.history)
      for (const { update } of this.attached) update(this.bar)
    }
    place.head = head
    place.length = length
  }

  /** The readable bars, oldest first, each as [time, open, high, low, close, volume]. */
  rows(): readonly (readonly number[])[] {
    const { head, mask, length, columns } = this.#place
    return Array.from({ length }, (_, index) => {
      const at = (head - (length - 1 - index)) & mask
      return FIELDS.map((field) => columns[field][at] as number)
    })
  }
}

function ring(size: number): BarColumns {
  const column = (): Float64Array => new Float64Array(size)
  return {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  }
}

let rebind: (column: FieldColumn, values: Float64Array) => void

class FieldColumn implements Column {
  static {
    rebind = (column, values) => {
      column.#values = values
    }
  }

  readonly #place: Place
  #values: Float64Array

  constructor(place: Place, values: Float64Array) {
    this.#place = place
    this.#values = values
    Object.freeze(this)
  }

  get length(): number {
    return this.#place.length
  }

  at(ago: number): number {
    const place = this.#place
    if (!(ago >= 0 && ago < place.length)) return Number.NaN
    return this.#values[(place.head - ago) & place.mask] as number
  }

  copyTo(target: Float64Array): number {
    const place = this.#place
    const count = Math.min(place.length, target.length)
    for (let index = 0; index < count; index++) {
      target[index] = this.#values[(place.head - (count - 1 - index)) & place.mask] as number
    }
    return count
  }
}

class Window implements BarWindow {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly time: FieldColumn
  readonly open: FieldColumn
  readonly high: FieldColumn
  readonly low: FieldColumn
  readonly close: FieldColumn
  readonly volume: FieldColumn
  readonly #place: Place

  constructor(place: Place, instrument: InstrumentId, timeframe: Timeframe) {
    this.#place = place
    this.instrument = instrument
    this.timeframe = timeframe
    this.time = new FieldColumn(place, place.columns.time)
    this.open = new FieldColumn(place, place.columns.open)
    this.high = new FieldColumn(place, place.columns.high)
    this.low = new FieldColumn(place, place.columns.low)
    this.close = new FieldColumn(place, place.columns.close)
    this.volume = new FieldColumn(place, place.columns.volume)
    Object.freeze(this)
  }

  get length(): number {
    return this.#place.length
  }
}

class BarView implements Bar {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly window: BarWindow
  readonly #place: Place

  constructor(place: Place, window: BarWindow) {
    this.#place = place
    this.window = window
    this.instrument = window.instrument
    this.timeframe = window.timeframe
    Object.freeze(this)
  }

  get time(): Micros {
    const place = this.#place
    return place.columns.time[place.head & place.mask] as number
  }

  get open(): number {
    const place = this.#place
    return place.columns.open[place.head & place.mask] as number
  }

  get high(): number {
    const place = this.#place
    return place.columns.high[place.head & place.mask] as number
  }

  get low(): number {
    const place = this.#place
    return place.columns.low[place.head & place.mask] as number
  }

  get close(): number {
    const place = this.#place
    return place.columns.close[place.head & place.mask] as number
  }

  get volume(): number {
    const place = this.#place
    return place.columns.volume[place.head & place.mask] as number
  }
}
