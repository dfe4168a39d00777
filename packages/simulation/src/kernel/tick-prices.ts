/** Prices of recorded data as whole ticks of an instrument, and the quotes that a declared spread makes of them. */

import type { QuoteUpdate } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { sidesAround } from '@quarterdeck/venues'
import type { SpreadModel } from '../venue-model/fill-model.ts'

/** What a market shows at one moment, but for its time. */
export type Shown = Pick<QuoteUpdate, 'bidTicks' | 'askTicks' | 'bidLots' | 'askLots' | 'lastTicks'>

export interface TickGrid {
  readonly priceIncrement: number
  /** Ticks of one unit of price, where that is whole: a price divided by it is the nearest double of its decimal. */
  readonly ticksPerUnit: number | null
  readonly quantityIncrement: number
  readonly minTicks: number
  readonly maxTicks: number
}

export function tickGrid(instrument: Instrument): TickGrid {
  const priceIncrement = Number(instrument.priceIncrement)
  const bound = (text: string | null, none: number): number =>
    text === null ? none : Math.round(Number(text) / priceIncrement)
  const ticksPerUnit = Math.round(1 / priceIncrement)
  return {
    priceIncrement,
    ticksPerUnit: Math.abs(ticksPerUnit * priceIncrement - 1) < 1e-12 ? ticksPerUnit : null,
    quantityIncrement: Number(instrument.quantityIncrement),
    minTicks: bound(instrument.minPrice, Number.MIN_SAFE_INTEGER),
    maxTicks: bound(instrument.maxPrice, Number.MAX_SAFE_INTEGER),
  }
}

/** The nearest tick: adjusted series and averages lie between ticks, and nobody trades there. */
export function toTicks(grid: TickGrid, price: number): number {
  return Math.round(price / grid.priceIncrement)
}

/** The price of a number of ticks. */
export function toPrice(grid: TickGrid, ticks: number): number {
  return grid.ticksPerUnit === null ? ticks * grid.priceIncrement : ticks / grid.ticksPerUnit
}

/** Whole lots of a quantity; null: none, or too small for one. */
export function toLots(grid: TickGrid, quantity: number): number | null {
  const lots = Math.floor(quantity / grid.quantityIncrement + 1e-9)
  return lots > 0 ? lots : null
}

/** Ticks between bid and ask of a quote that is made from a price. */
export function spreadTicks(model: SpreadModel, priceTicks: number): number {
  if (model.kind === 'TICKS') return model.ticks
  if (model.kind === 'BASIS_POINTS') return Math.ceil((Math.abs(priceTicks) * model.basisPoints) / 10_000)
  return 0
}

/** The quote that is made from a price: as deep as anybody needs where no lots are given. */
export function quoteOfPrice(
  grid: TickGrid,
  spread: SpreadModel,
  of: { readonly ticks: number; readonly lots: number | null },
): Shown {
  const { minTicks, maxTicks } = grid
  const ticks = spreadTicks(spread, of.ticks)
  const { bidTicks, askTicks } = sidesAround(of.ticks, { ticks, minTicks, maxTicks })
  return { bidTicks, askTicks, bidLots: of.lots, askLots: of.lots, lastTicks: of.ticks }
}

/** Bid plus ask in ticks: twice the price that positions are marked at; the last price twice where a side is missing. */
export function halfTicksOf(shown: Shown): number {
  const { bidTicks, askTicks, lastTicks } = shown
  if (bidTicks !== null && askTicks !== null) return bidTicks + askTicks
  return lastTicks === null ? Number.NaN : lastTicks * 2
}
