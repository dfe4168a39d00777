/** One backtest in a worker: everything that a backtest gives, and a strategy that loops or takes all memory is stopped. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Micros } from '@quarterdeck/sdk'
import type { MarketSeries } from '../run/request.ts'
import type { BacktestResult } from '../run/result.ts'
import type { StrategyFacts, StudyTerms } from '../worker/protocol.ts'
import type { StrategyFile } from './ask-strategy.ts'
import { shareSeries } from './shared-series.ts'
import { faultOfAnswer, faultOfEnd } from './study-fault.ts'
import { DEFAULT_WORKER_LIMITS, SupervisedWorker, WorkerEnded } from './supervised-worker.ts'

export interface SingleRun {
  readonly terms: Omit<StudyTerms, 'series'>
  readonly series: readonly MarketSeries[]
  readonly params: Readonly<Record<string, unknown>>
  readonly from?: Micros
  readonly to?: Micros
  /** Told of market events played, and of all. */
  readonly onProgress?: (played: number, total: number) => void
}

export interface WorkerRun {
  readonly result: BacktestResult
  readonly strategy: StrategyFacts
}

/**
 * Runs a strategy's file. A strategy that throws gives a result that says FAILED; one that has to be stopped, and a request that
 * cannot be run, throw a `StudyFault`.
 */
export async function runInWorker(file: StrategyFile, run: SingleRun): Promise<WorkerRun> {
  const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-run-'))
  let worker: SupervisedWorker | null = null
  try {
    const terms = { ...run.terms, series: shareSeries(directory, run.series) }
    const begun = await SupervisedWorker.start({
      strategyFile: file.path,
      terms,
      directory,
      limits: { ...DEFAULT_WORKER_LIMITS, ...file.limits },
      onPrint: file.onPrint ?? (() => undefined),
    })
    worker = begun.worker
    const { params, from, to, onProgress } = run
    const span = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
    const answer = await worker.ask(
      { type: 'RUN', run: 0, params, keep: 'WHOLE', ...span },
      ({ played, total }) => onProgress?.(played, total),
    )
    if (answer.type !== 'WHOLE') throw faultOfAnswer(answer)
    return { result: answer.result, strategy: begun.strategy }
  } catch (error) {
    throw error instanceof WorkerEnded ? faultOfEnd(error.end) : error
  } finally {
    await worker?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}
