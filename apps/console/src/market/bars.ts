/**
 * Turns bars and quotes into points of the chart. The chart draws pixels, so this is the one place where a decimal may
 * become a float; nothing that is shown as a number comes from here.
 */
import type { BarInterval } from '../generated/graphql.ts'

export interface Candle {
  /** Start of the bar in seconds since the epoch, shifted to the reader's zone because the chart knows none. */
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

export const intervalSeconds: Readonly<Record<BarInterval, number>> = {
  S1: 1,
  S5: 5,
  M1: 60,
  M5: 300,
  M15: 900,
  H1: 3_600,
  D1: 86_400,
}

interface BarText {
  readonly start: string
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
}

function localSeconds(ms: number): number {
  return Math.floor(ms / 1_000) - new Date(ms).getTimezoneOffset() * 60
}

/** Returns a bar as the chart draws it. */
export function toCandle(bar: BarText): Candle {
  return {
    time: localSeconds(Date.parse(bar.start)),
    open: Number(bar.open),
    high: Number(bar.high),
    low: Number(bar.low),
    close: Number(bar.close),
  }
}

/** Returns the middle of a quote for drawing, or null when a side is missing. */
export function drawnMid(quote: {
  readonly bid?: string | null | undefined
  readonly ask?: string | null | undefined
}): number | null {
  return quote.bid && quote.ask ? (Number(quote.bid) + Number(quote.ask)) / 2 : null
}

/** Returns the last candle grown by a new price, or the next one when the price belongs to a later interval. */
export function grow(last: Candle | null, price: number, atMs: number, interval: BarInterval): Candle | null {
  const seconds = intervalSeconds[interval]
  // Days start at midnight UTC, as the server's bars do; the shift comes after the rounding.
  const start = Math.floor(atMs / 1_000 / seconds) * seconds
  const time = localSeconds(start * 1_000)
  if (last && time < last.time) return null
  if (!last || time > last.time) return { time, open: price, high: price, low: price, close: price }
  return { ...last, high: Math.max(last.high, price), low: Math.min(last.low, price), close: price }
}
