/**
 * One backtest as something that can be driven: in steps, with progress, stopped in between, put to rest and continued.
 *
 * It runs in the process that calls it. A strategy that throws ends it as FAILED with the facts; one that never returns or takes
 * all memory must be stopped from outside: run such code in a worker, which drives this same object.
 */

import { StrategyFault } from '@quarterdeck/sdk'
import type { Micros } from '@quarterdeck/sdk'
import { BudgetExceeded } from '../kernel/kernel.ts'
import { CalendarMissing } from '../kernel/timers.ts'
import { BookingRefused } from '../kernel/trading-desk.ts'
import { prepare } from './prepare.ts'
import type { PreparedRun } from './prepare.ts'
import type { BacktestRequest } from './request.ts'
import type { BacktestFault, BacktestResult } from './result.ts'
import { resultOf } from './build-result.ts'
import { continueRun, saveRun } from './snapshot.ts'
import type { BacktestSnapshot } from './snapshot.ts'

export interface BacktestProgress {
  /** Market events (bars, quotes, trades) played so far, and in all. */
  readonly played: number
  readonly total: number
  /** Where the clock stands. */
  readonly at: Micros
}

export interface Backtest {
  /** Plays at least one and about `events` market events: all of an instant belong together. True: there is more. */
  step(events: number): boolean
  progress(): BacktestProgress
  /** Puts it to rest, as plain JSON for `resumeBacktest`. Only while it runs: before its first step there is nothing to keep. */
  snapshot(): BacktestSnapshot
  /** Ends it here; the result then says STOPPED. */
  stop(): void
  /** The result; the run must have ended. */
  result(): BacktestResult
}

/** Market events between two looks at the clock of whoever drives a run to its end. */
const STEP = 100_000

/** Makes a backtest ready to run. Throws a `BacktestRequestError` for a request that cannot be run. */
export function createBacktest(request: BacktestRequest): Backtest {
  const clock = { preparedAt: performance.now(), prepareMs: 0, runMs: 0 }
  const run = prepare(request)
  clock.prepareMs = performance.now() - clock.preparedAt
  return new DrivenRun(run, clock)
}

/**
 * Goes on with a run that was put to rest, in this or another process: it ends with the result of one that was not interrupted.
 * Throws a `BacktestRequestError` where the snapshot is not of this request.
 */
export function resumeBacktest(request: BacktestRequest, snapshot: BacktestSnapshot): Backtest {
  const clock = { preparedAt: performance.now(), prepareMs: 0, runMs: 0 }
  const run = continueRun(request, snapshot)
  clock.prepareMs = performance.now() - clock.preparedAt
  return new DrivenRun(run, clock, 'RUNNING')
}

/** Runs a backtest to its end. */
export function runBacktest(request: BacktestRequest): BacktestResult {
  const backtest = createBacktest(request)
  while (backtest.step(STEP));
  return backtest.result()
}

class DrivenRun implements Backtest {
  private readonly run: PreparedRun
  private readonly clock: { readonly preparedAt: number; prepareMs: number; runMs: number }
  private state: 'CREATED' | 'RUNNING' | 'ENDED'
  private status: BacktestResult['status'] = 'COMPLETED'
  private fault: BacktestFault | null = null
  private built: BacktestResult | null = null

  constructor(
    run: PreparedRun,
    clock: { readonly preparedAt: number; prepareMs: number; runMs: number },
    state: 'CREATED' | 'RUNNING' = 'CREATED',
  ) {
    this.run = run
    this.clock = clock
    this.state = state
  }

  step(events: number): boolean {
    if (this.state === 'ENDED') return false
    const began = performance.now()
    const more = this.guarded(() => {
      if (this.state === 'CREATED') {
        this.state = 'RUNNING'
        this.run.kernel.start(this.run.startAt)
      }
      return this.run.kernel.play(Math.max(1, events))
    })
    if (!more && this.fault === null) this.guarded(() => this.end('the data has ended'))
    this.clock.runMs += performance.now() - began
    if (!more) this.state = 'ENDED'
    return more
  }

  progress(): BacktestProgress {
    const { kernel, streams } = this.run
    const total = streams.reduce((sum, stream) => sum + stream.eventCount, 0)
    return { played: kernel.bars + kernel.quotes + kernel.trades, total, at: kernel.now }
  }

  snapshot(): BacktestSnapshot {
    if (this.state !== 'RUNNING') throw new Error('Invariant: a run is put to rest while it runs')
    return saveRun(this.run)
  }

  stop(): void {
    if (this.state === 'ENDED') return
    if (this.state === 'RUNNING') this.guarded(() => this.end('stopped'))
    this.status = this.fault === null ? 'STOPPED' : 'FAILED'
    this.state = 'ENDED'
  }

  result(): BacktestResult {
    if (this.state !== 'ENDED') throw new Error('Invariant: a run has ended before its result is asked for')
    this.built ??= resultOf(this.run, {
      status: this.fault === null ? this.status : 'FAILED',
      fault: this.fault,
      prepareMs: this.clock.prepareMs,
      runMs: this.clock.runMs,
    })
    return this.built
  }

  private end(reason: string): boolean {
    this.run.kernel.stop(reason)
    return false
  }

  /** Does a part of the run; a throw of the strategy, or a budget used up, ends it. */
  private guarded(part: () => boolean): boolean {
    try {
      return part()
    } catch (error) {
      this.fault = faultOf(error, this.run.kernel.now)
      return false
    }
  }
}

function faultOf(error: unknown, at: Micros): BacktestFault {
  if (error instanceof StrategyFault) {
    const { callback, input, error: cause } = error.report
    return {
      kind: 'STRATEGY',
      callback,
      at: error.report.at,
      input,
      message: cause.message,
      stack: cause.stack,
    }
  }
  if (error instanceof BudgetExceeded)
    return { kind: 'BUDGET', callback: null, at, input: '', message: error.message, stack: null }
  if (error instanceof CalendarMissing || error instanceof BookingRefused)
    return { kind: 'DATA', callback: null, at, input: '', message: error.message, stack: error.stack ?? null }
  throw error
}
