/** Plays the messages of a recorded order book into the market of a venue, and says what its top shows. */

import type { DepthColumns } from '@quarterdeck/market-data'
import { DEPTH_FLAGS } from '@quarterdeck/market-data'
import { BUY, SELL } from '@quarterdeck/venues'
import type { RecordedMarket } from '@quarterdeck/venues'
import { toTicks } from './tick-prices.ts'
import type { Shown, TickGrid } from './tick-prices.ts'

export class BookPlayer {
  private readonly depth: DepthColumns
  private readonly market: RecordedMarket
  private readonly grid: TickGrid
  private readonly message = { isSnapshot: false, sequenceFrom: 0, sequence: 0 }

  constructor(depth: DepthColumns, market: RecordedMarket, grid: TickGrid) {
    this.depth = depth
    this.market = market
    this.grid = grid
  }

  /** Applies the rows from one up to, without, another: a whole message, or several. */
  play(from: number, to: number): void {
    const { depth, market, grid, message } = this
    const { flags, sequenceFrom, sequence, side, price, size } = depth
    for (let row = from; row < to; row += 1) {
      const flag = flags[row]!
      if ((flag & DEPTH_FLAGS.START) !== 0) {
        if (row > from) market.end()
        message.isSnapshot = (flag & DEPTH_FLAGS.SNAPSHOT) !== 0
        message.sequenceFrom = sequenceFrom[row]!
        message.sequence = sequence[row]!
        market.begin(message)
      }
      // Less than a lot is nothing that anybody could trade.
      const lots = Math.floor(size[row]! / grid.quantityIncrement + 1e-9)
      market.set(side[row] === 1 ? BUY : SELL, toTicks(grid, price[row]!), lots)
    }
    if (to > from) market.end()
  }

  /** What its top shows now; the given one where that is the same. */
  shown(before: Shown): Shown {
    const { market } = this
    const [bid, ask] = [market.touch(BUY), market.touch(SELL)]
    const bidTicks = Number.isNaN(bid) ? null : bid
    const askTicks = Number.isNaN(ask) ? null : ask
    const bidLots = bidTicks === null ? null : market.touchLots(BUY)
    const askLots = askTicks === null ? null : market.touchLots(SELL)
    const isSame =
      bidTicks === before.bidTicks &&
      askTicks === before.askTicks &&
      bidLots === before.bidLots &&
      askLots === before.askLots
    return isSame ? before : { bidTicks, askTicks, bidLots, askLots, lastTicks: null }
  }
}
