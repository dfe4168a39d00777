/**
 * Walk-forward: parameters are chosen on a stretch of the past and tried on the stretch that follows, again and again.
 *
 * Between the two a gap can be left: purge drops training whose open trades would reach into the test, embargo leaves out
 * what serial correlation would carry over (Lopez de Prado 2018, chapter 7).
 */
import { mean } from '../statistics/index.ts'
import { SearchFault } from './space.ts'

export interface WalkForwardOptions {
  /** First instant, included, and the end, excluded; microseconds. */
  readonly from: number
  readonly to: number
  /** Length of training; the first one's, where it is anchored. */
  readonly train: number
  readonly test: number
  /** From one test to the next; the test's length when left out. */
  readonly step?: number
  /** ANCHORED: training always begins at `from` and grows. ROLLING: it keeps its length and moves. */
  readonly kind: 'ANCHORED' | 'ROLLING'
  readonly purge?: number
  readonly embargo?: number
}

/** Start included, end excluded. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

export interface WalkForwardWindow {
  readonly train: TimeSpan
  readonly test: TimeSpan
}

/** More windows than anybody looks at; guards against a step of a microsecond. */
const WINDOWS_MAX = 10_000

/**
 * The windows in order; a last test that would end after `to` is left out.
 *
 * @throws SearchFault if lengths are not above zero or not even one window fits
 */
export function walkForwardWindows(options: WalkForwardOptions): WalkForwardWindow[] {
  const { from, to, train, test, kind, step = test, purge = 0, embargo = 0 } = options
  for (const [name, length] of Object.entries({ train, test, step }))
    if (!(length > 0)) throw new SearchFault(name, `${name} must be longer than nothing (was ${length})`)
  for (const [name, length] of Object.entries({ purge, embargo }))
    if (!(length >= 0)) throw new SearchFault(name, `${name} must not be negative (was ${length})`)
  const gap = purge + embargo
  if (gap >= train)
    throw new SearchFault(
      'purge',
      `purge and embargo together (${gap}) must be shorter than train (${train})`,
    )
  const count = Math.floor((to - from - train - test) / step) + 1
  if (count < 1)
    throw new SearchFault(
      'train',
      `train and test together (${train + test}) must fit into the data (${to - from})`,
    )
  if (count > WINDOWS_MAX)
    throw new SearchFault('step', `step makes ${count} windows, at most ${WINDOWS_MAX} are allowed`)
  return Array.from({ length: count }, (_, i) => {
    const start = from + train + i * step
    return {
      train: { from: kind === 'ANCHORED' ? from : start - train, to: start - gap },
      test: { from: start, to: start + test },
    }
  })
}

export interface WalkForwardScore {
  /** Of the chosen parameters, on the stretch they were chosen on and on the one after. */
  readonly train: number
  readonly test: number
}

export interface WalkForwardSummary {
  readonly windows: number
  readonly trainMean: number
  readonly testMean: number
  /** Mean test score over mean training score (Pardo's walk-forward efficiency); NaN without a gain in training. */
  readonly efficiency: number
  /** Share of the tests with a score above zero. */
  readonly consistency: number
}

/** Sums up the scores of a walk-forward; they must be per unit of time (annual return, Sharpe), not totals. */
export function summarizeWalkForward(scores: readonly WalkForwardScore[]): WalkForwardSummary {
  const trainMean = mean(scores.map(({ train }) => train))
  const testMean = mean(scores.map(({ test }) => test))
  return {
    windows: scores.length,
    trainMean,
    testMean,
    efficiency: trainMean > 0 ? testMean / trainMean : Number.NaN,
    consistency: mean(scores.map(({ test }) => (test > 0 ? 1 : 0))),
  }
}
