/**
 * What a finished search is worth: its best, how likely the best is luck, and the cautions in words.
 *
 * Brings together what the tests of this room say of one set of trials. Seeded, so the same trials give the same verdict.
 */
import { mean, sharpeRatio, variance, type Series } from '../statistics/index.ts'
import { bestTrial, type Trial } from './bayesian.ts'
import { superiorAbility } from './best-of-many.ts'
import { bestTradesShare, cautionsOf, edgeCautions, type Caution, type StudyEvidence } from './cautions.ts'
import { backtestOverfitting } from './overfitting.ts'
import { deflatedSharpe, sharpeEvidence } from './sharpe-significance.ts'
import type { SearchAxis } from './space.ts'
import { neighbourScores } from './surface.ts'
import type { WalkForwardSummary } from './walk-forward.ts'

/** A trial with the returns of its run, all of one sampling and span. */
export interface StudyTrial extends Trial {
  readonly returns: Series
}

export interface StudyInput {
  readonly axes: readonly SearchAxis[]
  readonly trials: readonly StudyTrial[]
  /** Profits of the best trial's closed trades, in money. */
  readonly bestProfits: readonly number[]
  /** Null: not walked forward. */
  readonly walkForward: WalkForwardSummary | null
  /** Returns of the best parameters where they were not chosen; null: nothing was held out. */
  readonly heldOut: Series | null
  readonly periodsPerYear: number
  readonly seed: number
  /** Resamples of the test for superior ability; 200 when left out. */
  readonly runs?: number
}

export interface Study {
  readonly best: StudyTrial | null
  readonly evidence: StudyEvidence | null
  /** Gravest first. */
  readonly cautions: readonly Caution[]
}

const RUNS = 200
/** 252 splits: a few thousand strategies are judged in seconds. */
const PARTS = 10
/** Below this many returns a split in ten says nothing. */
const RETURNS_MIN = PARTS * 5

/** Judges a search. Without a trial that finished there is nothing to judge. */
export function judgeStudy(input: StudyInput): Study {
  const { axes, trials, bestProfits, walkForward, heldOut, periodsPerYear, seed, runs = RUNS } = input
  const finished = trials.filter(({ score }) => !Number.isNaN(score))
  const winner = bestTrial(finished)
  const best = finished.find((one) => one === winner) ?? null
  if (best === null) return { best, evidence: null, cautions: [] }
  const series = finished.map(({ returns }) => returns).filter(({ length }) => length === best.returns.length)
  const isEnough = series.length > 1 && best.returns.length >= RETURNS_MIN
  const evidence: StudyEvidence = {
    trials: trials.length,
    trades: bestProfits.length,
    parameters: axes.length,
    deflatedSharpe: deflatedOf(best, finished, trials.length),
    overfittingProbability: isEnough ? backtestOverfitting(series, PARTS).probability : null,
    realityCheckPValue: isEnough ? superiorAbility(series, { runs, seed }).pValue : null,
    walkForwardEfficiency: orNull(walkForward?.efficiency ?? Number.NaN),
    sharpeInSample: orNull(sharpeRatio(best.returns, { periodsPerYear })),
    sharpeOutOfSample: heldOut && orNull(sharpeRatio(heldOut, { periodsPerYear })),
    bestTradesShare: bestTradesShare(bestProfits),
    neighbourShare: neighbourShare(axes, finished, best),
  }
  return { best, evidence, cautions: [...cautionsOf(evidence), ...edgeCautions(axes, best.parameters)] }
}

/** Deflated by all trials, those that failed too: they were tries. */
function deflatedOf(best: StudyTrial, finished: readonly StudyTrial[], count: number): number | null {
  const sharpes = finished
    .map(({ returns }) => sharpeRatio(returns, { periodsPerYear: 1 }))
    .filter((sharpe) => Number.isFinite(sharpe))
  const spread = sharpes.length > 1 ? variance(sharpes) : 0
  return orNull(deflatedSharpe(sharpeEvidence(best.returns), { count, variance: spread }))
}

/** Mean score of the neighbours over the best one's; null without neighbours or without a gain. */
function neighbourShare(axes: readonly SearchAxis[], trials: readonly Trial[], best: Trial): number | null {
  const scores = neighbourScores(axes, trials, best)
  return scores.length === 0 || best.score <= 0 ? null : mean(scores) / best.score
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
