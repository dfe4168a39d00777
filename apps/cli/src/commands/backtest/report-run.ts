/** Prints a run for people or machines, and writes its report: one HTML file, or a folder with JSON and CSV beside it. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildReport,
  equityCsv,
  FIGURES,
  formatFigure,
  monthlyCsv,
  reportHtml,
  reportInputOfRun,
  ReportInputFault,
  reportJson,
  tradesCsv,
  type BacktestResult,
  type FigureName,
  type Report,
  type ReportInput,
  type StrategyFacts,
} from '@quarterdeck/simulation'
import { isoInstant } from '@quarterdeck/sdk'
import { printRows } from '../../output/table.ts'
import { benchmarkAt, type BenchmarkSource } from './benchmark.ts'
import type { BoundMarket } from './bind-market.ts'
import { definitionsOf, type RunOptions } from './run-options.ts'

export interface OutputOptions {
  readonly report?: string
  readonly out?: string
  readonly json: boolean
}

export interface ReportedRun {
  readonly result: BacktestResult
  readonly strategy: StrategyFacts
  readonly market: BoundMarket
  readonly benchmark: BenchmarkSource | null
  readonly options: RunOptions & OutputOptions
}

const SHOWN: readonly FigureName[] = [
  'finalEquity',
  'totalReturn',
  'cagr',
  'volatility',
  'sharpe',
  'sortino',
  'calmar',
  'maxDrawdown',
  'trades',
  'hitRate',
  'profitFactor',
  'expectancy',
  'timeInMarket',
  'fees',
]

const REJECTIONS_SHOWN = 3

/** What the verb gives a machine. */
interface Told {
  readonly report: Report | null
  readonly input: ReportInput | null
}

export async function reportRun(run: ReportedRun): Promise<void> {
  const told = reportOf(run)
  const written = told.report === null ? [] : writeReport(told, run.options)
  if (run.options.json) printJson(run, told, written)
  else printPage(run, told, written)
}

/** Null where nothing was played: a run without a point has no report. */
function reportOf({ result, market, benchmark, options }: ReportedRun): Told {
  const { instruments } = market
  const multipliers = new Map(instruments.map(({ id, multiplier }) => [id, Number(multiplier)]))
  try {
    const input = reportInputOfRun(result, {
      title: `${result.strategy.name} on ${instruments.map(({ id }) => id).join(', ')}`,
      initialCapital: Number(options.cash),
      multiplierOf: (id) => multipliers.get(id) ?? 1,
    })
    const compared = benchmark === null ? input : { ...input, benchmark: benchmarkAt(benchmark, input.times) }
    return { input: compared, report: buildReport(compared, definitionsOf(options, instruments)) }
  } catch (error) {
    if (error instanceof ReportInputFault) return { report: null, input: null }
    throw error
  }
}

function writeReport({ report, input }: Told, options: OutputOptions): readonly string[] {
  if (report === null || input === null) return []
  const written: string[] = []
  const write = (path: string, text: string): void => {
    writeFileSync(path, text)
    written.push(path)
  }
  if (options.out !== undefined) {
    mkdirSync(options.out, { recursive: true })
    write(join(options.out, 'report.html'), reportHtml(report))
    write(join(options.out, 'report.json'), reportJson(report))
    write(join(options.out, 'trades.csv'), tradesCsv(report))
    write(join(options.out, 'equity.csv'), equityCsv(input))
    write(join(options.out, 'monthly.csv'), monthlyCsv(report))
  }
  if (options.report !== undefined) write(options.report, reportHtml(report))
  return written
}

function printJson(
  { result, strategy, market }: ReportedRun,
  { report }: Told,
  written: readonly string[],
): void {
  const { curve, events: _, ...run } = result
  const told = {
    ...run,
    strategy: { ...result.strategy, sources: strategy.sources },
    instruments: market.instruments,
    notes: market.notes,
    figures: report?.figures ?? null,
    cautions: report?.cautions ?? [],
    definitions: report?.definitions ?? null,
    points: curve.length,
    written,
  }
  process.stdout.write(`${JSON.stringify(told, plainNumber, 2)}\n`)
}

/** JSON knows neither NaN nor infinity: an undefined number is null, an endless one a string. */
export function plainNumber(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'number' || Number.isFinite(value)) return value
  return Number.isNaN(value) ? null : String(value)
}

function printPage(run: ReportedRun, { report }: Told, written: readonly string[]): void {
  const { result, strategy, market } = run
  const line = (text: string): void => void process.stdout.write(`${text}\n`)
  line(`${result.strategy.name} (${strategy.sources[0]?.sha256.slice(0, 12)}) ${parametersInWords(result)}`)
  for (const note of market.notes) line(note)
  for (const { instrumentId, timeframe, rows, firstAt, lastAt, hash } of result.data)
    line(
      `${instrumentId} ${timeframe}: ${rows.toLocaleString('en-US')} bars${firstAt === null ? '' : `, ${isoInstant(firstAt).slice(0, 16)} to ${isoInstant(lastAt ?? firstAt).slice(0, 16)}`} (${hash.slice(0, 12)})`,
    )
  line('')
  if (report !== null) printFigures(report)
  printRejections(result)
  for (const caution of report?.cautions ?? []) line(`Caution: ${caution.text}`)
  line(`Decisions ${result.digests.decisions}, status ${result.status}.`)
  for (const path of written) line(`Written: ${path}`)
}

function parametersInWords({ strategy }: BacktestResult): string {
  return Object.entries(strategy.params)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')
}

function printFigures({ figures, currency }: Report): void {
  const rows = SHOWN.filter((name) => name in figures).map((name) => ({
    label: FIGURES[name].label,
    value: formatFigure(figures[name], FIGURES[name].unit),
    unit: FIGURES[name].unit === 'MONEY' ? currency : '',
  }))
  printRows(
    rows,
    [
      { title: 'FIGURE', of: ({ label }) => label },
      { title: 'VALUE', of: ({ value }) => value, align: 'right' },
      { title: '', of: ({ unit }) => unit },
    ],
    { json: false },
  )
  process.stdout.write('\n')
}

/** Orders that were not traded change what a run means: the first reasons are said, with how often. */
function printRejections({ rejections }: BacktestResult): void {
  if (rejections.length === 0) return
  const reasons = new Map<string, number>()
  for (const { by, reason } of rejections) {
    const key = `${by === 'GATE' ? 'blocked by the gate' : by === 'VENUE' ? 'rejected by the venue' : 'refused'}: ${reason}`
    reasons.set(key, (reasons.get(key) ?? 0) + 1)
  }
  process.stdout.write(`${rejections.length} orders were not taken:\n`)
  for (const [reason, count] of [...reasons]
    .sort(([, one], [, other]) => other - one)
    .slice(0, REJECTIONS_SHOWN))
    process.stdout.write(`  ${count} ${reason}\n`)
}
