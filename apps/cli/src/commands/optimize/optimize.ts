/** `quarterdeck optimize`: a search over a strategy's parameters, planned, spread over the cores, continued after a kill, and judged. */

import { join, resolve } from 'node:path'
import {
  askStrategy,
  proposerOf,
  runStudy,
  StudyFault,
  type AskedStrategy,
  type ParameterSet,
  type SearchAxis,
  type StrategyFile,
  type StudyRequest,
} from '@quarterdeck/simulation'
import { Refused, WrongUsage } from '../../exit.ts'
import { progress } from '../../output/progress.ts'
import { runOf, type BacktestOptions } from '../backtest/backtest.ts'
import { bindMarket, type BoundMarket } from '../backtest/bind-market.ts'
import { inWords } from '../backtest/in-words.ts'
import { checkOptions, pairsOf } from '../backtest/run-options.ts'
import { readSources } from '../backtest/sources.ts'
import { needData, readTicks } from '../backtest/tick-sources.ts'
import { strategyFileOf } from '../backtest/strategy-file.ts'
import { reportStudy } from './report-study.ts'
import { methodOf, metricOf, walkForwardOf, type SearchOptions } from './search-options.ts'

export interface OptimizeOptions extends BacktestOptions, SearchOptions {
  readonly grid: readonly string[]
  readonly workers?: number
  readonly top: number
  /** Whether what was measured is kept for a later start. */
  readonly keep: boolean
}

export async function optimize(path: string, options: OptimizeOptions): Promise<void> {
  await inWords(async () => {
    const file = strategyFileOf(path, options)
    const metric = metricOf(options)
    const walkForward = walkForwardOf(options)
    checkOptions(options)
    needData(options)
    const { axes, market } = await searched(file, options)
    const bar = progress('optimize')
    const { terms, series, params, from, to } = runOf(market, options)
    const request: StudyRequest = {
      file,
      terms,
      series,
      params,
      axes,
      method: methodOf(options),
      metric,
      span: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
      ...(walkForward !== null && { walkForward }),
      ...(options.workers !== undefined && { workers: options.workers }),
      journal: options.keep ? journalOf : null,
      onPlan: (_, sentences, kept) => tellPlan(sentences, kept),
      onProgress: ({ done, total }) => bar.to(done, total),
    }
    const outcome = await runStudy(request).finally(() => bar.end())
    reportStudy(outcome, { metric, top: options.top, json: options.json })
    if (outcome.judged.best === null) throw new Refused('No run of the search finished.')
  })
}

/** The axes and the data. What cannot be searched is refused before a bar is read. */
async function searched(
  file: StrategyFile,
  options: OptimizeOptions,
): Promise<{ readonly axes: readonly SearchAxis[]; readonly market: BoundMarket }> {
  const given = pairsOf('--param', options.param)
  const grid = pairsOf('--grid', options.grid)
  const twice = Object.keys(grid).find((name) => Object.hasOwn(given, name))
  if (twice !== undefined) throw new WrongUsage(`${twice} is given with --param and with --grid: choose one`)
  return askStrategy(file, async (strategy) => {
    const axes = await strategy.axes(grid)
    const first = await takenBy(strategy, given, proposerOf(axes, methodOf(options))([]))
    const sources = await readSources(options.bars, options)
    const ticks = await readTicks(options)
    const market = await bindMarket(
      strategy,
      { ...given, ...first },
      { sources, ticks, options, variations: dataAxes(strategy.facts.params, axes) },
    )
    const fixed = Object.fromEntries(
      Object.entries(market.params).filter(([name]) => !Object.hasOwn(grid, name)),
    )
    return { axes, market: { ...market, params: fixed } }
  })
}

/** How many combinations are tried for one that the strategy takes: a grid may begin with some that it refuses. */
const TRIES_MAX = 200

/** The first combination that the strategy takes, so that it can be asked what it needs. Throws its refusal where it takes none. */
async function takenBy(
  strategy: AskedStrategy,
  given: Readonly<Record<string, string>>,
  sets: readonly ParameterSet[],
): Promise<Readonly<Record<string, string>>> {
  let refusal: unknown = new WrongUsage('--grid: there is no combination to run')
  for (const set of sets.slice(0, TRIES_MAX)) {
    const texts = Object.fromEntries(Object.entries(set).map(([name, value]) => [name, String(value)]))
    try {
      await strategy.needs({ ...standIns(strategy), ...given, ...texts })
      return texts
    } catch (error) {
      if (!(error instanceof StudyFault && error.kind === 'REQUEST')) throw error
      refusal = error
    }
  }
  throw refusal
}

/** Instruments that only the data will name: any does for this question. */
function standIns({ facts }: AskedStrategy): Readonly<Record<string, string>> {
  return Object.fromEntries(
    facts.params
      .filter(({ kind, default: otherwise }) => kind === 'instrument' && otherwise === null)
      .map(({ name }) => [name, 'FILE:ANY']),
  )
}

/** Axes that change which data is wanted: each of their values is asked about. */
function dataAxes(
  declared: readonly { readonly name: string; readonly kind: string }[],
  axes: readonly { readonly name: string; readonly values: readonly unknown[] }[],
): readonly Readonly<Record<string, unknown>>[] {
  const kinds = new Map(declared.map(({ name, kind }) => [name, kind]))
  return axes
    .filter(({ name }) => ['timeframe', 'instrument'].includes(kinds.get(name) ?? ''))
    .flatMap(({ name, values }) => values.map((value) => ({ [name]: value })))
}

/** Studies are kept in the data directory, each under its own name: the same command goes on with what is there. */
function journalOf(study: string): string {
  return join(
    resolve(process.env['QUARTERDECK_DATA_DIR'] ?? '.quarterdeck'),
    'studies',
    `${study.slice(0, 32)}.jsonl`,
  )
}

/** The plan goes to standard error, so that results alone are on standard output. */
function tellPlan(sentences: readonly string[], kept: number): void {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`)
  if (kept > 0) process.stderr.write(`${kept} runs were measured before and are kept.\n`)
}
