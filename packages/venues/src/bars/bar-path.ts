/**
 * How a bar becomes a market, for backtests and for the tape player. Nobody knows what happened inside a bar, so it is declared:
 * the open, then one of high and low, then the other, then the close. NEAREST_FIRST, the rule where no other is asked for, begins
 * with whichever of them is nearer to the open (the low, if both are equally near).
 *
 * The open comes at the bar's start, the extremes after a quarter and three quarters, the close a microsecond before its end.
 */

import type { Micros } from '@quarterdeck/engine'

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

export type BarPoint = keyof BarTicks

/** Where on a bar's path a quote is: the opening is a jump, the others are come to through every price between. */
export type PathPoint = 'OPEN' | 'INNER' | 'CLOSE'

/** Points of a bar's path. */
export const PATH_POINTS = 4

const HIGH_FIRST: readonly BarPoint[] = ['open', 'high', 'low', 'close']
const LOW_FIRST: readonly BarPoint[] = ['open', 'low', 'high', 'close']

/** Which extreme of a bar the market came to first. */
export const INTRABAR_RULES = ['NEAREST_FIRST', 'HIGH_FIRST', 'LOW_FIRST'] as const
export type IntrabarRule = (typeof INTRABAR_RULES)[number]

/** The order in which the points of a bar are visited. */
export function intrabarOrder(
  bar: Pick<BarTicks, 'open' | 'high' | 'low'>,
  rule: IntrabarRule = 'NEAREST_FIRST',
): readonly BarPoint[] {
  if (rule !== 'NEAREST_FIRST') return rule === 'HIGH_FIRST' ? HIGH_FIRST : LOW_FIRST
  return bar.high - bar.open < bar.open - bar.low ? HIGH_FIRST : LOW_FIRST
}

/** When the path comes to its point number `point`, from 0. */
export function pathInstant({ start, end }: BarTimes, point: number): Micros {
  if (point === 0) return start
  if (point === PATH_POINTS - 1) return end - 1
  const length = end - start
  return start + Math.floor(point === 1 ? length / 4 : (length * 3) / 4)
}

/** What the path's point number `point` is, from 0. */
export function pathPoint(point: number): PathPoint {
  if (point === 0) return 'OPEN'
  return point === PATH_POINTS - 1 ? 'CLOSE' : 'INNER'
}

/** The spread that quotes made from prices have, and the instrument's bounds that they stay in. */
export interface DeclaredSpread {
  readonly ticks: number
  readonly minTicks: number
  readonly maxTicks: number
}

/** Bid and ask of a declared spread around a price; the odd tick of an odd spread goes above, and a side out of bounds away. */
export function sidesAround(
  priceTicks: number,
  spread: DeclaredSpread,
): { readonly bidTicks: number | null; readonly askTicks: number | null } {
  const bid = priceTicks - Math.floor(spread.ticks / 2)
  const ask = bid + spread.ticks
  return {
    bidTicks: bid < spread.minTicks ? null : bid,
    askTicks: ask > spread.maxTicks ? null : ask,
  }
}
