/** The shape of a sample of returns: moments, quantiles, tails, and how far it is from normal. */
import { deviationSum, mean, quantileOfSorted, sampleDeviation } from './statistics.ts'

export interface Distribution {
  readonly count: number
  readonly mean: number
  /** Sample standard deviation (n - 1). */
  readonly deviation: number
  readonly min: number
  readonly max: number
  /** Adjusted Fisher-Pearson skewness G1; NaN of fewer than three values. */
  readonly skewness: number
  /** Excess kurtosis G2, adjusted for the size of the sample; 0 for a normal one. NaN of fewer than four values. */
  readonly excessKurtosis: number
  /** Quantiles by linear interpolation (type 7). */
  readonly quantiles: readonly { readonly share: number; readonly value: number }[]
  readonly positiveShare: number
  readonly zeroShare: number
  /** Jarque-Bera statistic and its asymptotic p-value: small means that the sample is not normal. */
  readonly jarqueBera: number
  readonly jarqueBeraPValue: number
}

const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] as const

/**
 * Summary of a sample. G1 and G2 as in Joanes and Gill (1998), Comparing measures of sample skewness and kurtosis; the
 * statistic of Jarque and Bera (1980) uses the unadjusted moments. Everything is NaN where there is too little to tell.
 */
export function distributionOf(sample: Float64Array): Distribution {
  const count = sample.length
  const sorted = sample.toSorted()
  const [second, third, fourth] = ([2, 3, 4] as const).map((power) => deviationSum(sample, power) / count)
  const skewness = third! / second! ** 1.5
  const kurtosis = fourth! / second! ** 2 - 3
  const jarqueBera = (count / 6) * (skewness ** 2 + kurtosis ** 2 / 4)
  const share = (fits: (value: number) => boolean): number => sample.filter(fits).length / count
  return {
    count,
    mean: mean(sample),
    deviation: sampleDeviation(sample),
    min: sorted[0] ?? Number.NaN,
    max: sorted[count - 1] ?? Number.NaN,
    skewness: count < 3 ? Number.NaN : (skewness * Math.sqrt(count * (count - 1))) / (count - 2),
    excessKurtosis:
      count < 4 ? Number.NaN : ((count - 1) / ((count - 2) * (count - 3))) * ((count + 1) * kurtosis + 6),
    quantiles: SHARES.map((one) => ({ share: one, value: quantileOfSorted(sorted, one) })),
    positiveShare: share((value) => value > 0),
    zeroShare: share((value) => value === 0),
    jarqueBera,
    // The chi-square distribution of two degrees of freedom is an exponential one.
    jarqueBeraPValue: Math.exp(-jarqueBera / 2),
  }
}
