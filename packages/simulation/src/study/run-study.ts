/**
 * A study: one strategy searched over its parameters on one machine, planned before it runs, spread over workers, journaled so that it
 * can be continued, walked forward, and judged.
 *
 * The result depends on the request alone: not on the number of workers, not on what was killed and run again on the way.
 */

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalJson } from '@quarterdeck/engine'
import { gridSize } from '../optimize/grid.ts'
import { proposerOf, runSearch, type Proposer, type SearchMethod } from '../optimize/method.ts'
import type { ParameterSet, SearchAxis } from '../optimize/space.ts'
import { judgeStudy, type Study, type StudyTrial } from '../optimize/study.ts'
import { walkForward, type WalkForwardResult } from '../optimize/walk-forward-run.ts'
import { walkForwardWindows, type TimeSpan, type WalkForwardOptions } from '../optimize/walk-forward.ts'
import { planInWords } from '../plan/in-words.ts'
import { planSimulation, type Plan } from '../plan/plan.ts'
import type { PlanRequest } from '../plan/request.ts'
import type { FigureName } from '../report/figures.ts'
import type { MarketSeries } from '../run/request.ts'
import type { MeasuredRun, RunOrder, StrategyFacts, StudyTerms } from '../worker/protocol.ts'
import type { StrategyFile } from './ask-strategy.ts'
import { FanOut, type OnRun } from './fan-out.ts'
import { measureRates } from './measured-rates.ts'
import { scoreOf } from './score.ts'
import { shareSeries } from './shared-series.ts'
import { StudyFault } from './study-fault.ts'
import { openStudyJournal, passingJournal, type StudyJournal } from './study-journal.ts'

export interface StudyRequest {
  readonly file: StrategyFile
  readonly terms: Omit<StudyTerms, 'series'>
  readonly series: readonly MarketSeries[]
  /** Parameters that all runs share. */
  readonly params: Readonly<Record<string, unknown>>
  readonly axes: readonly SearchAxis[]
  readonly method: SearchMethod
  /** The figure that is sought; where less is better the least is. */
  readonly metric: FigureName
  readonly span?: Partial<TimeSpan>
  readonly walkForward?: Omit<WalkForwardOptions, 'from' | 'to'>
  /** Processes at most; as many as the plan recommends when left out. */
  readonly workers?: number
  /** What the workers may use together; what is free when left out. */
  readonly memoryBytes?: number
  /** Where what was measured is kept, by the name of the study; null: nowhere. */
  readonly journal: ((study: string) => string) | null
  /** Told before the runs begin. */
  readonly onPlan?: (plan: Plan, inWords: readonly string[], kept: number) => void
  readonly onProgress?: (progress: StudyProgress) => void
}

export interface StudyProgress {
  readonly done: number
  readonly total: number
  /** Best score so far; NaN: none yet. */
  readonly best: number
  /** Processes at work. */
  readonly pids: readonly number[]
}

/** A trial with what was measured of its run. */
export interface StudyRun extends StudyTrial {
  readonly measured: MeasuredRun
}

export interface StudyOutcome {
  readonly strategy: StrategyFacts
  readonly plan: Plan
  readonly trials: readonly StudyRun[]
  readonly judged: Study
  readonly walkForward: WalkForwardResult | null
  /** Runs that an earlier start of this study had measured. */
  readonly kept: number
}

/** Runs a study. Throws a `StudyFault`, `SearchFault` or `PlanFault` that names what is wrong with the request. */
export async function runStudy(request: StudyRequest): Promise<StudyOutcome> {
  // Refuses what is too large before a process is started or a byte is written.
  const propose = proposerOf(request.axes, request.method)
  const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-study-'))
  const terms: StudyTerms = { ...request.terms, series: shareSeries(directory, request.series) }
  const workers = request.workers ?? availableParallelism()
  const fanOut = new FanOut({ file: request.file, terms, directory, workers })
  let journal: StudyJournal | null = null
  try {
    const began = performance.now()
    // Who says how many are to work gets them at once, side by side: none starts when there is work for it already.
    if (request.workers !== undefined) fanOut.warm(workers)
    const strategy = await fanOut.facts()
    const startSeconds = (performance.now() - began) / 1_000
    const { journal: place } = request
    const name = studyName(strategy, terms)
    journal = place === null ? passingJournal() : openStudyJournal(place(name), name)
    return await search({ request, terms, fanOut, journal, strategy, propose, startSeconds, workers })
  } finally {
    await fanOut.close()
    journal?.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Of what was run on what, without where the files lie. */
function studyName({ sources }: StrategyFacts, { series, ...terms }: StudyTerms): string {
  const data = series.map(({ instrumentId, kind, hash }) => ({ instrumentId, kind, hash }))
  return createHash('sha256').update(canonicalJson({ sources, data, terms })).digest('hex')
}

interface Running {
  readonly request: StudyRequest
  readonly terms: StudyTerms
  readonly fanOut: FanOut
  readonly journal: StudyJournal
  readonly strategy: StrategyFacts
  readonly propose: Proposer
  readonly startSeconds: number
  readonly workers: number
}

async function search(running: Running): Promise<StudyOutcome> {
  const { request, terms, fanOut, journal, strategy, propose } = running
  const spans = spansOf(request)
  const planned = await plan(running)
  const total = planned.plan.estimate.runs + spans.windows.length
  const evaluate = evaluator(running, planned.request, total)
  const trials = await runSearch<StudyRun>(propose, (sets) => evaluate(sets, spans.whole))
  const walked =
    spans.windows.length === 0
      ? null
      : await walkForward(spans.windows, propose, (sets, span) => evaluate(sets, span))
  const best = judgedBest(trials)
  const judged = judgeStudy({
    axes: request.axes,
    trials,
    bestProfits: [...(best?.measured.profits ?? [])],
    walkForward: walked?.summary ?? null,
    heldOut: walked === null || walked.heldOut.length === 0 ? null : walked.heldOut,
    periodsPerYear: terms.definitions.periodsPerYear,
    seed: request.terms.seed ?? 0,
  })
  if (fanOut.pids.length === 0 && trials.length === 0)
    throw new StudyFault('REQUEST', 'the search proposed nothing to run')
  return { strategy, plan: planned.plan, trials, judged, walkForward: walked, kept: journal.kept }
}

/** The earliest of the best, as the judge takes it. */
function judgedBest(trials: readonly StudyRun[]): StudyRun | null {
  return trials.reduce<StudyRun | null>(
    (best, one) => (one.score > (best?.score ?? -Infinity) ? one : best),
    null,
  )
}

/** The whole span, and the windows of a walk forward within it. */
function spansOf({ series, span = {}, walkForward: walk }: StudyRequest): {
  readonly whole: Partial<TimeSpan>
  readonly windows: ReturnType<typeof walkForwardWindows>
} {
  if (walk === undefined) return { whole: span, windows: [] }
  return { whole: span, windows: walkForwardWindows({ ...walk, ...wholeSpan({ series, span }) }) }
}

/** The span of the data where the request leaves its ends open. */
function wholeSpan({ series, span = {} }: Pick<StudyRequest, 'series' | 'span'>): TimeSpan {
  const times = series.map(timesOf)
  const from = span.from ?? Math.min(...times.map((time) => time[0] ?? Infinity))
  // The last bar ends after it opens: a microsecond later is enough for the span to hold its opening.
  const to = span.to ?? Math.max(...times.map((time) => time.at(-1) ?? 0)) + 1
  return { from, to }
}

function timesOf(series: MarketSeries): Float64Array {
  switch (series.kind) {
    case 'BARS':
      return series.bars.time
    case 'QUOTE_BARS':
      return series.bid.time
    case 'QUOTES':
      return series.quotes.time
    case 'TRADES':
      return series.trades.time
    case 'DEPTH':
      return series.depth.time
  }
}

/** Measures the first run, and plans with it. */
async function plan({
  request,
  terms,
  fanOut,
  journal,
  propose,
  startSeconds,
  workers,
}: Running): Promise<{ readonly plan: Plan; readonly request: PlanRequest }> {
  const orders = propose([]).map((set, run): RunOrder => ({
    run,
    params: { ...request.params, ...set },
    ...spansOf(request).whole,
  }))
  const rates = await measureRates({ fanOut, journal, orders, startSeconds })
  const count = request.method.kind === 'GRID' ? Number(gridSize(request.axes)) : request.method.count
  const { from, to } = wholeSpan(request)
  const windows = spansOf(request).windows.map(({ train }, index) => ({
    name: `window ${index + 1}`,
    share: Math.min(1, (train.to - train.from) / (to - from)),
  }))
  const planRequest: PlanRequest = {
    parameterSets: count,
    groups: [{ name: 'all', bars: Math.max(1, ...terms.series.map(rowsOf)) }],
    windows: [{ name: 'all', share: 1 }, ...windows],
    machine: { cores: workers, memoryBytes: request.memoryBytes ?? process.availableMemory() },
    rates,
  }
  const planned = planSimulation(planRequest)
  request.onPlan?.(planned, planInWords(planRequest, planned), journal.kept)
  return { plan: planned, request: planRequest }
}

function rowsOf(series: StudyTerms['series'][number]): number {
  switch (series.kind) {
    case 'BARS':
      return series.bars.rows
    case 'QUOTE_BARS':
      return series.bid.rows
    case 'QUOTES':
      return series.quotes.rows
    case 'TRADES':
      return series.trades.rows
    case 'DEPTH':
      return series.depth.rows
  }
}

/** Runs parameter sets: what the journal has is taken from it, the rest is cut into shards and spread. */
function evaluator(
  { request, fanOut, journal }: Running,
  planRequest: PlanRequest,
  total: number,
): (sets: readonly ParameterSet[], span: Partial<TimeSpan>) => Promise<readonly StudyRun[]> {
  let done = 0
  let best = Number.NaN
  const count = (measured: MeasuredRun): void => {
    done += 1
    const score = scoreOf(measured, request.metric)
    if (score > best || Number.isNaN(best)) best = score
    request.onProgress?.({ done, total: Math.max(total, done), best, pids: fanOut.pids })
  }
  return async (sets, span) => {
    const orders = sets.map((set, run): RunOrder => ({ run, params: { ...request.params, ...set }, ...span }))
    const measured = orders.map((order) => journal.find(order))
    const open = orders.filter((_, place) => measured[place] === undefined)
    for (const known of measured) if (known !== undefined) count(known)
    if (open.length > 0) {
      const { shards, workers } = planSimulation({
        ...planRequest,
        parameterSets: open.length,
        windows: [{ name: 'all', share: 1 }],
      })
      const onRun: OnRun = (order, result) => {
        journal.add(order, result)
        measured[order.run] = result
        count(result)
      }
      await fanOut.run(
        shards.map(({ setFrom, setTo }) => open.slice(setFrom, setTo)),
        onRun,
        workers,
      )
    }
    return sets.map((parameters, place) => {
      const one = measured[place]
      if (one === undefined) throw new Error('Invariant: every run that was ordered is handed in')
      return { parameters, score: scoreOf(one, request.metric), returns: one.returns, measured: one }
    })
  }
}
