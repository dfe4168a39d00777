/** Bars made up for tests: from a seed, or from a few closes. */
import { createBarColumns, type BarColumns } from '../columns/bar-columns.ts'

/** 2024-01-01T00:00:00Z in microseconds. */
export const NEW_YEAR = 1_704_067_200_000_000

/** Minute in microseconds. */
export const MINUTE = 60_000_000

/** A random walk of consistent bars, the same for the same seed. Prices have two decimals. */
export function walk(
  length: number,
  { from = NEW_YEAR, step = MINUTE, seed = 1 }: { from?: number; step?: number; seed?: number } = {},
): BarColumns {
  const bars = createBarColumns(length)
  let state = seed >>> 0
  const chance = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  let price = 10_000
  for (let row = 0; row < length; row += 1) {
    const open = price
    price = Math.max(100, price + Math.floor(chance() * 41) - 20)
    bars.time[row] = from + row * step
    bars.open[row] = open / 100
    bars.close[row] = price / 100
    bars.high[row] = (Math.max(open, price) + Math.floor(chance() * 10)) / 100
    bars.low[row] = (Math.min(open, price) - Math.floor(chance() * 10)) / 100
    bars.volume[row] = Math.floor(chance() * 1_000)
  }
  return bars
}
