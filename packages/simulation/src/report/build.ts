/** Makes the report of a run: every figure, table and series of it, as plain data from which JSON, CSV and HTML are written. */
import { bestTradesShare, cautionsOf, type Caution } from '../optimize/cautions.ts'
import { rollingSharpe, rollingVolatility, underwater } from '../statistics/index.ts'
import { benchmarkFigures } from './against-benchmark.ts'
import { attribute, incomeByInstrument, type AttributionRow } from './attribution.ts'
import { costsOf, type CostBreakdown } from './costs.ts'
import { DEFAULT_DEFINITIONS, definitionsInWords, type ReportDefinitions } from './definitions.ts'
import { histogram, type Histogram } from './distribution.ts'
import type { Figures } from './figures.ts'
import { checkInput, type ReportInput, type ReportTrade } from './input.ts'
import { monthlyTable, type YearRow } from './months.ts'
import {
  drawdownFigures,
  drawdownRows,
  perPeriod,
  returnFigures,
  riskFigures,
  type DrawdownRow,
  type SampledRun,
} from './performance.ts'
import { at, lastOfEachPeriod, periodReturns, prepend } from './sampling.ts'
import { activityFigures, tradeFigures } from './trading.ts'

/** How many of the deepest drawdowns the table shows. */
const DRAWDOWNS_SHOWN = 10

export interface Report {
  readonly title: string
  readonly strategy: string
  readonly parameters: ReportInput['parameters']
  readonly currency: string
  readonly provenance: ReportInput['provenance']
  readonly initialCapital: number
  readonly span: {
    readonly from: number
    readonly to: number
    readonly points: number
    readonly periods: number
  }
  readonly definitions: ReportDefinitions
  readonly definitionsInWords: readonly string[]
  readonly figures: Figures
  /** What should make the reader doubt the run, gravest first. */
  readonly cautions: readonly Caution[]
  readonly costs: CostBreakdown
  /** Deepest first. */
  readonly drawdowns: readonly DrawdownRow[]
  readonly months: readonly YearRow[]
  readonly returnsDistribution: Histogram
  readonly byTag: readonly AttributionRow[]
  readonly byInstrument: readonly AttributionRow[]
  readonly bySide: readonly AttributionRow[]
  readonly series: ReportSeries
  readonly rolling: RollingSeries
  readonly benchmark: { readonly name: string } | null
  readonly trades: readonly ReportTrade[]
}

/** One entry for each sampled period. */
export interface ReportSeries {
  readonly times: Float64Array
  readonly equity: Float64Array
  readonly drawdown: Float64Array
  readonly exposure: Float64Array
  readonly returns: Float64Array
  /** What the initial capital had become in the benchmark; null without one. */
  readonly benchmark: Float64Array | null
}

/** One entry for each full window, at the time of its last period. */
export interface RollingSeries {
  readonly times: Float64Array
  readonly sharpe: Float64Array
  readonly volatility: Float64Array
}

/**
 * Makes a report.
 *
 * @throws ReportInputFault if the input does not fit together
 */
export function buildReport(
  input: ReportInput,
  definitions: ReportDefinitions = DEFAULT_DEFINITIONS,
): Report {
  const { sample, rows, figures } = measured(input, definitions)
  const { places, returns } = sample
  const { equity, times, initialCapital, trades } = input
  return {
    title: input.title,
    strategy: input.strategy,
    parameters: input.parameters,
    currency: input.currency,
    provenance: input.provenance,
    initialCapital,
    span: { from: input.startedAt, to: times.at(-1) ?? 0, points: times.length, periods: places.length },
    definitions,
    definitionsInWords: definitionsInWords(definitions),
    figures,
    cautions: cautionsOfRun(input, figures),
    costs: costsOf(input),
    drawdowns: rows.toSorted((a, b) => a.depth - b.depth).slice(0, DRAWDOWNS_SHOWN),
    months: monthlyTable(times, equity, initialCapital),
    returnsDistribution: histogram(returns),
    byTag: attribute(trades, (trade) => trade.tag ?? ''),
    byInstrument: attribute(trades, (trade) => trade.instrument, incomeByInstrument(input.carry)),
    bySide: attribute(trades, (trade) => trade.side),
    series: seriesOf(input, places, returns),
    rolling: rollingOf(times, sample, definitions),
    benchmark: input.benchmark && { name: input.benchmark.name },
    trades,
  }
}

/**
 * The figures alone and the sampled returns: what a sweep keeps of each of its runs.
 *
 * @throws ReportInputFault if the input does not fit together
 */
export function measureRun(
  input: ReportInput,
  definitions: ReportDefinitions = DEFAULT_DEFINITIONS,
): { readonly figures: Figures; readonly returns: Float64Array } {
  const { figures, sample } = measured(input, definitions)
  return { figures, returns: sample.counted }
}

interface Measured {
  readonly sample: SampledRun
  readonly rows: readonly DrawdownRow[]
  readonly figures: Figures
}

function measured(input: ReportInput, definitions: ReportDefinitions): Measured {
  checkInput(input)
  const places = lastOfEachPeriod(input.times, definitions)
  const returns = periodReturns(at(input.equity, places), input.initialCapital, definitions.firstPeriod)
  const counted = definitions.firstPeriod === 'FROM_CAPITAL' ? returns : returns.subarray(1)
  const sample = { places, returns, counted }
  const rows = drawdownRows(input)
  const drawdown = drawdownFigures(rows)
  const figures = {
    ...returnFigures(input, sample, definitions),
    ...riskFigures(sample, drawdown.maxDrawdown, definitions),
    ...drawdown,
    ...tradeFigures(input, definitions),
    ...activityFigures(input, places, definitions),
    ...benchmarkFigures(input, sample, definitions),
  }
  return { sample, rows, figures }
}

/** What can be said of one run by itself; what comes of searching is the study's to say. */
function cautionsOfRun({ trades }: ReportInput, figures: Figures): Caution[] {
  return cautionsOf({
    trials: 1,
    trades: trades.length,
    parameters: 0,
    deflatedSharpe: Number.isNaN(figures.probabilisticSharpe) ? null : figures.probabilisticSharpe,
    overfittingProbability: null,
    realityCheckPValue: null,
    walkForwardEfficiency: null,
    sharpeInSample: figures.sharpe,
    sharpeOutOfSample: null,
    bestTradesShare: bestTradesShare(trades.map(({ profit }) => profit)),
    neighbourShare: null,
  })
}

function seriesOf(input: ReportInput, places: Int32Array, returns: Float64Array): ReportSeries {
  const start = input.benchmark?.values.find((value) => !Number.isNaN(value)) ?? Number.NaN
  return {
    times: at(input.times, places),
    equity: at(input.equity, places),
    // Measured over every point, so that a fall within a period shows where the period ends low.
    drawdown: at(underwater(prepend(input.initialCapital, input.equity)).subarray(1), places),
    exposure: at(input.exposure, places),
    returns,
    benchmark: input.benchmark
      ? at(input.benchmark.values, places).map((value) => (value / start) * input.initialCapital)
      : null,
  }
}

function rollingOf(
  times: Float64Array,
  { places, returns }: { readonly places: Int32Array; readonly returns: Float64Array },
  definitions: ReportDefinitions,
): RollingSeries {
  const { rollingPeriods, periodsPerYear, deviation, riskFreeAnnual } = definitions
  const rate = perPeriod(riskFreeAnnual, periodsPerYear)
  return {
    times: at(times, places.subarray(rollingPeriods - 1)),
    sharpe: rollingSharpe(returns, rollingPeriods, { periodsPerYear, deviation, rate }),
    volatility: rollingVolatility(returns, rollingPeriods, { periodsPerYear, deviation }),
  }
}
