/** How recorded bars become quotes: by the path that every bar takes here, in backtests as on the tape (`bar-path.ts` of the venues). */

import type { Micros } from '@quarterdeck/engine'
import { intrabarOrder, pathInstant, pathPoint, sidesAround } from '@quarterdeck/venues'
import type { BarPoint, BarTicks, BarTimes, DeclaredSpread } from '@quarterdeck/venues'
import type { TapeQuote } from './tape.ts'

/** Four quotes around the prices of a trade bar, as wide as declared. */
export function quotesOfTradeBar(bar: BarTicks, times: BarTimes, spread: DeclaredSpread): TapeQuote[] {
  return intrabarOrder(bar).map((point, index) => ({
    ...quoteAround(pathInstant(times, index), bar[point], spread),
    barPoint: pathPoint(index),
  }))
}

/** A quote of a declared spread around a price. */
export function quoteAround(at: Micros, priceTicks: number, spread: DeclaredSpread): TapeQuote {
  return quoteAt(at, { ...sidesAround(priceTicks, spread), bidLots: null, askLots: null })
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
  const sum = (point: BarPoint): number => (bid ?? one).ticks[point] + (ask ?? one).ticks[point]
  const middle = { open: sum('open'), high: sum('high'), low: sum('low'), close: sum('close') }
  return intrabarOrder(middle).map((point, index) => {
    const bidTicks = bid?.ticks[point] ?? null
    const askTicks = ask?.ticks[point] ?? null
    const crossed = bidTicks !== null && askTicks !== null && bidTicks > askTicks
    return quoteAt(pathInstant(times, index), {
      barPoint: pathPoint(index),
      bidTicks: crossed && point === 'low' ? askTicks : bidTicks,
      askTicks: crossed && point === 'high' ? bidTicks : askTicks,
      bidLots: bid?.lots ?? null,
      askLots: ask?.lots ?? null,
    })
  })
}

function quoteAt(
  at: Micros,
  quote: Pick<TapeQuote, 'bidTicks' | 'askTicks' | 'bidLots' | 'askLots' | 'barPoint'>,
): TapeQuote {
  return { kind: 'QUOTE', venueAt: at, receivedAt: at, ...quote }
}
