/** Trades, quotes and order books as columns, in the same form as bars: one typed array a field, times in microseconds UTC. */

/** Trades in time order; several may share one instant, their order in the source is kept. */
export interface TradeColumns {
  readonly length: number
  readonly time: Float64Array
  readonly price: Float64Array
  readonly size: Float64Array
  /** Who took liquidity: 1 the buyer, -1 the seller, 0 unknown. */
  readonly aggressor: Float64Array
}

/** Best bid and ask in time order. */
export interface QuoteColumns {
  readonly length: number
  readonly time: Float64Array
  readonly bid: Float64Array
  /** 0 where the source gives no size. */
  readonly bidSize: Float64Array
  readonly ask: Float64Array
  readonly askSize: Float64Array
}

/**
 * An order book as its venue told it, a level a row: snapshots of the whole book, and changes of single levels.
 *
 * Rows of one message follow one another, share its time and its numbers, and apply together. One shape holds recordings of changes
 * and of snapshots of any depth, and as few rows as there were changes.
 */
export interface DepthColumns {
  readonly length: number
  readonly time: Float64Array
  /** The first and last of the venue's own numbers that the message covers; 0 where it has none. */
  readonly sequenceFrom: Float64Array
  readonly sequence: Float64Array
  /** 1 a bid, -1 an ask. */
  readonly side: Float64Array
  readonly price: Float64Array
  /** What stands at the price from now on; 0: nothing any more. */
  readonly size: Float64Array
  /** Sum of `DEPTH_FLAGS`. */
  readonly flags: Float64Array
}

/** `START`: the first row of a message. `SNAPSHOT`: the message is the whole book, and what it does not name is gone. */
export const DEPTH_FLAGS = { START: 1, SNAPSHOT: 2 } as const

export const TRADE_FIELDS = ['time', 'price', 'size', 'aggressor'] as const
export const QUOTE_FIELDS = ['time', 'bid', 'bidSize', 'ask', 'askSize'] as const
export const DEPTH_FIELDS = ['time', 'sequenceFrom', 'sequence', 'side', 'price', 'size', 'flags'] as const
