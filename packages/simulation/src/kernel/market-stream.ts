/**
 * Recorded data of one instrument as the kernel plays it: where it stands, what comes next and when, and what it shows.
 *
 * A bar has four points that its instrument's orders can meet, and then its closing, when the strategy is told. A quote or trade
 * has one point, and so has a message of an order book, however many rows it has. While nobody trades, only the closings are visited.
 */

import type { Micros } from '@quarterdeck/engine'
import { DAY_MICROS, DEPTH_FLAGS, timeframeMicros } from '@quarterdeck/market-data'
import type {
  BarColumns,
  DepthColumns,
  QuoteColumns,
  Timeframe,
  TradeColumns,
} from '@quarterdeck/market-data'
import { intrabarOrder, PATH_POINTS, pathInstant } from '@quarterdeck/venues'
import type { IntrabarRule } from '@quarterdeck/venues'
import type { SpreadModel } from '../venue-model/fill-model.ts'
import { halfTicksOf, quoteOfPrice, spreadTicks, toLots, toTicks } from './tick-prices.ts'
import type { Shown, TickGrid } from './tick-prices.ts'

export type StreamData =
  | { readonly kind: 'BARS'; readonly bars: BarColumns; readonly timeframe: Timeframe }
  | {
      readonly kind: 'QUOTE_BARS'
      readonly bid: BarColumns
      readonly ask: BarColumns
      readonly timeframe: Timeframe
    }
  | { readonly kind: 'QUOTES'; readonly quotes: QuoteColumns }
  | { readonly kind: 'TRADES'; readonly trades: TradeColumns }
  | { readonly kind: 'DEPTH'; readonly depth: DepthColumns }

export interface StreamTerms {
  /** Index of the instrument in the book. */
  readonly instrument: number
  readonly grid: TickGrid
  readonly spread: SpreadModel
  readonly intrabar: IntrabarRule
  /** Feed of the session that takes its rows; -1: none does. */
  readonly feed: number
  readonly isMarket: boolean
  /** Whether it is the trades beside an order book, which fill what waits in it. */
  readonly isPrints: boolean
  /** Rows that are played: from the first that closes after the start, up to the end. */
  readonly firstRow: number
  readonly endRow: number
}

export interface StreamState {
  readonly row: number
  readonly point: number
  readonly isWatched: boolean
  readonly closedRow: number
  readonly closedAt: Micros
}

export class MarketStream {
  readonly data: StreamData
  readonly terms: StreamTerms
  /** When the next thing of it happens; Infinity: it is at its end. */
  nextAt: Micros = Number.POSITIVE_INFINITY
  /** The bar that is played, or the quote, trade or first row of a message that comes next. */
  row: number
  /** Point of the bar's path that comes next; PATH_POINTS: only its closing is left. */
  point: number = PATH_POINTS
  /** Whether the points of its bars are visited: somebody may trade there. */
  isWatched = false
  readonly isBars: boolean
  readonly isBook: boolean
  /** How many things it has to play. */
  readonly eventCount: number
  /** The newest bar that has closed, and when; -1: none has. */
  closedRow = -1
  closedAt: Micros = 0
  /** When each bar opens, or each quote or trade came. */
  readonly time: Float64Array
  /** Length of its bars; 0 where they follow the calendar's months. */
  private readonly lengthMicros: number
  private readonly months: number

  constructor(data: StreamData, terms: StreamTerms) {
    this.data = data
    this.terms = terms
    this.row = terms.firstRow
    this.isBars = data.kind === 'BARS' || data.kind === 'QUOTE_BARS'
    this.isBook = data.kind === 'DEPTH'
    this.time = timesOf(data)
    this.eventCount = this.countEvents()
    const timeframe = data.kind === 'BARS' || data.kind === 'QUOTE_BARS' ? data.timeframe : 'tick'
    this.lengthMicros = timeframeMicros(timeframe) ?? 0
    this.months = this.isBars && this.lengthMicros === 0 ? Number.parseInt(timeframe, 10) : 0
    if (this.isBars && this.row > 0) {
      this.closedRow = this.row - 1
      this.closedAt = this.endOf(this.closedRow)
    }
    this.plan()
  }

  /** Length of its bars; that of the newest where they have no fixed one. */
  get span(): Micros {
    if (this.months === 0 || this.closedRow < 0) return this.lengthMicros
    return this.closedAt - this.time[this.closedRow]!
  }

  /** Whether a bar's closing ends a session for certain: bars of a day or longer, and those that end with their UTC day. */
  endsSession(row: number): boolean {
    if (this.months > 0 || this.lengthMicros >= DAY_MICROS) return true
    return dayOf(this.time[row]!) !== dayOf(this.endOf(row))
  }

  /** Whether a bar begins another UTC day than the one before it. */
  beginsSession(row: number): boolean {
    return row > 0 && dayOf(this.time[row]!) !== dayOf(this.time[row - 1]!)
  }

  /** When a bar closes: its length after its opening, and never after the next one's. */
  endOf(row: number): Micros {
    const start = this.time[row]!
    const end = this.months > 0 ? monthsAfter(start, this.months) : start + this.lengthMicros
    const next = row + 1 < this.time.length ? this.time[row + 1]! : Number.POSITIVE_INFINITY
    return next < end ? next : end
  }

  /** Whether the next thing is a bar's closing. */
  isClosing(): boolean {
    return this.isBars && this.point === PATH_POINTS
  }

  /** Where it stands, as plain JSON. */
  state(): StreamState {
    const { row, point, isWatched, closedRow, closedAt } = this
    return { row, point, isWatched, closedRow, closedAt }
  }

  restore(state: StreamState): void {
    Object.assign(this, state)
    this.plan()
  }

  /** From its first point on, every point of its bars is visited. */
  watch(): void {
    this.isWatched = true
    if (this.isBars) this.point = 0
    this.plan()
  }

  /** Nobody trades: of the running bar only its closing is left. */
  unwatch(): void {
    this.isWatched = false
    this.point = PATH_POINTS
    this.plan()
  }

  /** Goes on to the next row. */
  advance(): void {
    if (this.isBars) {
      this.closedRow = this.row
      this.closedAt = this.nextAt
    }
    this.row = this.isBook ? this.messageEnd() : this.row + 1
    this.point = this.isWatched ? 0 : PATH_POINTS
    this.plan()
  }

  /** The row after the last of the message that is played. */
  messageEnd(): number {
    let end = this.row + 1
    while (end < this.time.length && !this.beginsMessage(end)) end += 1
    return end
  }

  private beginsMessage(row: number): boolean {
    return this.data.kind !== 'DEPTH' || (this.data.depth.flags[row]! & DEPTH_FLAGS.START) !== 0
  }

  private countEvents(): number {
    const { firstRow, endRow } = this.terms
    if (!this.isBook) return endRow - firstRow
    let count = 0
    for (let row = firstRow; row < endRow; row += 1) if (this.beginsMessage(row)) count += 1
    return count
  }

  /** Says when the next thing happens, after row, point or watching changed. */
  plan(): void {
    if (this.row >= this.terms.endRow) this.nextAt = Number.POSITIVE_INFINITY
    else if (!this.isBars) this.nextAt = this.time[this.row]!
    else if (this.point === PATH_POINTS) this.nextAt = this.endOf(this.row)
    else this.nextAt = this.instantOf(this.point)
  }

  /** When the running bar comes to a point of its path. */
  instantOf(point: number): Micros {
    return pathInstant({ start: this.time[this.row]!, end: this.endOf(this.row) }, point)
  }

  /** What the market shows at a point of a bar's path, or with a quote or trade; `lots` limits it where that is declared. */
  shownAt(row: number, point: number, lots: number | null): Shown {
    const { data, terms } = this
    const { grid, spread } = terms
    switch (data.kind) {
      case 'BARS': {
        const price = data.bars[pointOf(data.bars, { row, point, terms })][row]!
        return quoteOfPrice(grid, spread, { ticks: toTicks(grid, price), lots })
      }
      case 'QUOTE_BARS':
        return this.sidesAt(data.bid, data.ask, { row, point, lots })
      case 'QUOTES': {
        const { bid, ask, bidSize, askSize } = data.quotes
        return {
          bidTicks: Number.isFinite(bid[row]) ? toTicks(grid, bid[row]!) : null,
          askTicks: Number.isFinite(ask[row]) ? toTicks(grid, ask[row]!) : null,
          bidLots: toLots(grid, bidSize[row]!),
          askLots: toLots(grid, askSize[row]!),
          lastTicks: null,
        }
      }
      case 'TRADES': {
        const ticks = toTicks(grid, data.trades.price[row]!)
        return quoteOfPrice(grid, spread, { ticks, lots })
      }
      case 'DEPTH':
        throw new Error('Invariant: what an order book shows is known where it is kept, not by a row')
    }
  }

  /** Twice the price in ticks at which positions are marked when a row has closed. */
  markOf(row: number): number {
    const { data, terms } = this
    if (data.kind !== 'BARS') return halfTicksOf(this.shownAt(row, PATH_POINTS - 1, null))
    const ticks = Math.round(data.bars.close[row]! / terms.grid.priceIncrement)
    if (terms.spread.kind === 'NONE') return ticks * 2
    // An odd spread has its odd tick above the price, which moves the middle by half a tick.
    return ticks * 2 + (spreadTicks(terms.spread, ticks) % 2)
  }

  /** Volume of a bar, or size of a trade; 0 where it is unknown. */
  volumeOf(row: number): number {
    const { data } = this
    if (data.kind === 'BARS') return data.bars.volume[row]!
    if (data.kind === 'QUOTE_BARS') return data.bid.volume[row]! + data.ask.volume[row]!
    return data.kind === 'TRADES' ? data.trades.size[row]! : 0
  }

  private sidesAt(
    bid: BarColumns,
    ask: BarColumns,
    at: { readonly row: number; readonly point: number; readonly lots: number | null },
  ): Shown {
    const { row, point, lots } = at
    const { grid } = this.terms
    // In ticks, as the tape counts: doubles would see a difference where two extremes are equally near.
    const middle = {
      open: toTicks(grid, bid.open[row]!) + toTicks(grid, ask.open[row]!),
      high: toTicks(grid, bid.high[row]!) + toTicks(grid, ask.high[row]!),
      low: toTicks(grid, bid.low[row]!) + toTicks(grid, ask.low[row]!),
    }
    const name = intrabarOrder(middle, this.terms.intrabar)[point]!
    const bidTicks = toTicks(grid, bid[name][row]!)
    const askTicks = toTicks(grid, ask[name][row]!)
    // Bid and ask had their extremes at moments of their own: the side that would be better than the market was is brought back.
    const crossed = bidTicks > askTicks
    return {
      bidTicks: crossed && name === 'low' ? askTicks : bidTicks,
      askTicks: crossed && name === 'high' ? bidTicks : askTicks,
      bidLots: lots,
      askLots: lots,
      lastTicks: null,
    }
  }
}

function dayOf(at: Micros): number {
  return Math.floor(at / DAY_MICROS)
}

function monthsAfter(at: Micros, months: number): Micros {
  const date = new Date(at / 1_000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) * 1_000
}

function pointOf(
  bars: BarColumns,
  of: { readonly row: number; readonly point: number; readonly terms: StreamTerms },
): 'open' | 'high' | 'low' | 'close' {
  const { row, point, terms } = of
  if (point === 0) return 'open'
  if (point === PATH_POINTS - 1) return 'close'
  const { grid, intrabar } = terms
  const bar = {
    open: toTicks(grid, bars.open[row]!),
    high: toTicks(grid, bars.high[row]!),
    low: toTicks(grid, bars.low[row]!),
  }
  const order = intrabarOrder(bar, intrabar)
  return order[point]!
}

function timesOf(data: StreamData): Float64Array {
  if (data.kind === 'BARS') return data.bars.time
  if (data.kind === 'QUOTE_BARS') return data.bid.time
  if (data.kind === 'DEPTH') return data.depth.time
  return data.kind === 'QUOTES' ? data.quotes.time : data.trades.time
}
