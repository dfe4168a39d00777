/** The figures that equity and its returns give: return, risk and drawdown. */
import * as statistics from '../statistics/index.ts'
import { probabilisticSharpe, sharpeEvidence } from '../optimize/sharpe-significance.ts'
import type { ReportDefinitions } from './definitions.ts'
import type { Figures } from './figures.ts'
import type { ReportInput } from './input.ts'
import { prepend } from './sampling.ts'

const MICROS_PER_DAY = 86_400_000_000

/** What the equity of a run came to, sampled. */
export interface SampledRun {
  /** Places of the sampled points in the run's columns. */
  readonly places: Int32Array
  /** One for each sampled point; the first is NaN where it has no return. */
  readonly returns: Float64Array
  /** The returns without a first that is none. */
  readonly counted: Float64Array
}

type ReturnFigures = Pick<
  Figures,
  'finalEquity' | 'peakEquity' | 'totalReturn' | 'annualReturn' | 'cagr' | 'bestPeriod' | 'worstPeriod'
>

export function returnFigures(
  input: ReportInput,
  { counted: returns }: SampledRun,
  definitions: ReportDefinitions,
): ReturnFigures {
  const { equity, times, initialCapital, startedAt } = input
  const finalEquity = equity.at(-1) ?? Number.NaN
  const days = ((times.at(-1) ?? 0) - startedAt) / MICROS_PER_DAY
  return {
    finalEquity,
    peakEquity: statistics.highest(equity),
    totalReturn: finalEquity / initialCapital - 1,
    annualReturn: statistics.annualReturn(returns, definitions.periodsPerYear),
    cagr: statistics.compoundAnnualGrowth(initialCapital, finalEquity, {
      days,
      daysPerYear: definitions.daysPerYear,
    }),
    bestPeriod: statistics.highest(returns),
    worstPeriod: statistics.lowest(returns),
  }
}

type RiskFigures = Pick<
  Figures,
  | 'volatility'
  | 'sharpe'
  | 'sharpePerPeriod'
  | 'probabilisticSharpe'
  | 'smartSharpe'
  | 'sortino'
  | 'calmar'
  | 'omega'
  | 'valueAtRisk'
  | 'conditionalValueAtRisk'
  | 'parametricValueAtRisk'
  | 'parametricConditionalValueAtRisk'
  | 'skewness'
  | 'kurtosis'
  | 'tailRatio'
  | 'stability'
>

export function riskFigures(
  { counted: returns }: SampledRun,
  maxDrawdown: number,
  definitions: ReportDefinitions,
): RiskFigures {
  const { periodsPerYear, deviation, confidence, requiredAnnual } = definitions
  const rate = perPeriod(definitions.riskFreeAnnual, periodsPerYear)
  const annual = statistics.annualReturn(returns, periodsPerYear)
  const options = { periodsPerYear, rate, deviation }
  const compound = definitions.annualization === 'COMPOUND'
  const spread = compound
    ? statistics.compoundVolatility(returns, options)
    : statistics.volatility(returns, options)
  const sharpe = compound
    ? (annual - definitions.riskFreeAnnual) / spread
    : statistics.sharpeRatio(returns, options)
  const required = perPeriod(requiredAnnual, periodsPerYear)
  const plainSharpe = statistics.sharpeRatio(returns, options)
  return {
    volatility: spread,
    sharpe,
    sharpePerPeriod: statistics.sharpeRatio(returns, { ...options, periodsPerYear: 1 }),
    probabilisticSharpe: probabilisticSharpe(sharpeEvidence(statistics.present(returns))),
    // The penalty is a factor of the returns alone, so it can be read off the plain ratio for either definition.
    smartSharpe: sharpe * (statistics.smartSharpeRatio(returns, options) / plainSharpe),
    sortino: compound
      ? (annual - requiredAnnual) / statistics.downsideDeviation(returns, { periodsPerYear, required })
      : statistics.sortinoRatio(returns, { periodsPerYear, rate: required }),
    calmar: maxDrawdown < 0 ? annual / -maxDrawdown : Number.NaN,
    omega: statistics.omegaRatio(returns, { periodsPerYear, requiredAnnual }),
    valueAtRisk: statistics.valueAtRisk(returns, confidence),
    conditionalValueAtRisk: statistics.conditionalValueAtRisk(returns, confidence),
    parametricValueAtRisk: statistics.parametricValueAtRisk(returns, confidence),
    parametricConditionalValueAtRisk: statistics.parametricConditionalValueAtRisk(returns, confidence),
    skewness: statistics.skewness(returns),
    kurtosis: statistics.kurtosis(returns),
    tailRatio: statistics.tailRatio(returns),
    stability: statistics.stability(returns),
  }
}

/** A yearly rate as the rate of one period that compounds to it. */
export function perPeriod(annual: number, periodsPerYear: number): number {
  return (1 + annual) ** (1 / periodsPerYear) - 1
}

/** A drawdown with its times; where the peak is the initial capital, its time is that of the start. */
export interface DrawdownRow {
  readonly peakTime: number
  readonly valleyTime: number
  readonly recoveryTime: number | null
  readonly depth: number
  readonly loss: number
  /** Peak to recovery, or to the end. */
  readonly days: number
  /** Valley to recovery; null: not yet. */
  readonly recoveryDays: number | null
}

/** All drawdowns of the run's own points, not of the sampled ones, in the order of time. */
export function drawdownRows({ equity, times, initialCapital, startedAt }: ReportInput): DrawdownRow[] {
  const time = (index: number): number => (index === 0 ? startedAt : (times[index - 1] ?? 0))
  const end = times.at(-1) ?? 0
  return statistics.drawdowns(prepend(initialCapital, equity)).map((one) => {
    const recoveryTime = one.recoveryIndex === null ? null : time(one.recoveryIndex)
    const valleyTime = time(one.valleyIndex)
    return {
      peakTime: time(one.peakIndex),
      valleyTime,
      recoveryTime,
      depth: one.depth,
      loss: one.loss,
      days: ((recoveryTime ?? end) - time(one.peakIndex)) / MICROS_PER_DAY,
      recoveryDays: recoveryTime === null ? null : (recoveryTime - valleyTime) / MICROS_PER_DAY,
    }
  })
}

type DrawdownFigures = Pick<
  Figures,
  | 'maxDrawdown'
  | 'maxDrawdownMoney'
  | 'maxDrawdownDays'
  | 'maxDrawdownRecoveryDays'
  | 'meanDrawdown'
  | 'meanDrawdownDays'
>

export function drawdownFigures(rows: readonly DrawdownRow[]): DrawdownFigures {
  const deepest = rows.reduce<DrawdownRow | null>(
    (worst, one) => (worst && worst.depth <= one.depth ? worst : one),
    null,
  )
  return {
    maxDrawdown: deepest?.depth ?? 0,
    maxDrawdownMoney: rows.reduce((most, { loss }) => Math.max(most, loss), 0),
    maxDrawdownDays: rows.reduce((most, { days }) => Math.max(most, days), 0),
    maxDrawdownRecoveryDays: deepest?.recoveryDays ?? Number.NaN,
    meanDrawdown: rows.length === 0 ? 0 : statistics.mean(rows.map(({ depth }) => depth)),
    meanDrawdownDays: rows.length === 0 ? 0 : statistics.mean(rows.map(({ days }) => days)),
  }
}
