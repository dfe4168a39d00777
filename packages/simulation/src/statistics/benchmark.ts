/**
 * A strategy beside a benchmark: alpha, beta, capture, information ratio.
 *
 * Both series are simple returns of the same periods; places where either lacks a value are left out.
 */
import { covariance, mean, pairs, standardDeviation, variance, type Series } from './moments.ts'
import { annualReturn } from './returns.ts'

/** Below this a benchmark counts as constant (empyrical's bound): its beta would be rounding noise. */
const VARIANCE_MIN = 1e-30

/** Slope of the strategy's returns on the benchmark's; NaN below two pairs or if the benchmark never moves. */
export function beta(returns: Series, benchmark: Series): number {
  const [own, other] = pairs(returns, benchmark)
  if (own.length < 2) return Number.NaN
  const spread = variance(other, 'POPULATION')
  return spread < VARIANCE_MIN ? Number.NaN : covariance(own, other) / spread
}

/** Jensen's alpha: mean return that beta does not explain, compounded to a year. */
export function alpha(
  returns: Series,
  benchmark: Series,
  options: { readonly periodsPerYear: number; readonly riskFree?: number },
): number {
  const { periodsPerYear, riskFree = 0 } = options
  const [own, other] = pairs(returns, benchmark)
  const slope = beta(own, other)
  return (
    (1 + mean(own.map((value, i) => value - riskFree - slope * ((other[i] ?? 0) - riskFree)))) **
      periodsPerYear -
    1
  )
}

/** Jensen's alpha of whole runs: total return less what beta explains of the benchmark's total return. */
export function totalAlpha(run: {
  readonly totalReturn: number
  readonly benchmarkReturn: number
  readonly beta: number
  readonly riskFree: number
}): number {
  return run.totalReturn - run.riskFree - run.beta * (run.benchmarkReturn - run.riskFree)
}

/** Annual return over the benchmark's. */
export function captureRatio(returns: Series, benchmark: Series, periodsPerYear: number): number {
  return annualReturn(returns, periodsPerYear) / annualReturn(benchmark, periodsPerYear)
}

/** Capture over the periods in which the benchmark rose; NaN without any. */
export function upCapture(returns: Series, benchmark: Series, periodsPerYear: number): number {
  return captureWhere([returns, benchmark], periodsPerYear, (market) => market > 0)
}

/** Capture over the periods in which the benchmark fell; NaN without any. */
export function downCapture(returns: Series, benchmark: Series, periodsPerYear: number): number {
  return captureWhere([returns, benchmark], periodsPerYear, (market) => market < 0)
}

function captureWhere(
  [own, market]: readonly [Series, Series],
  periodsPerYear: number,
  wanted: (market: number) => boolean,
): number {
  const places = Array.from(market, (value, i) => (wanted(value) ? i : -1)).filter((place) => place >= 0)
  const at = (values: Series): number[] => places.map((place) => values[place] ?? Number.NaN)
  return captureRatio(at(own), at(market), periodsPerYear)
}

/** Mean of the returns above the benchmark's over their sample deviation, annualized; NaN if they never differ. */
export function informationRatio(returns: Series, benchmark: Series, periodsPerYear: number): number {
  const [own, other] = pairs(returns, benchmark)
  const active = own.map((value, i) => value - (other[i] ?? 0))
  const spread = standardDeviation(active)
  return spread > 0 ? (mean(active) / spread) * Math.sqrt(periodsPerYear) : Number.NaN
}

/** Sample deviation of the returns above the benchmark's, annualized. */
export function trackingError(returns: Series, benchmark: Series, periodsPerYear: number): number {
  const [own, other] = pairs(returns, benchmark)
  return standardDeviation(own.map((value, i) => value - (other[i] ?? 0))) * Math.sqrt(periodsPerYear)
}

/** Share of the periods in which the strategy did better than the benchmark. */
export function battingAverage(returns: Series, benchmark: Series): number {
  const [own, other] = pairs(returns, benchmark)
  return own.length === 0 ? Number.NaN : own.filter((value, i) => value > (other[i] ?? 0)).length / own.length
}
