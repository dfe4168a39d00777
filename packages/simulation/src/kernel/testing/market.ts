/** Small markets for tests: an instrument with whole-unit lots and cent ticks, bars in a few words, random walks from a seed. */

import { barColumnsOf, createBarColumns } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import type { Instrument } from '@quarterdeck/sdk'

export const MINUTE = 60e6
export const DAY = 86_400e6
/** 2 January 2024, 00:00 UTC. */
export const START = 1_704_153_600e6

/** Shares of an invented company: cents, whole shares, no fees. */
export function shares(terms: Partial<Instrument> = {}): Instrument {
  const symbol = terms.symbol ?? 'ACME'
  return {
    id: `TEST:${symbol}`,
    venueId: 'TEST',
    symbol,
    venueSymbol: symbol,
    name: symbol,
    assetClass: 'EQUITY',
    currency: 'USD',
    priceIncrement: '0.01',
    quantityIncrement: '1',
    multiplier: '1',
    minQuantity: '1',
    maxQuantity: '1000000000',
    minPrice: null,
    maxPrice: null,
    expiry: null,
    strike: null,
    right: null,
    underlyingId: null,
    settlement: 'CASH',
    funding: 'FULL_PAYMENT',
    initialMarginRate: '0.5',
    maintenanceMarginRate: '0.3',
    makerFeeRate: '0',
    takerFeeRate: '0',
    feePerUnit: '0',
    calendar: '24/7',
    ...terms,
  }
}

/** Open, high, low and close of one bar; volume 1,000. */
export type Ohlc = readonly [open: number, high: number, low: number, close: number]

/** Bars one after the other, each `length` long. */
export function barsOf(rows: readonly Ohlc[], length: number = MINUTE, start: number = START): BarColumns {
  return barColumnsOf(
    rows.map(([open, high, low, close], index) => ({
      time: start + index * length,
      open,
      high,
      low,
      close,
      volume: 1_000,
    })),
  )
}

/** A walk in cents from a seed: the same bars in every run. */
export function randomBars(
  count: number,
  seed: number,
  length: number = MINUTE,
  start: number = START,
): BarColumns {
  const bars = createBarColumns(count)
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  const draw = (): number => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
  let close = 10_000
  for (let row = 0; row < count; row += 1) {
    const open = Math.max(1_000, close + Math.round((draw() - 0.5) * 8))
    close = Math.max(1_000, open + Math.round((draw() - 0.5) * 40))
    bars.time[row] = start + row * length
    bars.open[row] = open / 100
    bars.high[row] = (Math.max(open, close) + Math.floor(draw() * 10)) / 100
    bars.low[row] = (Math.min(open, close) - Math.floor(draw() * 10)) / 100
    bars.close[row] = close / 100
    bars.volume[row] = 100 + Math.floor(draw() * 1_000)
  }
  return bars
}
