/** Mean, spread and quantiles of a sample, each defined once for the whole analysis. */

type Sample = ArrayLike<number>

/** NaN of an empty sample. */
export function mean(sample: Sample): number {
  let sum = 0
  for (let index = 0; index < sample.length; index += 1) sum += sample[index]!
  return sum / sample.length
}

/** Sum of the deviations from the mean, each to a power; two passes, so that a large mean costs no digits. */
export function deviationSum(sample: Sample, power: 2 | 3 | 4): number {
  const centre = mean(sample)
  let sum = 0
  for (let index = 0; index < sample.length; index += 1) sum += (sample[index]! - centre) ** power
  return sum
}

/** Variance with n - 1 in the denominator; NaN of fewer than two values. */
export function sampleVariance(sample: Sample): number {
  return sample.length < 2 ? Number.NaN : deviationSum(sample, 2) / (sample.length - 1)
}

export function sampleDeviation(sample: Sample): number {
  return Math.sqrt(sampleVariance(sample))
}

/** Quantile of values in ascending order, interpolated between neighbours (type 7 of Hyndman and Fan 1996, as numpy does). */
export function quantileOfSorted(sorted: Sample, share: number): number {
  const at = (sorted.length - 1) * share
  const low = Math.floor(at)
  const below = sorted[low] ?? Number.NaN
  return below + (at - low) * ((sorted[Math.min(low + 1, sorted.length - 1)] ?? Number.NaN) - below)
}
