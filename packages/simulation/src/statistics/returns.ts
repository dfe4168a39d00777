/**
 * Returns of a series of values, and what they compound to.
 *
 * A return is a fraction: 0.01 is one per cent. Definitions follow empyrical (Apache-2.0), which most published figures use.
 */
import { present, type Series } from './moments.ts'

/** Change from each value to the next as a fraction: one entry fewer than there are values. */
export function simpleReturns(values: Series): Float64Array {
  const returns = new Float64Array(Math.max(0, values.length - 1))
  for (let i = 0; i < returns.length; i++) {
    returns[i] = (values[i + 1] ?? Number.NaN) / (values[i] ?? Number.NaN) - 1
  }
  return returns
}

/** What one unit has become after each return; NaN returns change nothing. */
export function growthOfOne(returns: Series): Float64Array {
  const growth = new Float64Array(returns.length)
  let value = 1
  for (let i = 0; i < growth.length; i++) {
    const step = returns[i] ?? Number.NaN
    if (!Number.isNaN(step)) value *= 1 + step
    growth[i] = value
  }
  return growth
}

/** Compounded return of all periods; NaN without any. */
export function totalReturn(returns: Series): number {
  return returns.length === 0 ? Number.NaN : (growthOfOne(returns).at(-1) ?? 1) - 1
}

/**
 * The yearly return that compounds to the same: (1 + total)^(periods a year / periods) - 1.
 *
 * A period without a value counts as time that passed.
 */
export function annualReturn(returns: Series, periodsPerYear: number): number {
  if (returns.length === 0) return Number.NaN
  return (1 + totalReturn(returns)) ** (periodsPerYear / returns.length) - 1
}

/**
 * Compound annual growth rate over calendar time: (last / first)^(1 / years) - 1.
 *
 * @param span.days time between the two, in days
 * @param span.daysPerYear 365.25 unless a source counts otherwise
 */
export function compoundAnnualGrowth(
  first: number,
  last: number,
  span: { readonly days: number; readonly daysPerYear: number },
): number {
  return span.days <= 0 ? Number.NaN : (last / first) ** (span.daysPerYear / span.days) - 1
}

/**
 * Geometric mean of the returns; NaN without any.
 *
 * @param periods how many periods the growth took, where it differs from the number of returns
 */
export function geometricMean(returns: Series, periods: number = returns.length): number {
  const there = present(returns)
  if (periods === 0) return Number.NaN
  if (there.some((value) => value <= -1)) return -1
  let logs = 0
  for (const value of there) logs += Math.log1p(value)
  return Math.expm1(logs / periods)
}
