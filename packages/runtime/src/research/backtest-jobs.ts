/**
 * Backtests as jobs. A single run begins again where its lease was lost: it is deterministic, and ends with the same result. What
 * sweeps and walk-forwards do is in `search-jobs.ts`.
 */
import type { JobQueue, Lease } from '../jobs/jobs.ts'
import {
  type BacktestRow,
  beginBacktest,
  completeRun,
  endBacktest,
  findBacktest,
  moveBacktest,
} from './backtest-rows.ts'
import { parametersOf, requestOf } from './backtest-request.ts'
import { refusalOf } from './faults.ts'
import { type BacktestJobsOptions, type Loaded, load } from './loaded-backtest.ts'
import { PlayAborted, openPlayer } from './play-backtest.ts'
import { progressWriter } from './progress-writer.ts'
import { RequestFault } from '../request-fault.ts'
import { documentsOfRun } from './run-documents.ts'
import { TRIALS_QUEUE, type TrialsJob, beginSearch, runTrials } from './search-jobs.ts'
import { faultInWords } from './trial-runs.ts'

export const BACKTEST_QUEUE = 'backtest'

export interface BacktestJob {
  readonly backtestId: string
}

const RETRIES = 4
const GIVEN_UP = 'It was begun several times and never came to its end; see the server log'

export function backtestQueue(options: BacktestJobsOptions): JobQueue<BacktestJob> {
  const { database } = options
  return {
    name: BACKTEST_QUEUE,
    retries: RETRIES,
    concurrency: 1,
    work: ({ backtestId }, lease) =>
      begun(options, backtestId, async (backtest) => {
        const loaded = await load(options, backtest)
        await (backtest.kind === 'SINGLE' ? runSingle : beginSearch)(options, loaded, lease)
      }),
    giveUp: ({ backtestId }) => endBacktest(database, backtestId, 'FAILED', GIVEN_UP),
  }
}

export function trialsQueue(options: BacktestJobsOptions): JobQueue<TrialsJob> {
  const { database } = options
  return {
    name: TRIALS_QUEUE,
    retries: RETRIES,
    concurrency: 1,
    work: (job, lease) =>
      begun(options, job.backtestId, async (backtest) => {
        await runTrials(options, await load(options, backtest), { ...job, lease })
      }),
    giveUp: ({ backtestId }) => endBacktest(database, backtestId, 'FAILED', GIVEN_UP),
  }
}

/** Does a part of a backtest that has not ended. A refusal ends it; being left or a fault that may pass leaves it to be begun again. */
async function begun(
  { database }: BacktestJobsOptions,
  id: string,
  work: (backtest: BacktestRow) => Promise<void>,
): Promise<void> {
  const backtest = await beginBacktest(database, id)
  if (backtest === null) return
  try {
    await work(backtest)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal !== null) return endBacktest(database, id, 'FAILED', refusal.message)
    // Somebody ended it: that is no failure, and there is nothing to begin again.
    if (error instanceof PlayAborted && (await findBacktest(database, id))?.ended !== false) return
    throw error
  }
}

async function runSingle(
  { database }: BacktestJobsOptions,
  { backtest, parts, read, path }: Loaded,
  lease: Lease,
): Promise<void> {
  const ended = new AbortController()
  const started = performance.now()
  const paceOf = (played: number) => Math.round(played / ((performance.now() - started) / 1000))
  const progress = progressWriter(
    async ({ done, total }: { readonly done: number; readonly total: number }) => {
      const isOn = await moveBacktest(database, backtest.id, { done, total, eventsPerSecond: paceOf(done) })
      if (!isOn) ended.abort()
    },
  )
  const params = parametersOf(parts.strategy, parts.terms.parameters, parts.keys[0])
  const request = requestOf(parts, params, read)
  const signal = AbortSignal.any([lease.signal, ended.signal])
  const player = openPlayer(path, request, signal)
  try {
    const result = await player.whole(params, (done, total) => progress.put({ done, total }))
    await progress.settled()
    if (result.status === 'FAILED') throw new RequestFault('BAD_INPUT', faultInWords(result.fault))
    const { bars, quotes, trades } = result.counts
    const events = bars + quotes + trades
    const documents = documentsOfRun(request, result, backtest.name)
    const { decisions } = result.digests
    await completeRun(database, backtest, {
      ...documents,
      decisions,
      events,
      eventsPerSecond: paceOf(events),
    })
  } finally {
    await player.close()
    await progress.settled()
  }
}
