/**
 * The conventions behind a report's figures. Every one can be set, and every report states them.
 *
 * The same run has another Sharpe ratio under another convention, so figures without them cannot be compared.
 */
import type { Deviation } from '../statistics/index.ts'

export interface ReportDefinitions {
  /** Returns are taken from the last equity of each of these. */
  readonly sampling: 'BAR' | 'DAY' | 'WEEK' | 'MONTH'
  /** When a day begins, in minutes after midnight UTC. */
  readonly dayStartMinutesUtc: number
  /** How many sampled periods make a year: 252 trading days, 365 for markets that never close. */
  readonly periodsPerYear: number
  /** Calendar days in a year, for CAGR. */
  readonly daysPerYear: number
  /** Yearly, compounded: 0.02 is two per cent. */
  readonly riskFreeAnnual: number
  /** Yearly return below which Sortino and Omega count a shortfall. */
  readonly requiredAnnual: number
  readonly deviation: Deviation
  /** Whether the first period has a return, from the initial capital, or the first return is that of the second. */
  readonly firstPeriod: 'FROM_CAPITAL' | 'WITHOUT_RETURN'
  /** ARITHMETIC: mean excess return over deviation. COMPOUND: annual return over the deviation of compounded returns. */
  readonly annualization: 'ARITHMETIC' | 'COMPOUND'
  /** PER_PERIOD: compounded mean residual. TOTAL: total return less beta times the benchmark's. */
  readonly alpha: 'PER_PERIOD' | 'TOTAL'
  readonly betaReturns: 'SIMPLE' | 'LOG'
  /** Whether profit factor, payoff and expectancy ratio are taken from the trades' money or their fractions. */
  readonly tradeMeasure: 'MONEY' | 'FRACTION'
  /** Of value at risk: 0.95 looks at the worst twentieth. */
  readonly confidence: number
  /** Length of the rolling window in sampled periods. */
  readonly rollingPeriods: number
}

/** As empyrical and pyfolio define them: daily returns, 252 days, sample deviation, arithmetic ratios, no risk-free rate. */
export const DEFAULT_DEFINITIONS: ReportDefinitions = {
  sampling: 'DAY',
  dayStartMinutesUtc: 0,
  periodsPerYear: 252,
  daysPerYear: 365.25,
  riskFreeAnnual: 0,
  requiredAnnual: 0,
  deviation: 'SAMPLE',
  firstPeriod: 'FROM_CAPITAL',
  annualization: 'ARITHMETIC',
  alpha: 'PER_PERIOD',
  betaReturns: 'SIMPLE',
  tradeMeasure: 'MONEY',
  confidence: 0.95,
  rollingPeriods: 126,
}

/** For markets that never close: 365 days a year. */
export const ROUND_THE_CLOCK_DEFINITIONS: ReportDefinitions = { ...DEFAULT_DEFINITIONS, periodsPerYear: 365 }

/** As backtesting.py defines them: compounded volatility, the first bar without a return, beta of log returns. */
export const BACKTESTING_PY_DEFINITIONS: ReportDefinitions = {
  ...DEFAULT_DEFINITIONS,
  firstPeriod: 'WITHOUT_RETURN',
  annualization: 'COMPOUND',
  alpha: 'TOTAL',
  betaReturns: 'LOG',
  tradeMeasure: 'FRACTION',
}

const PERIODS: Readonly<Record<ReportDefinitions['sampling'], string>> = {
  BAR: 'bar',
  DAY: 'day',
  WEEK: 'week',
  MONTH: 'month',
}

/** The conventions in sentences, for the reader of a report. */
export function definitionsInWords(definitions: ReportDefinitions): readonly string[] {
  const percent = (share: number): string => `${Number((share * 100).toFixed(6))} %`
  const period = PERIODS[definitions.sampling]
  return [
    `Returns are simple returns of the last equity of each ${period}${definitions.sampling === 'BAR' ? '' : `; days begin ${definitions.dayStartMinutesUtc} minutes after midnight UTC`}.`,
    definitions.firstPeriod === 'FROM_CAPITAL'
      ? `The first ${period}'s return is taken from the initial capital.`
      : `There is no return before the first ${period}'s close.`,
    `A year has ${definitions.periodsPerYear} ${period}s for annualization, and ${definitions.daysPerYear} calendar days for CAGR.`,
    `The risk-free rate is ${percent(definitions.riskFreeAnnual)} a year, the required return ${percent(definitions.requiredAnnual)}, both compounded to a ${period}.`,
    definitions.deviation === 'SAMPLE'
      ? 'Deviations are those of a sample (divided by n - 1).'
      : 'Deviations are those of a population (divided by n).',
    definitions.annualization === 'ARITHMETIC'
      ? 'Volatility is the deviation times the root of the periods in a year; Sharpe and Sortino use arithmetic means.'
      : 'Volatility is that of compounded returns; Sharpe and Sortino use the compounded annual return.',
    definitions.alpha === 'PER_PERIOD'
      ? 'Alpha is the mean return that beta does not explain, compounded to a year.'
      : "Alpha is the total return less beta times the benchmark's total return.",
    `Beta is the slope on the benchmark's ${definitions.betaReturns === 'LOG' ? 'log' : 'simple'} returns.`,
    `Profit factor, payoff and expectancy ratio use ${definitions.tradeMeasure === 'MONEY' ? "the trades' profit in money" : "the trades' profit as a fraction of the entry"}, after fees; SQN and Kelly's share use money.`,
    `Value at risk is at ${percent(definitions.confidence)}; rolling figures look at ${definitions.rollingPeriods} ${period}s.`,
    'A drawdown runs from the last point of a peak to the first point that reaches it again, the initial capital being the first peak.',
  ]
}
