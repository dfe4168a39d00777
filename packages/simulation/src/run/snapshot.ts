/** A run at rest, as plain JSON: book, strategy, venues, clock and records, so that another process goes on where it stood. */

import type { SessionSnapshot } from '@quarterdeck/sdk'
import type { CurveState } from '../kernel/curve.ts'
import type { KernelState } from '../kernel/kernel.ts'
import type { StreamState } from '../kernel/market-stream.ts'
import type { PitState } from '../kernel/pit.ts'
import type { TimersState } from '../kernel/timers.ts'
import type { DeskState } from '../kernel/trading-desk.ts'
import { BacktestRequestError, prepare } from './prepare.ts'
import type { PreparedRun, RunHooks } from './prepare.ts'
import type { BacktestRequest } from './request.ts'

/** Rises when the shape below changes: an older one is refused, and the run begins anew. */
const SNAPSHOT_VERSION = 3

export interface BacktestSnapshot {
  readonly version: number
  readonly strategy: string
  readonly session: SessionSnapshot
  readonly desk: DeskState
  readonly kernel: KernelState
  readonly streams: readonly StreamState[]
  /** By instrument; null: no data, no pit. */
  readonly pits: readonly (PitState | null)[]
  readonly timers: TimersState
  readonly marks: readonly (number | null)[]
  readonly curve: CurveState
}

/** Puts a run to rest, between two steps. */
export function saveRun(run: PreparedRun): BacktestSnapshot {
  return {
    version: SNAPSHOT_VERSION,
    strategy: run.request.strategy.name,
    session: run.session.snapshot(),
    desk: run.desk.state(),
    kernel: run.kernel.state(),
    streams: run.streams.map((stream) => stream.state()),
    pits: run.pits.map((pit) => pit?.state() ?? null),
    timers: run.timers.state(),
    marks: run.valuation.marks(),
    curve: run.curve.state(),
  }
}

/** The run of a snapshot. The request must be the one that it was made from: the same strategy, parameters, data and models. */
export function continueRun(
  request: BacktestRequest,
  saved: BacktestSnapshot,
  hooks: RunHooks = {},
): PreparedRun {
  const { version, strategy } = saved
  if (version !== SNAPSHOT_VERSION)
    throw new BacktestRequestError(
      'snapshot',
      `has version ${version}, and only ${SNAPSHOT_VERSION} can be continued`,
    )
  if (strategy !== request.strategy.name)
    throw new BacktestRequestError('snapshot', `is of strategy ${strategy}, not of ${request.strategy.name}`)
  if (saved.streams.length !== request.series.length)
    throw new BacktestRequestError(
      'snapshot',
      `is of ${saved.streams.length} series, not of ${request.series.length}`,
    )
  const run = prepare(request, hooks, {
    session: saved.session,
    rows: saved.streams.map(({ row }) => row),
    at: saved.kernel.now,
  })
  run.desk.restore(saved.desk)
  for (const [index, state] of saved.streams.entries()) run.streams[index]!.restore(state)
  for (const [index, state] of saved.pits.entries()) if (state !== null) run.pits[index]?.restore(state)
  run.timers.restore(saved.timers)
  run.curve.restore(saved.curve)
  run.valuation.adopt(run.desk.book, saved.marks)
  run.kernel.restore(saved.kernel)
  run.carry.skipTo(saved.kernel.now)
  return run
}
