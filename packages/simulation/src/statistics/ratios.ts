/**
 * Reward for risk: Sharpe, Sortino, Calmar, Omega, tail ratio, stability.
 *
 * Each returns NaN where the ratio has no meaning (too few returns, nothing over nothing) and Infinity where there is
 * reward without risk.
 */
import {
  correlation,
  mean,
  present,
  quantile,
  standardDeviation,
  type Deviation,
  type Series,
} from './moments.ts'
import { annualReturn, growthOfOne } from './returns.ts'
import { maxDrawdown } from './drawdown.ts'
import { downsideDeviation, excess } from './risk.ts'

export interface RatioOptions {
  /** How many of the periods make a year; 1: not annualized. */
  readonly periodsPerYear: number
  /** Risk-free (Sharpe) or required (Sortino) return of one period: one number, or one for each period. */
  readonly rate?: number | Series
  readonly deviation?: Deviation
}

/** Mean excess return over its deviation, times the root of the periods in a year (Sharpe 1994). */
export function sharpeRatio(returns: Series, options: RatioOptions): number {
  if (returns.length < 2) return Number.NaN
  const over = excess(returns, options.rate ?? 0)
  return (mean(over) / standardDeviation(over, options.deviation)) * Math.sqrt(options.periodsPerYear)
}

/**
 * Sharpe ratio less the flattery of autocorrelated returns, whose root-of-time scaling understates risk.
 *
 * Divides by sqrt(1 + 2 sum_k (1 - k/n) |rho|^k), rho the lag-one autocorrelation, k = 1 to n - 1 (quantstats; after Lo 2002).
 */
export function smartSharpeRatio(returns: Series, options: RatioOptions): number {
  return sharpeRatio(returns, options) / autocorrelationPenalty(present(returns))
}

function autocorrelationPenalty(returns: Float64Array): number {
  const count = returns.length
  const rho = Math.abs(correlation(returns.subarray(0, -1), returns.subarray(1)))
  if (Number.isNaN(rho)) return 1
  let total = 0
  let power = 1
  for (let lag = 1; lag < count; lag++) {
    power *= rho
    if (power < 1e-17) break
    total += (1 - lag / count) * power
  }
  return Math.sqrt(1 + 2 * total)
}

/** Yearly mean of the returns above the required one, over their downside deviation (Sortino and Price 1994). */
export function sortinoRatio(returns: Series, { periodsPerYear, rate = 0 }: RatioOptions): number {
  if (returns.length < 2) return Number.NaN
  return (
    (mean(excess(returns, rate)) * periodsPerYear) /
    downsideDeviation(returns, { periodsPerYear, required: rate })
  )
}

/** Annual return over the depth of the deepest drawdown (Young 1991); NaN without a drawdown. */
export function calmarRatio(returns: Series, periodsPerYear: number): number {
  const deepest = maxDrawdown(returns)
  return deepest < 0 ? annualReturn(returns, periodsPerYear) / -deepest : Number.NaN
}

/**
 * Gains above a threshold over losses below it (Keating and Shadwick 2002); NaN without losses.
 *
 * @param options.requiredAnnual yearly return that counts as zero, compounded; at -1 or less nothing can fall short: NaN
 * @param options.rate risk-free return of one period, taken off first
 */
export function omegaRatio(
  returns: Series,
  options: {
    readonly periodsPerYear: number
    readonly requiredAnnual?: number
    readonly rate?: number | Series
  },
): number {
  const { periodsPerYear, requiredAnnual = 0, rate = 0 } = options
  if (returns.length < 2 || requiredAnnual <= -1) return Number.NaN
  const threshold = periodsPerYear === 1 ? requiredAnnual : (1 + requiredAnnual) ** (1 / periodsPerYear) - 1
  let gains = 0
  let losses = 0
  for (const over of excess(returns, rate)) {
    const apart = over - threshold
    if (apart > 0) gains += apart
    else if (apart < 0) losses -= apart
  }
  return losses > 0 ? gains / losses : Number.NaN
}

/** The 95th percentile of returns over the 5th, both without sign: above 1 the good tail is the longer one. */
export function tailRatio(returns: Series): number {
  return Math.abs(quantile(returns, 0.95)) / Math.abs(quantile(returns, 0.05))
}

/** R squared of a straight line through the cumulative log returns: 1 is steady growth, 0 none. NaN below two returns. */
export function stability(returns: Series): number {
  const growth = growthOfOne(present(returns))
  if (growth.length < 2) return Number.NaN
  return (
    correlation(
      growth.map((_, i) => i),
      growth.map((value) => Math.log(value)),
    ) ** 2
  )
}
