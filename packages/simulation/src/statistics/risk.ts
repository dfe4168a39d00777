/** How far returns scatter and how deep the bad ones go: volatility, downside deviation, value at risk. */
import { normalDensity, normalQuantile } from './distributions.ts'
import {
  mean,
  present,
  quantile,
  standardDeviation,
  variance,
  type Deviation,
  type Series,
} from './moments.ts'
import { geometricMean } from './returns.ts'

export interface Scaling {
  /** How many of the periods make a year; 1: leave it per period. */
  readonly periodsPerYear: number
  readonly deviation?: Deviation
}

/** Standard deviation of returns times the square root of the periods in a year. NaN below two returns. */
export function volatility(returns: Series, { periodsPerYear, deviation = 'SAMPLE' }: Scaling): number {
  return returns.length < 2 ? Number.NaN : standardDeviation(returns, deviation) * Math.sqrt(periodsPerYear)
}

/**
 * Volatility of compounded returns: sqrt((var + (1+g)^2)^n - (1+g)^(2n)), g the geometric mean return, n periods a year.
 *
 * The deviation of a product of independent returns (as quantopian and backtesting.py report it).
 *
 * @param periods how many periods the growth took, where it differs from the number of returns
 */
export function compoundVolatility(
  returns: Series,
  { periodsPerYear, deviation = 'SAMPLE' }: Scaling,
  periods: number = returns.length,
): number {
  const growth = (1 + geometricMean(returns, periods)) ** 2
  return Math.sqrt((variance(returns, deviation) + growth) ** periodsPerYear - growth ** periodsPerYear)
}

/** Root mean square of the returns below the required one (Sortino and Price 1994), scaled to a year. */
export function downsideDeviation(
  returns: Series,
  options: { readonly periodsPerYear: number; readonly required?: number | Series },
): number {
  if (returns.length === 0) return Number.NaN
  const below = excess(returns, options.required ?? 0).map((value) => Math.min(value, 0) ** 2)
  return Math.sqrt(mean(below)) * Math.sqrt(options.periodsPerYear)
}

/** Returns less a rate: one number for all periods, or one for each. */
export function excess(returns: Series, rate: number | Series): Float64Array {
  return Float64Array.from(
    returns,
    (value, i) => value - (typeof rate === 'number' ? rate : (rate[i] ?? Number.NaN)),
  )
}

/** The return that is undercut in a share of `1 - confidence` of the periods seen: a negative fraction as a rule. */
export function valueAtRisk(returns: Series, confidence: number): number {
  return quantile(returns, 1 - confidence)
}

/** Value at risk of a normal distribution with the mean and sample deviation of the returns. */
export function parametricValueAtRisk(returns: Series, confidence: number): number {
  return mean(returns) + normalQuantile(1 - confidence) * standardDeviation(returns)
}

/**
 * Expected shortfall: mean of the worst returns, those up to the place of the value at risk.
 *
 * Takes floor((n - 1) * (1 - confidence)) + 1 returns, as empyrical does.
 */
export function conditionalValueAtRisk(returns: Series, confidence: number): number {
  const sorted = present(returns).sort()
  // 1 - 0.95 is a hair above 0.05: without the margin a count that should be whole could fall below itself.
  return mean(sorted.subarray(0, Math.floor((sorted.length - 1) * (1 - confidence) + 1e-9) + 1))
}

/** Expected shortfall of a normal distribution with the mean and sample deviation of the returns. */
export function parametricConditionalValueAtRisk(returns: Series, confidence: number): number {
  const tail = normalDensity(normalQuantile(1 - confidence)) / (1 - confidence)
  return mean(returns) - standardDeviation(returns) * tail
}
