/**
 * Market data in columns, as the host of a backtest keeps it: one typed array a field, one row a datum, oldest first.
 * The session reads from them in place; they must not change below the last delivered row.
 */

/** Times in microseconds; `time` is when the bar opened. All columns have the same length. */
export interface BarColumns {
  readonly time: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

export interface QuoteColumns {
  readonly time: Float64Array
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly bidSize: Float64Array
  readonly askSize: Float64Array
}

export interface TradeColumns {
  readonly time: Float64Array
  readonly price: Float64Array
  readonly size: Float64Array
  /** 1: the buyer crossed the spread, -1: the seller, 0: unknown. */
  readonly aggressor: Int8Array
}
