/** The figures that need a benchmark; all NaN without one. */
import * as statistics from '../statistics/index.ts'
import type { ReportDefinitions } from './definitions.ts'
import type { Figures } from './figures.ts'
import type { ReportInput } from './input.ts'
import { perPeriod, type SampledRun } from './performance.ts'
import { at, prepend } from './sampling.ts'

type BenchmarkFigures = Pick<
  Figures,
  | 'benchmarkReturn'
  | 'excessReturn'
  | 'alpha'
  | 'beta'
  | 'correlation'
  | 'informationRatio'
  | 'trackingError'
  | 'upCapture'
  | 'downCapture'
  | 'battingAverage'
>

const NONE: BenchmarkFigures = {
  benchmarkReturn: Number.NaN,
  excessReturn: Number.NaN,
  alpha: Number.NaN,
  beta: Number.NaN,
  correlation: Number.NaN,
  informationRatio: Number.NaN,
  trackingError: Number.NaN,
  upCapture: Number.NaN,
  downCapture: Number.NaN,
  battingAverage: Number.NaN,
}

export function benchmarkFigures(
  input: ReportInput,
  run: SampledRun,
  definitions: ReportDefinitions,
): BenchmarkFigures {
  if (!input.benchmark) return NONE
  const { periodsPerYear } = definitions
  const market = benchmarkReturns(input.benchmark.values, run.places)
  const total = (input.equity.at(-1) ?? Number.NaN) / input.initialCapital - 1
  const benchmarkReturn = totalOf(input.benchmark.values, input.benchmark.investedFrom)
  const beta =
    definitions.betaReturns === 'LOG'
      ? statistics.beta(run.returns.map(Math.log1p), market.map(Math.log1p))
      : statistics.beta(run.returns, market)
  return {
    benchmarkReturn,
    excessReturn: total - benchmarkReturn,
    alpha:
      definitions.alpha === 'TOTAL'
        ? statistics.totalAlpha({
            totalReturn: total,
            benchmarkReturn,
            beta,
            riskFree: definitions.riskFreeAnnual,
          })
        : statistics.alpha(run.returns, market, {
            periodsPerYear,
            riskFree: perPeriod(definitions.riskFreeAnnual, periodsPerYear),
          }),
    beta,
    correlation: statistics.correlation(run.returns, market),
    informationRatio: statistics.informationRatio(run.returns, market, periodsPerYear),
    trackingError: statistics.trackingError(run.returns, market, periodsPerYear),
    upCapture: statistics.upCapture(run.returns, market, periodsPerYear),
    downCapture: statistics.downCapture(run.returns, market, periodsPerYear),
    battingAverage: statistics.battingAverage(run.returns, market),
  }
}

/** The benchmark's return of each sampled period; the first has none, for what it was worth before is not known. */
export function benchmarkReturns(values: Float64Array, places: Int32Array): Float64Array {
  return prepend(Number.NaN, statistics.simpleReturns(at(values, places)))
}

function totalOf(values: Float64Array, from: number): number {
  const there = statistics.present(values.subarray(from))
  return (there.at(-1) ?? Number.NaN) / (there[0] ?? Number.NaN) - 1
}
