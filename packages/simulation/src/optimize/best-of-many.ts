/**
 * Whether the best of many strategies beats a benchmark, given that it was picked: White's reality check (2000) and
 * Hansen's test for superior predictive ability (2005).
 *
 * Both ask how high the best would have come without any skill, by the stationary bootstrap. Hansen's divides each by its
 * deviation and does not let hopeless strategies drown the test.
 */
import { mean, type Series } from '../statistics/index.ts'
import { chanceOf } from './chance.ts'
import { stationaryPlaces, usualBlock } from './resampling.ts'

export interface BestOfManyOptions {
  readonly runs: number
  readonly seed: number
  readonly blockMean?: number
}

export interface BestOfMany {
  /** Which of the strategies is best by the test's own measure. */
  readonly best: number
  readonly statistic: number
  /** Probability of a best at least this high if none is better than the benchmark. */
  readonly pValue: number
}

/** @param gains of each strategy, its returns less the benchmark's: all of one length */
export function realityCheck(gains: readonly Series[], options: BestOfManyOptions): BestOfMany {
  const root = Math.sqrt(gains[0]?.length ?? 0)
  const means = gains.map(mean)
  const scaled = means.map((value) => value * root)
  return verdict(scaled, options, bootstrapMeans(gains, options), (resampledMeans) =>
    Math.max(...resampledMeans.map((value, i) => (value - (means[i] ?? 0)) * root)),
  )
}

/** @param gains of each strategy, its returns less the benchmark's: all of one length */
export function superiorAbility(gains: readonly Series[], options: BestOfManyOptions): BestOfMany {
  const length = gains[0]?.length ?? 0
  const root = Math.sqrt(length)
  const means = gains.map(mean)
  const resamples = bootstrapMeans(gains, options)
  const deviations = means.map((centre, i) =>
    Math.sqrt(mean(resamples.map((row) => ((row[i] ?? 0) - centre) ** 2 * length))),
  )
  const studentized = means.map((value, i) => ratio(value * root, deviations[i] ?? 0))
  // Hansen's consistent recentring: a strategy this far below the benchmark says nothing about the best.
  const hopeless = -Math.sqrt(2 * Math.log(Math.log(Math.max(length, 3))))
  const centres = means.map((value, i) => ((studentized[i] ?? 0) >= hopeless ? value : 0))
  const positive = studentized.map((value) => Math.max(0, value))
  return verdict(positive, options, resamples, (resampledMeans) =>
    Math.max(
      0,
      ...resampledMeans.map((value, i) => ratio((value - (centres[i] ?? 0)) * root, deviations[i] ?? 0)),
    ),
  )
}

function verdict(
  statistics: readonly number[],
  { runs }: BestOfManyOptions,
  resamples: readonly (readonly number[])[],
  bestOf: (resampledMeans: readonly number[]) => number,
): BestOfMany {
  const statistic = Math.max(...statistics)
  const asHigh = resamples.filter((row) => bestOf(row) >= statistic).length
  return { best: statistics.indexOf(statistic), statistic, pValue: (asHigh + 1) / (runs + 1) }
}

/** Means of all strategies in each resample; one resample moves all of them alike, so that they stay correlated. */
function bootstrapMeans(gains: readonly Series[], { runs, seed, blockMean }: BestOfManyOptions): number[][] {
  const length = gains[0]?.length ?? 0
  const block = blockMean ?? usualBlock(length)
  const columns = gains.map((one) => Float64Array.from(one))
  return Array.from({ length: runs }, (_, run) => {
    // How often each return was drawn: the same for all strategies, and a sum over it needs no copy of them.
    const drawn = new Float64Array(length)
    for (const place of stationaryPlaces(length, block, chanceOf(seed, run)))
      drawn[place] = (drawn[place] ?? 0) + 1
    return columns.map((column) => weightedMean(column, drawn))
  })
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += (values[i] ?? 0) * (weights[i] ?? 0)
  return total / values.length
}

/** Nothing over nothing is nothing: a strategy that never differs from the benchmark does not beat it. */
function ratio(value: number, deviation: number): number {
  return deviation > 0 ? value / deviation : 0
}
