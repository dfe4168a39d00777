/**
 * `quarterdeck strategy check`: all that a deploy would say of a strategy, its parameters, a run over a few made-up bars, the same run
 * again, and a run on a part of the bars: it must not throw, must decide the same twice, and must not know what comes later.
 */

import { sliceBars } from '@quarterdeck/market-data'
import {
  askStrategy,
  DEFAULT_DEFINITIONS,
  runInWorker,
  StudyFault,
  type AskedStrategy,
  type BacktestResult,
  type MarketSeries,
  type StrategyFile,
} from '@quarterdeck/simulation'
import { timeframeMicros, type Instrument, type ParamDescription } from '@quarterdeck/sdk'
import { Refused } from '../../exit.ts'
import { printRows } from '../../output/table.ts'
import { inWords } from '../backtest/in-words.ts'
import { instrumentOf } from '../backtest/instrument-terms.ts'
import { pairsOf } from '../backtest/run-options.ts'
import { strategyFileOf, type LimitOptions } from '../backtest/strategy-file.ts'
import { dryBars } from './dry-bars.ts'
import { entryOf, foretoldBuild, problemLine, type SourceProblem } from './source.ts'

export interface CheckOptions extends LimitOptions {
  readonly param: readonly string[]
  readonly json: boolean
}

interface Finding {
  readonly check: 'build' | 'load' | 'parameters' | 'run' | 'repeat' | 'prefix'
  readonly verdict: 'ok' | 'fault'
  readonly message: string
  /** Of a build that was refused: each fault at its place. */
  readonly problems?: readonly SourceProblem[]
}

export async function checkStrategy(path: string, options: CheckOptions): Promise<void> {
  const file = strategyFileOf(await entryOf(path), options)
  const findings: Finding[] = [await built(file)]
  const params = await inWords(() => dry(file, pairsOf('--param', options.param), findings))
  if (options.json) process.stdout.write(`${JSON.stringify({ findings, params }, null, 2)}\n`)
  else print(findings, params)
  const faults = findings.filter(({ verdict }) => verdict === 'fault').length
  if (faults > 0) throw new Refused(`${path}: ${faults} of ${findings.length} checks failed.`)
}

const ok = (check: Finding['check'], message: string): Finding => ({ check, verdict: 'ok', message })
const fault = (check: Finding['check'], message: string): Finding => ({ check, verdict: 'fault', message })

/** What the builder says, the same that it says to a deploy: imports, syntax, types, and what the bundle is. */
async function built({ path }: StrategyFile): Promise<Finding> {
  const foretold = await foretoldBuild(path)
  if (!foretold.ok)
    return { ...fault('build', foretold.problems.map(problemLine).join('\n')), problems: foretold.problems }
  const { digest, bundle, manifest } = foretold.artifact
  return ok(
    'build',
    `artifact ${digest.slice(0, 12)}, ${bundle.length} characters, SDK ${manifest.sdkVersion}`,
  )
}

const BARS = 600

/** Loads it, asks what it needs, and runs it; says what it found in `findings`. The parameters, empty where it cannot be loaded. */
async function dry(
  file: StrategyFile,
  given: Readonly<Record<string, string>>,
  findings: Finding[],
): Promise<readonly ParamDescription[]> {
  try {
    return await askStrategy(file, async (strategy) => {
      findings.push(
        ok(
          'load',
          `${strategy.facts.name}, ${strategy.facts.sources.length} file(s), ${strategy.facts.sources[0]?.sha256.slice(0, 12)}`,
        ),
      )
      await runDry(file, { strategy, given, findings })
      return strategy.facts.params
    })
  } catch (error) {
    if (!(error instanceof StudyFault)) throw error
    findings.push(
      fault(
        findings.some(({ check }) => check === 'load')
          ? error.kind === 'REQUEST'
            ? 'parameters'
            : 'run'
          : 'load',
        error.message,
      ),
    )
    return []
  }
}

async function runDry(
  file: StrategyFile,
  of: {
    readonly strategy: AskedStrategy
    readonly given: Readonly<Record<string, string>>
    readonly findings: Finding[]
  },
): Promise<void> {
  const { strategy, given, findings } = of
  const standIns = strategy.facts.params
    .filter(({ kind, default: otherwise }) => kind === 'instrument' && otherwise === null)
    .map(({ name }, index) => [name, `CHECK:${String.fromCharCode(65 + index)}`] as const)
  const { needs, params } = await strategy.needs({ ...Object.fromEntries(standIns), ...given })
  findings.push(
    ok(
      'parameters',
      Object.entries(params)
        .map(([name, value]) => `${name}=${String(value)}`)
        .join(' ') || 'none',
    ),
  )
  const { instruments, series } = dryMarket(needs)
  const run = (part: readonly MarketSeries[]): Promise<BacktestResult> =>
    played(file, { instruments, params, series: part })
  const whole = await run(series)
  if (whole.fault !== null) {
    findings.push(
      fault(
        'run',
        `${whole.fault.callback ?? 'the platform'} threw at ${whole.fault.input}: ${whole.fault.message}`,
      ),
    )
    return
  }
  findings.push(
    ok(
      'run',
      `${whole.counts.bars} bars, ${whole.counts.decisions} decisions, ${whole.orders.length} orders`,
    ),
  )
  const again = await run(series)
  if (again.digests.decisions !== whole.digests.decisions) {
    findings.push(
      fault(
        'repeat',
        'two runs on the same bars decided otherwise: does it use Math.random, Date, or a variable outside of the strategy?',
      ),
    )
    return
  }
  findings.push(ok('repeat', `the same decisions twice (${whole.digests.decisions})`))
  findings.push(await comparedWithPart({ whole, part: await run(series.map(half)) }))
}

/** Orders up to the cut must be those of the whole run. */
async function comparedWithPart({
  whole,
  part,
}: {
  readonly whole: BacktestResult
  readonly part: BacktestResult
}): Promise<Finding> {
  const cut = part.span?.to ?? 0
  const wordsOf = ({ orders }: BacktestResult): string[] =>
    orders
      .filter(({ submittedAt }) => submittedAt < cut)
      .map(({ submittedAt, side, type, lots, limitPrice, stopPrice }) =>
        [submittedAt, side, type, lots, limitPrice, stopPrice].join(' '),
      )
  const [all, some] = [wordsOf(whole), wordsOf(part)]
  const at = all.findIndex((words, index) => words !== some[index])
  if (at < 0 && all.length === some.length)
    return ok('prefix', `the same ${all.length} orders without the later half of the bars`)
  return fault(
    'prefix',
    `order ${at < 0 ? all.length + 1 : at + 1} is another one without the later half of the bars: it looks ahead`,
  )
}

function dryMarket(needs: Awaited<ReturnType<AskedStrategy['needs']>>['needs']): {
  readonly instruments: readonly Instrument[]
  readonly series: readonly MarketSeries[]
} {
  const feeds = needs.feeds.filter((feed) => feed.kind === 'BARS')
  const history = Math.max(0, ...feeds.map((feed) => feed.history))
  const bars = Math.min(20_000, Math.max(BARS, history * 2))
  const series = feeds.map(({ instrumentId, timeframe }, index): MarketSeries => ({
    kind: 'BARS',
    instrumentId,
    timeframe,
    bars: dryBars(bars, { seed: index + 1, step: timeframeMicros(timeframe) ?? 60e6 }),
  }))
  for (const [index, instrumentId] of needs.instruments.entries())
    if (!series.some((one) => one.instrumentId === instrumentId))
      series.push({
        kind: 'BARS',
        instrumentId,
        timeframe: '1m',
        bars: dryBars(bars, { seed: 100 + index, step: 60e6 }),
      })
  const instruments = needs.instruments.map((id) =>
    instrumentOf(id, dryBars(10, { seed: 1, step: 60e6 }), { currency: 'USD' }),
  )
  return { instruments, series }
}

function half(series: MarketSeries): MarketSeries {
  return series.kind === 'BARS'
    ? { ...series, bars: sliceBars(series.bars, 0, Math.floor(series.bars.length / 2)) }
    : series
}

async function played(
  file: StrategyFile,
  of: {
    readonly instruments: readonly Instrument[]
    readonly params: Readonly<Record<string, unknown>>
    readonly series: readonly MarketSeries[]
  },
): Promise<BacktestResult> {
  const { instruments, params, series } = of
  const terms = {
    instruments,
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
    definitions: DEFAULT_DEFINITIONS,
    calendars: ['24/7', 'XNYS'],
  }
  return (await runInWorker(file, { terms, series, params })).result
}

function print(findings: readonly Finding[], params: readonly ParamDescription[]): void {
  for (const { check, verdict, message } of findings)
    process.stdout.write(`${verdict.padEnd(6)} ${check.padEnd(11)} ${message}\n`)
  if (params.length === 0) return
  process.stdout.write('\n')
  printRows(
    params,
    [
      { title: 'PARAMETER', of: ({ name }) => name },
      { title: 'KIND', of: ({ kind }) => kind },
      {
        title: 'DEFAULT',
        of: ({ default: otherwise }) => (otherwise === null ? 'must be given' : String(otherwise)),
      },
      { title: 'FROM', of: ({ min }) => min },
      { title: 'TO', of: ({ max }) => max },
      { title: 'MEANING', of: ({ description }) => description },
    ],
    { json: false },
  )
}
