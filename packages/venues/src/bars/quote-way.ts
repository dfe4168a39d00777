/**
 * The way of a market from one quote to the next where it moved without a gap: it comes to every price between, so it stops at each
 * price at which an order waits. Backtests walk a bar's path this way; so may a tape.
 */

/** Bid and ask in ticks. */
export interface Sides {
  readonly bid: number
  readonly ask: number
}

/** What waits: the first price above and below that matters, as bid and ask come to it. */
export interface Waits {
  nextPrice(direction: 'UP' | 'DOWN'): { readonly bidTicks: number; readonly askTicks: number }
}

/** The way of bid and ask from one point to the next, both moving in step. */
export class QuoteWay {
  private readonly from: Sides
  private readonly to: Sides
  /** Share of the way that lies behind us. */
  private share = 0

  constructor(from: Sides, to: Sides) {
    this.from = from
    this.to = to
  }

  /** The next place before the end at which an order waits; null: none does. */
  next(listing: Waits): Sides | null {
    const up = listing.nextPrice('UP')
    const down = listing.nextPrice('DOWN')
    const { from, to } = this
    let share = 1
    let stop: Sides | null = null
    const consider = (side: 'bid' | 'ask', price: number): void => {
      const length = to[side] - from[side]
      const reached = (price - from[side]) / length
      if (!(reached > this.share && reached < share)) return
      share = reached
      const other = side === 'bid' ? 'ask' : 'bid'
      const moved = from[other] + Math.round((to[other] - from[other]) * reached)
      stop = side === 'bid' ? { bid: price, ask: moved } : { bid: moved, ask: price }
    }
    if (to.ask > from.ask) consider('ask', up.askTicks)
    if (to.ask < from.ask) consider('ask', down.askTicks)
    if (to.bid > from.bid) consider('bid', up.bidTicks)
    if (to.bid < from.bid) consider('bid', down.bidTicks)
    this.share = share
    return stop
  }
}
