/** Plays empyrical's tables of performance measures on our functions. */
import * as ours from '../../src/statistics/index.ts'
import { compare, toDecimals, type CaseResult } from './case-result.ts'

type Value = number | 'NaN' | 'Infinity' | '-Infinity'
type Ref = string | number | { readonly values: readonly (number | null)[] }
type Expected = Value | readonly Value[] | Readonly<Record<string, Value>> | { readonly equals: string }

interface Row {
  readonly expected: Expected
  readonly prices?: Ref
  readonly returns?: Ref
  readonly benchmark?: Ref
  readonly factor_returns?: Ref
  readonly risk_free?: Ref
  readonly required_return?: Ref
  readonly starting_value?: number
  readonly window?: number
  readonly cutoff?: number
  readonly period?: keyof typeof PERIODS
}

interface Series {
  readonly values?: readonly (number | null)[]
  readonly repeat?: number
  readonly n?: number
  readonly one?: readonly number[]
  readonly two?: readonly number[]
}

export interface EmpyricalFile {
  readonly decimals: Readonly<Record<string, number>>
  readonly series: Readonly<Record<string, Series>>
  readonly tables: Readonly<Record<string, readonly Row[]>>
}

const PERIODS = { daily: 252, weekly: 52, monthly: 12, quarterly: 4, yearly: 1 } as const

/** A row with its references resolved: the answers of one measure. */
interface Input {
  readonly returns: readonly number[]
  readonly other: readonly number[]
  readonly rate: number | readonly number[]
  readonly required: number | readonly number[]
  readonly start: number
  readonly window: number
  readonly cutoff: number
  readonly periodsPerYear: number
}

const MEASURES: Readonly<Record<string, (input: Input) => readonly number[]>> = {
  simple_returns: ({ returns }) => [...ours.simpleReturns(returns)],
  cum_returns: ({ returns, start }) => [...ours.growthOfOne(returns)].map((growth) => from(start, growth)),
  cum_returns_final: ({ returns, start }) => [from(start, 1 + ours.totalReturn(returns))],
  max_drawdown: ({ returns }) => [ours.maxDrawdown(returns)],
  annual_ret: ({ returns, periodsPerYear }) => [ours.annualReturn(returns, periodsPerYear)],
  annual_volatility: ({ returns, periodsPerYear }) => [ours.volatility(returns, { periodsPerYear })],
  calmar: ({ returns, periodsPerYear }) => [ours.calmarRatio(returns, periodsPerYear)],
  omega: ({ returns, rate, required, periodsPerYear }) => [
    ours.omegaRatio(returns, {
      rate,
      requiredAnnual: typeof required === 'number' ? required : 0,
      periodsPerYear,
    }),
  ],
  sharpe_ratio: ({ returns, rate, periodsPerYear }) => [ours.sharpeRatio(returns, { rate, periodsPerYear })],
  sortino: ({ returns, required, periodsPerYear }) => [
    ours.sortinoRatio(returns, { rate: required, periodsPerYear }),
  ],
  downside_risk: ({ returns, required, periodsPerYear }) => [
    ours.downsideDeviation(returns, { required, periodsPerYear }),
  ],
  alpha_beta: (input) => [...alphaOf(input), ours.beta(input.returns, input.other)],
  alpha: (input) => alphaOf(input),
  beta: ({ returns, other }) => [ours.beta(returns, other)],
  excess_sharpe: ({ returns, other }) => [ours.informationRatio(returns, other, 1)],
  capture_ratio: ({ returns, other, periodsPerYear }) => [ours.captureRatio(returns, other, periodsPerYear)],
  up_capture: ({ returns, other, periodsPerYear }) => [ours.upCapture(returns, other, periodsPerYear)],
  down_capture: ({ returns, other, periodsPerYear }) => [ours.downCapture(returns, other, periodsPerYear)],
  up_down_capture: ({ returns, other, periodsPerYear }) => [
    ours.upCapture(returns, other, periodsPerYear) / ours.downCapture(returns, other, periodsPerYear),
  ],
  tail_ratio: ({ returns }) => [ours.tailRatio(returns)],
  stability_of_timeseries: ({ returns }) => [ours.stability(returns)],
  value_at_risk: ({ returns, cutoff }) => [ours.valueAtRisk(returns, 1 - cutoff)],
  conditional_value_at_risk: ({ returns, cutoff }) => [ours.conditionalValueAtRisk(returns, 1 - cutoff)],
  roll_sharpe_ratio: ({ returns, window, periodsPerYear }) => [
    ...ours.rollingSharpe(returns, window, { periodsPerYear }),
  ],
  roll_max_drawdown: ({ returns, window }) => [
    ...ours.rolling(returns, window, (part) => ours.maxDrawdown(part)),
  ],
}

export function empyrical(file: EmpyricalFile): CaseResult[] {
  return Object.entries(file.tables).flatMap(([table, rows]) =>
    rows.flatMap((row, i) => {
      const name = `${table} ${i + 1}: ${JSON.stringify(row.returns ?? row.prices ?? '')}`
      const near = toDecimals(file.decimals[table] ?? 8)
      const measure = MEASURES[table]
      if (!measure) return [{ name, expected: 'a measure', ours: 'we have none of that name', agrees: false }]
      const expected = expectedOf(file, row.expected)
      const answers = columnsOf(file, row.returns ?? row.prices).flatMap((returns) =>
        measure(inputOf(file, row, returns)),
      )
      return [compare(name, { ours: answers, expected }, near)]
    }),
  )
}

function inputOf(file: EmpyricalFile, row: Row, returns: readonly number[]): Input {
  const other = row.benchmark ?? row.factor_returns
  const start = returns.length - seriesOf(file, other).length
  return {
    returns,
    // Their series are matched by date and the slices cut days off the front: the rest has no value there.
    other: [...Array<number>(Math.max(0, start)).fill(Number.NaN), ...seriesOf(file, other)],
    rate: rateOf(file, row.risk_free),
    required: rateOf(file, row.required_return),
    start: row.starting_value ?? 0,
    window: row.window ?? 1,
    cutoff: row.cutoff ?? 0.05,
    periodsPerYear: PERIODS[row.period ?? 'daily'],
  }
}

function alphaOf({ returns, other, periodsPerYear, rate }: Input): readonly number[] {
  return [ours.alpha(returns, other, { periodsPerYear, riskFree: typeof rate === 'number' ? rate : 0 })]
}

/** Their convention: a starting value of 0 asks for the return, any other for the value. */
function from(start: number, growth: number): number {
  return start === 0 ? growth - 1 : growth * start
}

function rateOf(file: EmpyricalFile, ref: Ref | undefined): number | readonly number[] {
  return typeof ref === 'number' ? ref : ref === undefined ? 0 : seriesOf(file, ref)
}

function columnsOf(file: EmpyricalFile, ref: Ref | undefined): readonly (readonly number[])[] {
  const named = typeof ref === 'string' ? file.series[ref.slice(1)] : undefined
  return named?.one && named.two ? [named.one, named.two] : [seriesOf(file, ref)]
}

/** `@name`, `-@name`, `@name[1:]`, `@name[:-1]`, or values in place. */
function seriesOf(file: EmpyricalFile, ref: Ref | undefined): readonly number[] {
  if (ref === undefined || typeof ref === 'number') return []
  if (typeof ref !== 'string') return ref.values.map((value) => value ?? Number.NaN)
  const match = /^(-?)@(\w+)(?:\[(-?\d*):(-?\d*)\])?$/.exec(ref)
  const series = file.series[match?.[2] ?? '']
  if (!match || !series) throw new Error(`no series is named by ${ref}`)
  const values =
    series.values?.map((value) => value ?? Number.NaN) ??
    Array<number>(series.n ?? 0).fill(series.repeat ?? 0)
  const cut = values.slice(match[3] ? Number(match[3]) : 0, match[4] ? Number(match[4]) : undefined)
  return match[1] ? cut.map((value) => -value) : cut
}

function expectedOf(file: EmpyricalFile, expected: Expected): readonly number[] {
  if (typeof expected === 'number' || typeof expected === 'string') return [Number(expected)]
  if (Array.isArray(expected)) return (expected as readonly Value[]).map(Number)
  if ('equals' in expected) {
    const ref = /@\w+/.exec(String(expected.equals))?.[0]
    return [ours.totalReturn(seriesOf(file, ref))]
  }
  return Object.values(expected as Readonly<Record<string, Value>>).map(Number)
}
