/** What an order book must be before it is played: whole messages, and levels on the grid of their instrument. */

import { DEPTH_FLAGS } from '@quarterdeck/market-data'
import type { DepthColumns } from '@quarterdeck/market-data'
import type { Instrument } from '@quarterdeck/sdk'

/** How far from a multiple of its increment a price may lie that was read as a double, in increments. */
const OFF_GRID_MAX = 1e-6

/** What is wrong with a book, naming the row from 0; null: nothing. Crossed sides and gaps are for validation: they are played as such. */
export function depthFault(depth: DepthColumns, instrument: Instrument): string | null {
  const { length, time, side, price, size, flags } = depth
  const increment = Number(instrument.priceIncrement)
  for (let row = 0; row < length; row += 1) {
    const isStart = (flags[row]! & DEPTH_FLAGS.START) !== 0
    if (!isStart && (row === 0 || time[row] !== time[row - 1]))
      return `row ${row} goes on with a message that is not of its time`
    if (side[row] !== 1 && side[row] !== -1) return `row ${row} has side ${side[row]!}, none of 1 and -1`
    if (!(size[row]! >= 0)) return `row ${row} has size ${size[row]!}, which is below 0`
    const ticks = price[row]! / increment
    if (!(Math.abs(ticks - Math.round(ticks)) <= OFF_GRID_MAX * Math.max(1, Math.abs(ticks) * 1e-6)))
      return `row ${row} has price ${price[row]!}, which is no multiple of the price increment ${instrument.priceIncrement}`
  }
  return null
}
