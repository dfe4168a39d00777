/**
 * Sums over a series: mean, deviation, quantile, covariance, skewness and kurtosis.
 *
 * NaN in a series means "no value here" and is left out. Means are taken about the first value, so that a constant series
 * has a deviation of exactly zero and ratios over it are infinite or undefined instead of huge.
 */

/** Numbers in their order; NaN where there is no value. */
export type Series = ArrayLike<number>

/** Whether a spread is that of the values seen (divide by n) or estimates that of all (divide by n - 1). */
export type Deviation = 'SAMPLE' | 'POPULATION'

/** The values that are there. */
export function present(values: Series): Float64Array {
  return Float64Array.from(values).filter((value) => !Number.isNaN(value))
}

/** Sum of the values that are there; 0 without any. */
export function sum(values: Series): number {
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (!Number.isNaN(value)) total += value
  }
  return total
}

/** Highest of the values that are there; NaN without any. */
export function highest(values: Series): number {
  let most = Number.NaN
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (!(value <= most) && !Number.isNaN(value)) most = value
  }
  return most
}

/** Lowest of the values that are there; NaN without any. */
export function lowest(values: Series): number {
  let least = Number.NaN
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (!(value >= least) && !Number.isNaN(value)) least = value
  }
  return least
}

/** Arithmetic mean; NaN without values. */
export function mean(values: Series): number {
  let first = Number.NaN
  let apart = 0
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (Number.isNaN(value)) continue
    if (count === 0) first = value
    apart += value - first
    count++
  }
  return count === 0 ? Number.NaN : first + apart / count
}

/** Mean squared distance from the mean; NaN if there are too few values (two for SAMPLE, one for POPULATION). */
export function variance(values: Series, deviation: Deviation = 'SAMPLE'): number {
  const centre = mean(values)
  let squares = 0
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (Number.isNaN(value)) continue
    squares += (value - centre) ** 2
    count++
  }
  const freedom = count - (deviation === 'SAMPLE' ? 1 : 0)
  return freedom > 0 ? squares / freedom : Number.NaN
}

/** Square root of the variance. */
export function standardDeviation(values: Series, deviation: Deviation = 'SAMPLE'): number {
  return Math.sqrt(variance(values, deviation))
}

/** Mean product of distances from the means, over the places where both series have a value (divides by their number). */
export function covariance(left: Series, right: Series): number {
  const [a, b] = pairs(left, right)
  const centreA = mean(a)
  const centreB = mean(b)
  return mean(a.map((value, i) => (value - centreA) * ((b[i] ?? 0) - centreB)))
}

/** Pearson's correlation, -1 to 1; NaN if a side is constant or there are fewer than two pairs. */
export function correlation(left: Series, right: Series): number {
  const [a, b] = pairs(left, right)
  if (a.length < 2) return Number.NaN
  const spread = Math.sqrt(variance(a, 'POPULATION') * variance(b, 'POPULATION'))
  return spread === 0 ? Number.NaN : covariance(a, b) / spread
}

/** The places where both series have a value. */
export function pairs(left: Series, right: Series): readonly [Float64Array, Float64Array] {
  const length = Math.min(left.length, right.length)
  const a: number[] = []
  const b: number[] = []
  for (let i = 0; i < length; i++) {
    const x = left[i] ?? Number.NaN
    const y = right[i] ?? Number.NaN
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    a.push(x)
    b.push(y)
  }
  return [Float64Array.from(a), Float64Array.from(b)]
}

/**
 * The value below which a share of the series lies, linear between neighbours (Hyndman and Fan's type 7, as NumPy does).
 *
 * @param share 0 to 1
 */
export function quantile(values: Series, share: number): number {
  return quantileOfSorted(present(values).sort(), share)
}

/** As `quantile`, of values that are sorted already and all there. */
export function quantileOfSorted(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

/** Third standardized moment (population): 0 for a symmetric series; NaN for a constant one. */
export function skewness(values: Series): number {
  return standardizedMoment(values, 3)
}

/** Fourth standardized moment (population), not the excess: 3 for a normal series; NaN for a constant one. */
export function kurtosis(values: Series): number {
  return standardizedMoment(values, 4)
}

function standardizedMoment(values: Series, power: number): number {
  const there = present(values)
  const centre = mean(there)
  const spread = standardDeviation(there, 'POPULATION')
  return spread === 0 ? Number.NaN : mean(there.map((value) => ((value - centre) / spread) ** power))
}
