/** Bars for tests, from as little as a list of closes. */

import { timeframeMicros, type Timeframe } from '../strategy/time.ts'
import type { BarColumns } from '../session/columns.ts'

/** A bar by value. What is left out follows from the close: open, high and low equal it, volume is 1. */
export interface TestBar {
  /** When it opens; one timeframe after the last bar when left out. */
  readonly time?: number
  readonly open?: number
  readonly high?: number
  readonly low?: number
  readonly close: number
  readonly volume?: number
}

/** A bar with every field. */
export type WholeBar = Required<TestBar>

/** 2026-01-05T00:00:00Z, a Monday: when test bars begin. */
export const TEST_START = 1_767_571_200_000_000

/** The bar that `bar` (or a close) stands for at `time`. High and low always include open and close. */
export function wholeBar(bar: TestBar | number, time: number): WholeBar {
  const { close, open = close, volume = 1, ...given } = typeof bar === 'number' ? { close: bar } : bar
  const high = 'high' in given && given.high !== undefined ? given.high : Math.max(open, close)
  const low = 'low' in given && given.low !== undefined ? given.low : Math.min(open, close)
  const at = 'time' in given && given.time !== undefined ? given.time : time
  return { time: at, open, high, low, close, volume }
}

/** Microseconds of a bar of this timeframe. */
export function barLength(timeframe: Timeframe): number {
  const length = timeframeMicros(timeframe)
  if (length === null) throw new RangeError(`${timeframe} is no timeframe`)
  return length
}

/** Bars as the columns that `bindBars` takes. */
export function barColumns(bars: readonly WholeBar[]): BarColumns {
  const column = (field: keyof WholeBar): Float64Array => Float64Array.from(bars, (bar) => bar[field])
  return {
    time: column('time'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  }
}
