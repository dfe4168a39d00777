/**
 * What closed trades say: hit rate, profit factor, expectancy, system quality, Kelly's share, runs.
 *
 * Works on one number a trade, its profit in money or as a fraction: the caller chooses, and says so. A trade that made
 * exactly nothing is neither won nor lost.
 */
import { highest, lowest, mean, standardDeviation, sum, type Series } from './moments.ts'

export interface TradeSummary {
  readonly count: number
  readonly won: number
  readonly lost: number
  /** Won over all; NaN without trades, as everything below. */
  readonly hitRate: number
  /** Sum of profits over sum of losses; Infinity without losses. */
  readonly profitFactor: number
  /** Mean profit of a trade. */
  readonly expectancy: number
  /** (1 + mean win / mean loss) * hit rate - 1: expectancy per unit lost in a losing trade. */
  readonly expectancyRatio: number
  /** Mean win over mean loss. */
  readonly payoffRatio: number
  readonly winMean: number
  /** Negative. */
  readonly lossMean: number
  readonly best: number
  readonly worst: number
  /** System quality number (Tharp): sqrt(n) * mean / sample deviation. */
  readonly systemQuality: number
  /** Kelly's share of capital: hit rate - (1 - hit rate) / payoff ratio. */
  readonly kelly: number
  readonly winsInARowMax: number
  readonly lossesInARowMax: number
}

/** Summarizes the profits of closed trades, in the order in which they were closed. */
export function summarizeTrades(profits: Series): TradeSummary {
  const all = Float64Array.from(profits)
  const wins = all.filter((profit) => profit > 0)
  const losses = all.filter((profit) => profit < 0)
  const hitRate = all.length === 0 ? Number.NaN : wins.length / all.length
  const winMean = mean(wins)
  const lossMean = mean(losses)
  const payoffRatio = losses.length === 0 && wins.length > 0 ? Infinity : winMean / -lossMean
  return {
    count: all.length,
    won: wins.length,
    lost: losses.length,
    hitRate,
    profitFactor: all.length === 0 ? Number.NaN : sum(wins) / Math.abs(sum(losses)),
    expectancy: mean(all),
    expectancyRatio: (1 + payoffRatio) * hitRate - 1,
    payoffRatio,
    winMean,
    lossMean,
    best: highest(all),
    worst: lowest(all),
    systemQuality: (Math.sqrt(all.length) * mean(all)) / standardDeviation(all),
    kelly: hitRate - (1 - hitRate) / payoffRatio,
    winsInARowMax: longestRun(all, (profit) => profit > 0),
    lossesInARowMax: longestRun(all, (profit) => profit < 0),
  }
}

/** Length of the longest unbroken run of wanted values. */
export function longestRun(values: Series, wanted: (value: number) => boolean): number {
  let longest = 0
  let run = 0
  for (let i = 0; i < values.length; i++) {
    run = wanted(values[i] ?? Number.NaN) ? run + 1 : 0
    if (run > longest) longest = run
  }
  return longest
}
