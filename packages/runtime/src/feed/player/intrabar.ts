/**
 * How a bar becomes quotes. The rule is declared, because nobody knows what happened inside: the open, then whichever of
 * high and low is nearer to the open (the low, if both are equally near), then the other, then the close.
 *
 * The open comes at the bar's start, the extremes after a quarter and three quarters, the close a microsecond before its end.
 */

import type { Micros } from '@quarterdeck/engine'
import type { TapeQuote } from './tape.ts'

/** Prices of one bar in ticks. */
export interface BarTicks {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

export interface BarTimes {
  readonly start: Micros
  readonly end: Micros
}

type Point = keyof BarTicks

/** The order in which the points of a bar are visited. */
export function intrabarOrder(bar: BarTicks): readonly Point[] {
  const highFirst = bar.high - bar.open < bar.open - bar.low
  return highFirst ? ['open', 'high', 'low', 'close'] : ['open', 'low', 'high', 'close']
}

function instants({ start, end }: BarTimes): readonly Micros[] {
  const length = end - start
  return [start, start + Math.floor(length / 4), start + Math.floor((length * 3) / 4), end - 1]
}

/** Four quotes around the prices of a trade bar, as wide as declared. */
export function quotesOfTradeBar(bar: BarTicks, times: BarTimes, spread: DeclaredSpread): TapeQuote[] {
  const at = instants(times)
  return intrabarOrder(bar).map((point, index) => quoteAround(at[index] ?? times.start, bar[point], spread))
}

/** The spread that quotes made from prices have, and the instrument's bounds that they stay in. */
export interface DeclaredSpread {
  readonly ticks: number
  readonly minTicks: number
  readonly maxTicks: number
}

/** A quote of a declared spread around a price; the odd tick of an odd spread goes above, and a side out of bounds away. */
export function quoteAround(at: Micros, priceTicks: number, spread: DeclaredSpread): TapeQuote {
  const bid = priceTicks - Math.floor(spread.ticks / 2)
  const ask = bid + spread.ticks
  const bidTicks = bid < spread.minTicks ? null : bid
  return quoteAt(at, { bidTicks, askTicks: ask > spread.maxTicks ? null : ask, bidLots: null, askLots: null })
}

/** One side of a quote bar with the size that was shown at its close; null: the side was not quoted. */
export interface SideBar {
  readonly ticks: BarTicks
  readonly lots: number | null
}

/**
 * Four quotes of a bar that has bid and ask of its own; the order follows their middle. Bid and ask had their extremes at
 * moments of their own, so these may be crossed: the side that would be better than the market was is brought back to touch.
 */
export function quotesOfQuoteBar(
  sides: { readonly bid: SideBar | null; readonly ask: SideBar | null },
  times: BarTimes,
): TapeQuote[] {
  const { bid, ask } = sides
  const one = bid ?? ask
  if (one === null) return []
  const sum = (point: Point): number => (bid ?? one).ticks[point] + (ask ?? one).ticks[point]
  const middle = { open: sum('open'), high: sum('high'), low: sum('low'), close: sum('close') }
  const at = instants(times)
  return intrabarOrder(middle).map((point, index) => {
    const bidTicks = bid?.ticks[point] ?? null
    const askTicks = ask?.ticks[point] ?? null
    const crossed = bidTicks !== null && askTicks !== null && bidTicks > askTicks
    return quoteAt(at[index] ?? times.start, {
      bidTicks: crossed && point === 'low' ? askTicks : bidTicks,
      askTicks: crossed && point === 'high' ? bidTicks : askTicks,
      bidLots: bid?.lots ?? null,
      askLots: ask?.lots ?? null,
    })
  })
}

function quoteAt(
  at: Micros,
  quote: Pick<TapeQuote, 'bidTicks' | 'askTicks' | 'bidLots' | 'askLots'>,
): TapeQuote {
  return { kind: 'QUOTE', venueAt: at, receivedAt: at, ...quote }
}
