/** Bars of one timeframe as they grow out of prices: what a strategy's series are made of where nobody sends bars. */

import { timeframeMicros } from '@quarterdeck/market-data'
import type { Micros, Timeframe } from '@quarterdeck/sdk'

/** Prices in ticks; the volume in lots. */
export interface MadeBar {
  readonly start: Micros
  readonly end: Micros
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Monday 5 January 1970: weeks begin on Mondays, everything shorter at multiples of itself. */
const WEEK_ORIGIN = 4 * 86_400e6
const WEEK = 7 * 86_400e6

export class BarMaker {
  /** When the running bar closes; Infinity: there is none. A time without prices has no bar. */
  endsAt: Micros = Number.POSITIVE_INFINITY
  private readonly length: number
  private readonly origin: number
  private running: {
    start: Micros
    open: number
    high: number
    low: number
    close: number
    volume: number
  } | null = null

  constructor(timeframe: Timeframe) {
    const length = timeframeMicros(timeframe)
    if (length === undefined || length <= 0)
      throw new Error(`Invariant: bars that a strategy subscribes to have a fixed length (was ${timeframe})`)
    this.length = length
    this.origin = length % WEEK === 0 ? WEEK_ORIGIN : 0
  }

  /** Takes in a price. The bar before it must have been closed. */
  price(at: Micros, ticks: number): void {
    const { running } = this
    if (running === null) {
      const start = this.origin + Math.floor((at - this.origin) / this.length) * this.length
      this.running = { start, open: ticks, high: ticks, low: ticks, close: ticks, volume: 0 }
      this.endsAt = start + this.length
      return
    }
    if (at >= this.endsAt) throw new Error('Invariant: a bar is closed before prices that follow it')
    if (ticks > running.high) running.high = ticks
    if (ticks < running.low) running.low = ticks
    running.close = ticks
  }

  /** Takes in traded lots, within a bar that has a price. */
  traded(lots: number): void {
    if (this.running !== null) this.running.volume += lots
  }

  /** The running bar, which ends it. */
  close(): MadeBar {
    const { running, endsAt: end } = this
    if (running === null) throw new Error('Invariant: a bar that closes was begun')
    this.running = null
    this.endsAt = Number.POSITIVE_INFINITY
    return { ...running, end }
  }
}

/** The newest `count` bars that prices made, oldest first, and a maker that goes on with the one that still runs. */
export function barsOfPast(
  timeframe: Timeframe,
  prices: Iterable<{ readonly at: Micros; readonly ticks: number }>,
  of: { readonly count: number; readonly until: Micros },
): { readonly bars: readonly MadeBar[]; readonly maker: BarMaker } {
  const maker = new BarMaker(timeframe)
  const bars: MadeBar[] = []
  for (const { at, ticks } of prices) {
    if (at >= maker.endsAt) bars.push(maker.close())
    maker.price(at, ticks)
  }
  if (of.until >= maker.endsAt) bars.push(maker.close())
  return { bars: bars.slice(Math.max(0, bars.length - of.count)), maker }
}
