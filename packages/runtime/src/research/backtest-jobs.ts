/**
 * Backtests as jobs. A single run begins again where its lease was lost: it is deterministic, and ends with the same result. A
 * sweep is planned once and the shares of its rounds are leased apart; of a share whose lease was lost, only trials that are not
 * done run.
 */
import type { SeriesKey } from '@quarterdeck/market-data'
import type { BacktestResult, MeasuredRun } from '@quarterdeck/simulation'
import type { Instrument } from '@quarterdeck/sdk'
import type { Database } from '../database/database.ts'
import type { JobQueue, Jobs, Lease } from '../jobs/jobs.ts'
import {
  type BacktestRow,
  type StoredTerms,
  beginBacktest,
  completeRun,
  countTrials,
  endBacktest,
  findBacktest,
  moveBacktest,
  pinInput,
  putTrial,
  setPlan,
  trialsBefore,
  trialsDone,
} from './backtest-rows.ts'
import {
  type ReadSeries,
  type RequestParts,
  parametersOf,
  readSeries,
  requestOf,
} from './backtest-request.ts'
import { refusalOf } from './faults.ts'
import { PlayAborted, type Player, openPlayer } from './play-backtest.ts'
import { progressWriter } from './progress-writer.ts'
import { RequestFault } from '../request-fault.ts'
import { documentsOfRun, storable } from './run-documents.ts'
import type { FiledStrategy } from './strategy-files.ts'
import type { Stores } from './stores.ts'
import { type RecordedTrial, type SearchRound, type TrialOrder, searchOf } from './search.ts'
import { planSweep, sharesOf } from './sweep-plan.ts'

export const BACKTEST_QUEUE = 'backtest'
export const TRIALS_QUEUE = 'backtest-trials'

export interface BacktestJob {
  readonly backtestId: string
}

/** Trials of a sweep, `to` not included. */
export interface TrialsJob extends BacktestJob {
  readonly from: number
  readonly to: number
  /** Trials of a share of the rounds that follow. */
  readonly shareSize?: number
}

export interface BacktestJobsOptions {
  readonly database: Database
  readonly stores: Stores
  /** Null: there is none of that name. */
  readonly strategyOf: (organizationId: string, name: string) => Promise<FiledStrategy | null>
  readonly instrumentOf: (instrumentId: string) => Instrument | null
  /** The queue itself, for the shares of sweeps. */
  readonly jobs: () => Jobs
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
        await (backtest.kind === 'SWEEP' ? share(options, loaded, lease) : runSingle(options, loaded, lease))
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

interface Loaded {
  readonly backtest: BacktestRow
  readonly parts: RequestParts
  readonly read: readonly ReadSeries[]
  /** The strategy's file. */
  readonly path: string
}

/** Reads the data and pins it, so that a change of history names this backtest. */
async function load(
  { database, stores, strategyOf, instrumentOf }: BacktestJobsOptions,
  backtest: BacktestRow,
): Promise<Loaded> {
  const { id, organizationId, terms } = backtest
  const filed = await strategyOf(organizationId, terms.strategy)
  if (filed === null)
    throw new RequestFault('NOT_FOUND', `The strategy ${terms.strategy} is not here any more`)
  const store = stores.of(organizationId)
  const inputs = await database.query<{ place: number; instrument: string; kind: string; timeframe: string }>(
    `SELECT place, instrument_id AS instrument, kind, timeframe FROM backtest_dataset WHERE backtest_id = $1 ORDER BY place`,
    [id],
  )
  const keys = inputs.map(({ instrument, kind, timeframe }) => ({ instrument, kind, timeframe }) as SeriesKey)
  await store.pin(
    id,
    keys.map((key) => ({ key, range: terms.to === null ? {} : { to: terms.to } })),
  )
  const read: ReadSeries[] = []
  for (const [place, key] of keys.entries()) {
    const one = await readSeries(store, key, terms.to)
    read.push(one)
    await pinInput(database, { backtestId: id, place, contentSha256: one.series.hash ?? '' })
  }
  return { backtest, parts: { terms, strategy: filed.strategy, keys, instrumentOf }, read, path: filed.path }
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

/** Measures with the first trial, plans the others, and hands out the first round. Done again after a lost lease, it does the same. */
async function share(options: BacktestJobsOptions, loaded: Loaded, lease: Lease): Promise<void> {
  const { database } = options
  const { backtest, parts, read } = loaded
  const search = searchOf(parts.strategy, parts.terms)
  const began = performance.now()
  await setPlan(database, backtest.id, [], search.count)
  const [first] = search.orders(search.firstRound, [])
  const player = trialPlayer(loaded, lease)
  const events = await runTrial(options, loaded, { order: first!, player }).finally(() => player.close())
  const seconds = (performance.now() - began) / 1000
  const bars = read.reduce((sum, { rows }) => sum + rows, 0)
  const measured = { bars, nanosecondsPerBar: (seconds * 1e9) / Math.max(1, events), startSeconds: 0.01 }
  const { words, shareSize } = planSweep(search.count, measured)
  await setPlan(database, backtest.id, words, search.count)
  await handOut(options, backtest, search.firstRound, shareSize)
  await countTrials(database, backtest.id, { objective: objectiveOf(parts.terms), eventsPerSecond: null })
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
async function runTrials(
  options: BacktestJobsOptions,
  loaded: Loaded,
  { from, to, shareSize = to - from, lease }: TrialsJob & { readonly lease: Lease },
): Promise<void> {
  const { database } = options
  const { backtest, parts } = loaded
  const objective = objectiveOf(parts.terms)
  const search = searchOf(parts.strategy, parts.terms)
  const round = search.roundOf(from)
  const orders = search.orders(round, await recordedBefore(database, backtest, round.from))
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

function objectiveOf({ objective }: StoredTerms): string {
  return objective ?? 'sharpe'
}

/** The trials before one: what a search may learn from. */
async function recordedBefore(
  database: Database,
  { id, terms }: BacktestRow,
  before: number,
): Promise<readonly RecordedTrial[]> {
  const rows = await trialsBefore(database, id, { before, objective: objectiveOf(terms) })
  return rows.map(({ parameters, score }) => ({
    parameters: JSON.parse(parameters) as RecordedTrial['parameters'],
    score: score ?? Number.NaN,
  }))
}

function trialPlayer({ parts, read, path }: Loaded, lease: Lease): Player {
  return openPlayer(path, requestOf(parts, {}, read), lease.signal)
}

interface Trial {
  readonly order: TrialOrder
  readonly player: Player
}

/** Runs one trial and puts it down; the market events that it played. What the strategy refuses or does wrong is the trial's failure. */
async function runTrial(
  { database }: BacktestJobsOptions,
  { backtest, parts }: Loaded,
  { order: { number, parameters }, player }: Trial,
): Promise<number> {
  let measured: MeasuredRun
  try {
    const all = parametersOf(parts.strategy, { ...parts.terms.parameters, ...parameters }, parts.keys[0])
    measured = await player.measured(all)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === null) throw error
    await putTrial(database, backtest, { number, parameters, figures: null, failure: refusal.message })
    return 0
  }
  const { figures, fault, counts } = measured
  await putTrial(database, backtest, {
    number,
    parameters,
    figures: figures === null ? null : storable(figures),
    failure: figures === null ? faultInWords(fault) : null,
  })
  return counts === null ? 0 : counts.bars + counts.quotes + counts.trades
}

function faultInWords(fault: BacktestResult['fault'] | MeasuredRun['fault']): string {
  if (fault === null) return 'Nothing was played'
  const at = fault.at === null ? '' : ` at ${new Date(fault.at / 1000).toISOString()}`
  const where = fault.callback === null ? '' : ` in ${fault.callback}${at}`
  return `${fault.kind}${where}: ${fault.message}`
}
