/**
 * Monte Carlo over a finished run: the same trades in another order, or other histories made of its own returns.
 *
 * Answers how much of a result is the luck of the order: bands around the equity curve, and the spread of drawdown and return.
 */
import {
  drawdowns,
  deepestDrawdowns,
  growthOfOne,
  mean,
  quantileOfSorted,
  sharpeRatio,
  type Series,
} from '../statistics/index.ts'
import { chanceOf, shuffled } from './chance.ts'
import { resampled, stationaryPlaces, usualBlock } from './resampling.ts'
import { SearchFault } from './space.ts'

export interface MonteCarloOptions {
  readonly runs: number
  readonly seed: number
}

/** What share of the runs lay at or below each value. */
export interface RunSpread {
  readonly mean: number
  readonly p05: number
  readonly p25: number
  readonly p50: number
  readonly p75: number
  readonly p95: number
}

/** At each point of the curve, the values that 5, 50 and 95 % of the runs lay at or below. */
export interface Bands {
  /** Places in the curve, from 0 (the start) to its length. */
  readonly places: readonly number[]
  readonly p05: readonly number[]
  readonly p50: readonly number[]
  readonly p95: readonly number[]
}

export interface MonteCarlo {
  readonly runs: number
  readonly finalEquity: RunSpread
  /** Negative fractions: p05 is the bad end. */
  readonly maxDrawdown: RunSpread
  readonly bands: Bands
  /** Share of the runs that ended below where they began. */
  readonly lossShare: number
}

export const RUNS_MAX = 100_000
/** Points of a band. */
const BAND_POINTS = 100

/**
 * The trades of a run in random orders: the end is the same, the way there is not.
 *
 * @param profits in money, each trade as it was sized
 */
export function shuffleTrades(
  profits: Series,
  options: MonteCarloOptions & { readonly initialCapital: number },
): MonteCarlo {
  const all = Float64Array.from(profits)
  return study(options, options.initialCapital, all.length, (run) => {
    const order = shuffled(all.length, chanceOf(options.seed, run))
    const curve = new Float64Array(all.length + 1)
    curve[0] = options.initialCapital
    for (let i = 0; i < order.length; i++) curve[i + 1] = (curve[i] ?? 0) + (all[order[i] ?? 0] ?? 0)
    return curve
  })
}

/** Histories made of blocks of the run's own returns. */
export function bootstrapReturns(
  returns: Series,
  options: MonteCarloOptions & { readonly initialCapital: number; readonly blockMean?: number },
): MonteCarlo {
  const { initialCapital, seed, blockMean = usualBlock(returns.length) } = options
  return study(options, initialCapital, returns.length, (run) => {
    const places = stationaryPlaces(returns.length, blockMean, chanceOf(seed, run))
    const curve = new Float64Array(returns.length + 1)
    curve[0] = initialCapital
    curve.set(
      growthOfOne(resampled(returns, places)).map((growth) => growth * initialCapital),
      1,
    )
    return curve
  })
}

export interface SharpeInterval {
  readonly sharpe: number
  readonly low: number
  readonly high: number
}

/** The Sharpe ratio and the interval that holds the given share of its bootstrap distribution. */
export function sharpeInterval(
  returns: Series,
  options: MonteCarloOptions & { readonly periodsPerYear: number; readonly confidence: number },
): SharpeInterval {
  checkRuns(options.runs)
  const { seed, runs, periodsPerYear, confidence } = options
  const seen = Float64Array.from({ length: runs }, (_, run) => {
    const places = stationaryPlaces(returns.length, usualBlock(returns.length), chanceOf(seed, run))
    return sharpeRatio(resampled(returns, places), { periodsPerYear })
  })
    .filter((value) => Number.isFinite(value))
    .sort()
  return {
    sharpe: sharpeRatio(returns, { periodsPerYear }),
    low: quantileOfSorted(seen, (1 - confidence) / 2),
    high: quantileOfSorted(seen, (1 + confidence) / 2),
  }
}

function study(
  { runs }: MonteCarloOptions,
  initialCapital: number,
  length: number,
  curveOf: (run: number) => Float64Array,
): MonteCarlo {
  checkRuns(runs)
  const places = bandPlaces(length)
  const points = places.map(() => new Float64Array(runs))
  const ends = new Float64Array(runs)
  const depths = new Float64Array(runs)
  for (let run = 0; run < runs; run++) {
    const curve = curveOf(run)
    ends[run] = curve.at(-1) ?? initialCapital
    depths[run] = deepestDrawdowns(drawdowns(curve), 1)[0]?.depth ?? 0
    points.forEach((column, i) => {
      column[run] = curve[places[i] ?? 0] ?? Number.NaN
    })
  }
  const lossShare = ends.filter((end) => end < initialCapital).length / runs
  for (const column of points) column.sort()
  const band = (share: number): number[] => points.map((column) => quantileOfSorted(column, share))
  return {
    runs,
    finalEquity: spreadOf(ends),
    maxDrawdown: spreadOf(depths),
    bands: { places, p05: band(0.05), p50: band(0.5), p95: band(0.95) },
    lossShare,
  }
}

function checkRuns(runs: number): void {
  if (!Number.isSafeInteger(runs) || runs < 1 || runs > RUNS_MAX)
    throw new SearchFault('runs', `runs must be a whole number from 1 to ${RUNS_MAX} (was ${runs})`)
}

function bandPlaces(length: number): number[] {
  const count = Math.min(BAND_POINTS, length)
  return Array.from({ length: count + 1 }, (_, i) => Math.round((i * length) / Math.max(1, count)))
}

function spreadOf(values: Float64Array): RunSpread {
  const sorted = values.toSorted()
  const at = (share: number): number => quantileOfSorted(sorted, share)
  return { mean: mean(values), p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) }
}
