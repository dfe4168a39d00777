/** A measure over a window that moves one period at a time. */
import type { Series } from './moments.ts'
import { sharpeRatio, type RatioOptions } from './ratios.ts'
import { volatility, type Scaling } from './risk.ts'

/** The measure of each full window, oldest first: length - window + 1 values, none while there are too few. */
export function rolling(
  values: Series,
  window: number,
  measure: (part: Float64Array) => number,
): Float64Array {
  const all = Float64Array.from(values)
  const count = Math.max(0, all.length - window + 1)
  return Float64Array.from({ length: count }, (_, i) => measure(all.subarray(i, i + window)))
}

export function rollingSharpe(returns: Series, window: number, options: RatioOptions): Float64Array {
  return rolling(returns, window, (part) => sharpeRatio(part, options))
}

export function rollingVolatility(returns: Series, window: number, options: Scaling): Float64Array {
  return rolling(returns, window, (part) => volatility(part, options))
}
