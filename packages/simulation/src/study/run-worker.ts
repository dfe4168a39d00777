/** A worker that is kept for several runs over the same data, for whoever shares them out himself. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MarketSeries } from '../run/request.ts'
import type { BacktestResult } from '../run/result.ts'
import type { MeasuredRun, RunOrder, StudyTerms } from '../worker/protocol.ts'
import type { StrategyFile } from './ask-strategy.ts'
import { shareSeries } from './shared-series.ts'
import { faultOfAnswer, faultOfEnd } from './study-fault.ts'
import { DEFAULT_WORKER_LIMITS, SupervisedWorker, WorkerEnded } from './supervised-worker.ts'

type OnPlayed = (played: number, total: number) => void

/** Runs one order at a time. Each throws a `StudyFault` where the worker had to be stopped; it is then of no more use. */
export interface RunWorker {
  /** Everything that a backtest gives. */
  whole(order: RunOrder, onPlayed?: OnPlayed): Promise<BacktestResult>
  /** Figures and digests alone. */
  measured(order: RunOrder, onPlayed?: OnPlayed): Promise<MeasuredRun>
  /** Ends it, whatever it does. Safe to call twice. */
  stop(): Promise<void>
}

export interface RunWorkerData {
  readonly terms: Omit<StudyTerms, 'series'>
  readonly series: readonly MarketSeries[]
}

/** Starts a worker with its strategy and its data. Throws a `StudyFault` where it cannot have them. */
export async function openRunWorker(file: StrategyFile, data: RunWorkerData): Promise<RunWorker> {
  const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-runs-'))
  const forget = () => rmSync(directory, { recursive: true, force: true })
  try {
    const { worker } = await SupervisedWorker.start({
      strategyFile: file.path,
      terms: { ...data.terms, series: shareSeries(directory, data.series) },
      directory,
      limits: { ...DEFAULT_WORKER_LIMITS, ...file.limits },
      onPrint: file.onPrint ?? (() => undefined),
    })
    return runsIn(worker, forget)
  } catch (error) {
    forget()
    throw error instanceof WorkerEnded ? faultOfEnd(error.end) : error
  }
}

function runsIn(worker: SupervisedWorker, forget: () => void): RunWorker {
  const ask = async (order: RunOrder, keep: 'WHOLE' | 'MEASURED', onPlayed: OnPlayed | undefined) => {
    try {
      return await worker.ask({ type: 'RUN', keep, ...order }, ({ played, total }) =>
        onPlayed?.(played, total),
      )
    } catch (error) {
      throw error instanceof WorkerEnded ? faultOfEnd(error.end) : error
    }
  }
  return {
    async whole(order, onPlayed) {
      const answer = await ask(order, 'WHOLE', onPlayed)
      if (answer.type !== 'WHOLE') throw faultOfAnswer(answer)
      return answer.result
    },
    async measured(order, onPlayed) {
      const answer = await ask(order, 'MEASURED', onPlayed)
      if (answer.type !== 'MEASURED') throw faultOfAnswer(answer)
      return answer.measured
    },
    async stop() {
      await worker.stop()
      forget()
    },
  }
}
