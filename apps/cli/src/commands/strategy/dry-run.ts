/**
 * Runs a strategy over a made-up market, to see what can be seen without a real one: that it does not throw, that it decides the same
 * twice in one process, and that on every beginning of the data it orders what it orders on the whole.
 */

import { CALENDAR_NAMES } from '@quarterdeck/market-data'
import {
  DEFAULT_DEFINITIONS,
  openRunWorker,
  type AskedStrategy,
  type BacktestResult,
  type MarketSeries,
  type StrategyFile,
} from '@quarterdeck/simulation'
import type { Instrument } from '@quarterdeck/sdk'
import { dryMarket, partOf } from './dry-market.ts'
import { fault, ok, type Finding } from './finding.ts'

/** Shares of the data that it is run on besides the whole. */
const BEGINNINGS = [0.25, 0.5, 0.75]

interface DryTerms {
  readonly instruments: readonly Instrument[]
  readonly params: Readonly<Record<string, unknown>>
  readonly series: readonly MarketSeries[]
}

/** Tells what it finds; it ends at the first fault. Throws a `StudyFault` where the strategy refuses its parameters or cannot be run. */
export async function dryRun(
  file: StrategyFile,
  of: {
    readonly strategy: AskedStrategy
    readonly given: Readonly<Record<string, string>>
    readonly onFinding: (finding: Finding) => void
  },
): Promise<void> {
  const { strategy, given, onFinding } = of
  const standIns = strategy.facts.params
    .filter(({ kind, default: otherwise }) => kind === 'instrument' && otherwise === null)
    .map(({ name }, index) => [name, `CHECK:${String.fromCharCode(65 + index)}`] as const)
  const { needs, params } = await strategy.needs({ ...Object.fromEntries(standIns), ...given })
  const words = Object.entries(params).map(([name, value]) => `${name}=${String(value)}`)
  onFinding(ok('parameters', words.join(' ') || 'none'))
  const terms = { ...dryMarket(needs), params }
  const [whole, again] = await played(file, terms, 2)
  const ran = ranThrough(whole!)
  onFinding(ran)
  if (ran.verdict === 'fault') return
  const repeated = repeats(whole!, again!)
  onFinding(repeated)
  if (repeated.verdict === 'fault') return
  const beginnings = await Promise.all(
    BEGINNINGS.map((share) =>
      played(file, { ...terms, series: terms.series.map((one) => partOf(one, share)) }, 1),
    ),
  )
  onFinding(comparedWith(whole!, beginnings.flat()))
}

/** The same run so often in one process: what a run leaves behind in variables of the file, the next one meets. */
async function played(
  file: StrategyFile,
  terms: DryTerms,
  times: number,
): Promise<readonly BacktestResult[]> {
  const { instruments, params, series } = terms
  const worker = await openRunWorker(file, {
    terms: {
      instruments,
      account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
      definitions: DEFAULT_DEFINITIONS,
      calendars: CALENDAR_NAMES,
    },
    series,
  })
  try {
    const results: BacktestResult[] = []
    for (let run = 0; run < times; run += 1) results.push(await worker.whole({ run, params }))
    return results
  } finally {
    await worker.stop()
  }
}

function ranThrough({ fault: thrown, counts, orders }: BacktestResult): Finding {
  if (thrown !== null)
    return fault('run', `${thrown.callback ?? 'the platform'} threw at ${thrown.input}: ${thrown.message}`)
  return ok('run', `${counts.bars} bars, ${counts.decisions} decisions, ${orders.length} orders`)
}

function repeats(whole: BacktestResult, again: BacktestResult): Finding {
  if (again.digests.decisions === whole.digests.decisions)
    return ok('repeat', `the same decisions twice (${whole.digests.decisions})`)
  return fault(
    'repeat',
    'two runs on the same bars decided otherwise: does it use Math.random, Date, or a variable outside of the strategy?',
  )
}

/** Orders up to a cut must be those of the whole run. */
function comparedWith(whole: BacktestResult, parts: readonly BacktestResult[]): Finding {
  for (const part of parts) {
    const cut = part.span?.to ?? 0
    const [all, some] = [ordersBefore(whole, cut), ordersBefore(part, cut)]
    const length = Math.max(all.length, some.length)
    const at = Array.from({ length }, (_, index) => index).find((index) => all[index] !== some[index])
    if (at !== undefined)
      return fault('prefix', `order ${at + 1} is another one without the bars after it: it looks ahead`)
  }
  const most = Math.max(0, ...parts.map(({ orders }) => orders.length))
  return ok(
    'prefix',
    `the same orders on ${parts.length} beginnings of the bars, ${most} of them on the longest`,
  )
}

function ordersBefore({ orders }: BacktestResult, cut: number): readonly string[] {
  return orders
    .filter(({ submittedAt }) => submittedAt < cut)
    .map(({ submittedAt, side, type, lots, limitPrice, stopPrice }) =>
      [submittedAt, side, type, lots, limitPrice, stopPrice].join(' '),
    )
}
