/** `quarterdeck backtest`: one run of a strategy's file over a file or a series of the store, offline, with its report. */

import { askStrategy, runInWorker, type SingleRun } from '@quarterdeck/simulation'
import { Refused } from '../../exit.ts'
import { progress } from '../../output/progress.ts'
import { benchmarkOf } from './benchmark.ts'
import { bindMarket, type BindOptions, type BoundMarket } from './bind-market.ts'
import { readCarry } from './carry-file.ts'
import { inWords } from './in-words.ts'
import {
  accountOf,
  checkOptions,
  definitionsOf,
  fillsOf,
  pairsOf,
  spanOf,
  type RunOptions,
} from './run-options.ts'
import { reportRun, type OutputOptions } from './report-run.ts'
import { readSources, type SourceOptions } from './sources.ts'
import { needData, readTicks, type TickOptions } from './tick-sources.ts'
import { strategyFileOf, type LimitOptions } from './strategy-file.ts'

export interface BacktestOptions
  extends RunOptions, BindOptions, SourceOptions, TickOptions, OutputOptions, LimitOptions {
  readonly bars: readonly string[]
  readonly param: readonly string[]
  readonly calendar: readonly string[]
  readonly benchmark?: string
}

export async function backtest(path: string, options: BacktestOptions): Promise<void> {
  await inWords(async () => {
    const file = strategyFileOf(path, options)
    const given = pairsOf('--param', options.param)
    checkOptions(options)
    needData(options)
    const [sources, market] = await loaded(file, given, options)
    const bar = progress('backtest')
    const ran = await runInWorker(file, {
      ...runOf(market, options),
      onProgress: (played, total) => bar.to(played, total),
    }).finally(() => bar.end())
    const benchmark = await benchmarkOf(options, sources)
    await reportRun({ ...ran, market, benchmark, options })
    const { status, fault } = ran.result
    if (status === 'FAILED')
      throw new Refused(
        `The run failed in ${fault?.callback ?? 'the platform'} (${fault?.input ?? ''}): ${fault?.message ?? ''}`,
      )
  })
}

/** Reads the data while the strategy's process starts, as neither needs the other. */
async function loaded(
  file: ReturnType<typeof strategyFileOf>,
  given: Readonly<Record<string, string>>,
  options: BacktestOptions,
): Promise<readonly [Awaited<ReturnType<typeof readSources>>, BoundMarket]> {
  const reading = Promise.all([readSources(options.bars, options), readTicks(options)])
  // Its fault is thrown below; until then nobody may call it unhandled.
  reading.catch(() => undefined)
  return askStrategy(file, async (strategy) => {
    const [sources, ticks] = await reading
    return [sources, await bindMarket(strategy, given, { sources, ticks, options })] as const
  })
}

/** A run over bound data. */
export function runOf(
  market: BoundMarket,
  options: RunOptions & { readonly calendar: readonly string[] },
): SingleRun {
  const { instruments, series, actions, params } = market
  return {
    terms: {
      instruments,
      account: accountOf(options, instruments),
      fills: fillsOf(options),
      seed: options.seed,
      definitions: definitionsOf(options, instruments),
      calendars: options.calendar,
      ...(actions.length > 0 && { actions }),
      ...(options.carry !== undefined && {
        carry: readCarry(
          options.carry,
          instruments.map(({ id }) => id),
        ),
      }),
    },
    series,
    params,
    ...spanOf(options),
  }
}
