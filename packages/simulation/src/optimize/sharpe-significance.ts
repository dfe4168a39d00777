/**
 * Whether a Sharpe ratio is more than luck: probabilistic and deflated Sharpe ratio, and the track record it needs.
 *
 * After Bailey and Lopez de Prado, "The Sharpe Ratio Efficient Frontier" (2012) and "The Deflated Sharpe Ratio" (2014). All
 * ratios here are per period, not annualized; kurtosis is 3 for a normal distribution.
 */
import {
  kurtosis,
  normalCdf,
  normalQuantile,
  present,
  sharpeRatio,
  skewness,
  type Series,
} from '../statistics/index.ts'

const EULER_MASCHERONI = 0.5772156649015329

export interface SharpeEvidence {
  /** Observed, per period. */
  readonly sharpe: number
  /** Number of returns. */
  readonly length: number
  readonly skewness: number
  readonly kurtosis: number
}

/** Reads the evidence off a series of returns. */
export function sharpeEvidence(returns: Series): SharpeEvidence {
  const there = present(returns)
  return {
    sharpe: sharpeRatio(there, { periodsPerYear: 1 }),
    length: there.length,
    skewness: skewness(there),
    kurtosis: kurtosis(there),
  }
}

/** Probability that the true Sharpe ratio is above the benchmark one, given length, skewness and kurtosis. */
export function probabilisticSharpe(evidence: SharpeEvidence, benchmark = 0): number {
  return normalCdf(
    ((evidence.sharpe - benchmark) * Math.sqrt(evidence.length - 1)) / Math.sqrt(spread(evidence)),
  )
}

/** How many returns it takes until the probability of being above the benchmark reaches the confidence; Infinity if never. */
export function trackRecordMin(evidence: SharpeEvidence, benchmark: number, confidence: number): number {
  if (evidence.sharpe <= benchmark) return Infinity
  return 1 + spread(evidence) * (normalQuantile(confidence) / (evidence.sharpe - benchmark)) ** 2
}

/**
 * The highest Sharpe ratio to be expected of so many independent trials without any skill.
 *
 * @param trials.variance of the trials' Sharpe ratios, per period
 */
export function expectedMaxSharpe(trials: { readonly count: number; readonly variance: number }): number {
  if (trials.count < 2) return 0
  return (
    Math.sqrt(trials.variance) *
    ((1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / trials.count) +
      EULER_MASCHERONI * normalQuantile(1 - 1 / (trials.count * Math.E)))
  )
}

/** Probability that the true Sharpe ratio is above what the luckiest of all trials would have shown without skill. */
export function deflatedSharpe(
  evidence: SharpeEvidence,
  trials: { readonly count: number; readonly variance: number },
): number {
  return probabilisticSharpe(evidence, expectedMaxSharpe(trials))
}

/** Variance of the Sharpe ratio's estimator times its length less one (Mertens 2002). */
function spread({ sharpe, skewness: skew, kurtosis: kurt }: SharpeEvidence): number {
  return 1 - skew * sharpe + ((kurt - 1) / 4) * sharpe * sharpe
}
