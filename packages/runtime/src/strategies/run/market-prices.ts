/** Prices as a strategy sees them: plain numbers, each the nearest double of its exact decimal. */
import type { Instrument } from '@quarterdeck/sdk'

export interface MarketPrices {
  price(ticks: number): number
  /** Half ticks: where the middle of a quote lies. */
  middle(halfTicks: number): number
  quantity(lots: number): number
}

export function marketPrices(instrument: Instrument): MarketPrices {
  const price = scale(instrument.priceIncrement)
  return { price, middle: (halfTicks) => price(halfTicks / 2), quantity: scale(instrument.quantityIncrement) }
}

/** Multiplies by an increment; by dividing, where one unit has a whole number of increments: only that rounds once. */
function scale(increment: string): (count: number) => number {
  const step = Number(increment)
  const perUnit = Math.round(1 / step)
  return Math.abs(perUnit * step - 1) < 1e-12 ? (count) => count / perUnit : (count) => count * step
}
