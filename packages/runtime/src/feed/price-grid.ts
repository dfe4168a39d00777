/** An instrument's grid: ticks and lots to exact decimals and back, and the bounds its prices must stay in. */

import { decimalScale, decimalUnits, formatDecimal, parseDecimal } from '@quarterdeck/sdk'
import type { Instrument } from '@quarterdeck/sdk'

/** Digits that recorded data may carry beyond the instrument's own; anything finer is a fault of the data. */
const READ_SCALE = 18

export interface PriceGrid {
  /** One tick and one lot as doubles, for models only: never for a price that is shown. */
  readonly tickSize: number
  readonly lotSize: number
  /** Inclusive price bounds in ticks; without bounds of its own an instrument may trade at any price, also below zero. */
  readonly minTicks: number
  readonly maxTicks: number
  readonly minLots: number
  readonly maxLots: number
  formatPrice(ticks: number): string
  formatQuantity(lots: number): string
  /** Half ticks, which is where the middle of a quote lies, as an exact decimal. */
  formatHalfTicks(halfTicks: number): string
  /** Reads a price; `ticks` may have a fraction when the price lies between two ticks. */
  readPrice(text: string): ReadOnGrid
  readQuantity(text: string): ReadOnGrid
}

/** A decimal measured in increments. `down` and `up` are the nearest whole increments, equal when it lies on the grid. */
export type ReadOnGrid =
  | { readonly ok: true; readonly down: number; readonly up: number }
  | { readonly ok: false; readonly message: string }

function readOnGrid(text: string, increment: bigint): ReadOnGrid {
  const parsed = parseDecimal(text, READ_SCALE)
  if (!parsed.ok) return { ok: false, message: parsed.message }
  const whole = parsed.units / increment
  const exact = whole * increment === parsed.units
  const down = Number(exact || parsed.units >= 0n ? whole : whole - 1n)
  if (!Number.isSafeInteger(down))
    return { ok: false, message: `must be below ${Number.MAX_SAFE_INTEGER} increments` }
  return { ok: true, down, up: exact ? down : down + 1 }
}

/** Builds the grid of an instrument; costs a few parses, so build it once. */
export function priceGrid(instrument: Instrument): PriceGrid {
  const priceScale = decimalScale(instrument.priceIncrement)
  const quantityScale = decimalScale(instrument.quantityIncrement)
  const tickUnits = decimalUnits(instrument.priceIncrement, priceScale)
  const lotUnits = decimalUnits(instrument.quantityIncrement, quantityScale)
  const tickUnitsWide = decimalUnits(instrument.priceIncrement, READ_SCALE)
  const lotUnitsWide = decimalUnits(instrument.quantityIncrement, READ_SCALE)
  const bound = (text: string, increment: bigint): number => {
    const read = readOnGrid(text, increment)
    if (!read.ok)
      throw new Error(`Invariant: the bounds of ${instrument.id} lie on its grid: ${text} ${read.message}`)
    return read.down
  }
  return {
    tickSize: Number(instrument.priceIncrement),
    lotSize: Number(instrument.quantityIncrement),
    minTicks: instrument.minPrice === null ? -(2 ** 45) : bound(instrument.minPrice, tickUnitsWide),
    maxTicks: instrument.maxPrice === null ? 2 ** 45 : bound(instrument.maxPrice, tickUnitsWide),
    minLots: Math.max(1, bound(instrument.minQuantity, lotUnitsWide)),
    maxLots: bound(instrument.maxQuantity, lotUnitsWide),
    formatPrice: (ticks) => formatDecimal(BigInt(ticks) * tickUnits, priceScale),
    formatQuantity: (lots) => formatDecimal(BigInt(lots) * lotUnits, quantityScale),
    formatHalfTicks: (halfTicks) => formatDecimal(BigInt(halfTicks) * tickUnits * 5n, priceScale + 1),
    readPrice: (text) => readOnGrid(text, tickUnitsWide),
    readQuantity: (text) => readOnGrid(text, lotUnitsWide),
  }
}
