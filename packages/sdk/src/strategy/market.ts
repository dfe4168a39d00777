/**
 * Market data as a strategy reads it.
 *
 * `Bar`, `Quote` and `Trade` are views that the session reuses: a view kept from an earlier callback shows the newest
 * datum that was delivered, never a later one. Copy the numbers you want to keep, or read them from a window.
 * Prices and sizes are plain numbers for arithmetic; what you order with them is turned exactly into ticks and lots.
 */

import type { InstrumentId } from '../instrument.ts'
import type { Micros, Timeframe } from './time.ts'

/** One closed bar: the newest of its series. */
export interface Bar {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  /** When the bar opened. */
  readonly time: Micros
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** In units of the instrument, not in lots. */
  readonly volume: number
  /** The series this bar is the newest of. */
  readonly window: BarWindow
}

/** The best bid and ask of one instrument. A side that nobody quotes is NaN. */
export interface Quote {
  readonly instrument: InstrumentId
  readonly time: Micros
  readonly bid: number
  readonly ask: number
  readonly bidSize: number
  readonly askSize: number
}

/** One public trade. */
export interface Trade {
  readonly instrument: InstrumentId
  readonly time: Micros
  readonly price: number
  readonly size: number
  /** Who crossed the spread; null: unknown. */
  readonly aggressor: 'BUY' | 'SELL' | null
}

/** One field of a series, newest first. */
export interface Column {
  /** How many values can be read: those delivered, at most the declared history. */
  readonly length: number
  /** The value `ago` bars back: 0 is the newest. NaN where nothing was delivered yet or history does not reach. */
  at(ago: number): number
  /** Writes the newest values into `target`, OLDEST first, and returns how many; allocates nothing. */
  copyTo(target: Float64Array): number
}

/** The delivered bars of one instrument and timeframe, newest first; as long as its subscription's `history`. */
export interface BarWindow {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly length: number
  readonly time: Column
  readonly open: Column
  readonly high: Column
  readonly low: Column
  readonly close: Column
  readonly volume: Column
}
