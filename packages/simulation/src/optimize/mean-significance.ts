/** Whether a mean return is more than luck: Student's t test, and a bootstrap that assumes no distribution. */
import { mean, present, standardDeviation, studentCdf, type Series } from '../statistics/index.ts'
import { chanceOf } from './chance.ts'
import { resampled, stationaryPlaces, usualBlock } from './resampling.ts'

export interface MeanTest {
  /** t value, or the observed mean for the bootstrap. */
  readonly statistic: number
  /** Probability of a mean at least this high if the true one is zero. */
  readonly pValue: number
}

/** Student's one-sided t test of a mean above zero; NaN below two returns. */
export function tTest(returns: Series): MeanTest {
  const there = present(returns)
  const statistic = mean(there) / (standardDeviation(there) / Math.sqrt(there.length))
  return { statistic, pValue: 1 - studentCdf(statistic, there.length - 1) }
}

/** The share of resamples of the centred returns whose mean is at least the observed one; never exactly zero. */
export function bootstrapMeanTest(
  returns: Series,
  options: { readonly runs: number; readonly seed: number; readonly blockMean?: number },
): MeanTest {
  const there = present(returns)
  const { runs, seed, blockMean = usualBlock(there.length) } = options
  const observed = mean(there)
  const centred = there.map((value) => value - observed)
  let asHigh = 0
  for (let run = 0; run < runs; run++)
    if (mean(resampled(centred, stationaryPlaces(there.length, blockMean, chanceOf(seed, run)))) >= observed)
      asHigh++
  return { statistic: observed, pValue: (asHigh + 1) / (runs + 1) }
}
