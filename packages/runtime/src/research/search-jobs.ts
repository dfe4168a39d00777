/**
 * Searches as jobs: planned once by their first trial, then handed out in shares of the rounds that can run. Of a share whose lease
 * was lost, only trials that are not done run again.
 */
import { isLessBetter } from '@quarterdeck/simulation'
import type { Database } from '../database/database.ts'
import type { Lease } from '../jobs/jobs.ts'
import { type BacktestRow, countTrials, setPlan, trialsDone, trialsOf } from './backtest-rows.ts'
import { requestOf } from './backtest-request.ts'
import type { BacktestJobsOptions, Loaded } from './loaded-backtest.ts'
import { type Player, openPlayer } from './play-backtest.ts'
import { type RecordedTrial, type Search, type SearchRound, objectiveOf, searchOf } from './search.ts'
import { planSweep, sharesOf } from './sweep-plan.ts'
import { runTrial } from './trial-runs.ts'

export const TRIALS_QUEUE = 'backtest-trials'

/** Trials of a search, `to` not included. */
export interface TrialsJob {
  readonly backtestId: string
  readonly from: number
  readonly to: number
  /** Trials of a share of the rounds that follow. */
  readonly shareSize?: number
}

/** Measures with the first trial, plans the others, and hands out what can run. Done again after a lost lease, it does the same. */
export async function beginSearch(options: BacktestJobsOptions, loaded: Loaded, lease: Lease): Promise<void> {
  const { database } = options
  const { backtest, parts, read } = loaded
  const search = searchOf(parts.strategy, parts.terms)
  const began = performance.now()
  await setPlan(database, backtest.id, [], search.count)
  const [order] = search.orders(search.firstRounds[0]!, [])
  const player = trialPlayer(loaded, lease)
  const events = await runTrial(options, loaded, { order: order!, player }).finally(() => player.close())
  const seconds = (performance.now() - began) / 1000
  const bars = read.reduce((sum, { rows }) => sum + rows, 0)
  const measured = { bars, nanosecondsPerBar: (seconds * 1e9) / Math.max(1, events), startSeconds: 0.01 }
  const { words, shareSize } = planSweep(
    { sets: search.sets, shares: dataShares(search, backtest) },
    measured,
  )
  await setPlan(database, backtest.id, words, search.count)
  for (const round of search.firstRounds) await handOut(options, backtest, round, shareSize)
  await countTrials(database, backtest.id, { objective: objectiveOf(parts.terms), eventsPerSecond: null })
}

/** The share of the data that each window trains on. */
function dataShares({ trainings }: Search, { terms: { walkForward } }: BacktestRow): readonly number[] {
  return trainings.map((training) =>
    training === undefined || walkForward === undefined
      ? 1
      : (training.to - training.from) / (walkForward.span.to - walkForward.span.from),
  )
}

/** Hands out a round. What of it waits or runs already stays as it is. */
async function handOut(
  { jobs }: BacktestJobsOptions,
  { id: backtestId }: BacktestRow,
  round: SearchRound,
  shareSize: number,
): Promise<void> {
  for (const { from, to } of sharesOf(round, shareSize)) {
    const data: TrialsJob = { backtestId, from, to, shareSize }
    await jobs().send(TRIALS_QUEUE, data, { key: `${backtestId}:${from}` })
  }
}

/** Runs what of a share is not done. Whoever finds a round complete hands out the next. */
export async function runTrials(
  options: BacktestJobsOptions,
  loaded: Loaded,
  { from, to, shareSize = to - from, lease }: TrialsJob & { readonly lease: Lease },
): Promise<void> {
  const { database } = options
  const { backtest, parts } = loaded
  const objective = objectiveOf(parts.terms)
  const search = searchOf(parts.strategy, parts.terms)
  const round = search.roundOf(from)
  const orders = search.orders(round, await recordedBefore(database, backtest, round))
  const done = await trialsDone(database, backtest.id, { from, to })
  const started = performance.now()
  const player = trialPlayer(loaded, lease)
  let events = 0
  try {
    for (const order of orders) {
      if (order.number < from || order.number >= to || done.has(order.number)) continue
      events += await runTrial(options, loaded, { order, player })
      const eventsPerSecond = Math.round(events / ((performance.now() - started) / 1000))
      if (!(await countTrials(database, backtest.id, { objective, eventsPerSecond }))) return
    }
  } finally {
    await player.close()
  }
  const next = search.roundAfter(round)
  if (next !== null && (await trialsDone(database, backtest.id, round)).size === round.to - round.from)
    await handOut(options, backtest, next, shareSize)
  await countTrials(database, backtest.id, { objective, eventsPerSecond: null })
}

/** What a round may learn from. */
async function recordedBefore(
  database: Database,
  { id, terms }: BacktestRow,
  { windowFrom, from }: SearchRound,
): Promise<readonly RecordedTrial[]> {
  const objective = objectiveOf(terms)
  const sign = isLessBetter(objective) ? -1 : 1
  const rows = await trialsOf(database, id, { from: windowFrom, to: from, objective })
  return rows.map(({ parameters, score }) => ({
    parameters: JSON.parse(parameters) as RecordedTrial['parameters'],
    score: score === null ? Number.NaN : sign * score,
  }))
}

function trialPlayer({ parts, read, path }: Loaded, lease: Lease): Player {
  return openPlayer(path, requestOf(parts, {}, read), lease.signal)
}
