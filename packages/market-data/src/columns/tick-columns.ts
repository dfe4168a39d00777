/** Trades and quotes as columns, in the same form as bars: one typed array a field, times in microseconds UTC. */

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

export const TRADE_FIELDS = ['time', 'price', 'size', 'aggressor'] as const
export const QUOTE_FIELDS = ['time', 'bid', 'bidSize', 'ask', 'askSize'] as const
