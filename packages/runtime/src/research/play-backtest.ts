/**
 * Plays backtests in a process apart: a strategy that loops or takes all memory is stopped alone, and this process has its
 * event loop for trading.
 */
import {
  type BacktestRequest,
  type BacktestResult,
  type MeasuredRun,
  type RunWorker,
  type TimeSpan,
  StudyFault,
  openRunWorker,
} from '@quarterdeck/simulation'
import { definitionsOf } from './run-documents.ts'

/** What all runs of a player have in common: a request, without the parameters. Its span is that of runs without one of their own. */
export type PlayTerms = Omit<BacktestRequest, 'params' | 'strategy' | 'recording'>

export type OnPlayed = (played: number, total: number) => void

export interface Player {
  /** Everything that a backtest gives. */
  whole(
    params: Readonly<Record<string, unknown>>,
    onPlayed?: OnPlayed,
    span?: Partial<TimeSpan>,
  ): Promise<BacktestResult>
  /** Figures and digests alone. */
  measured(params: Readonly<Record<string, unknown>>, span?: Partial<TimeSpan>): Promise<MeasuredRun>
  close(): Promise<void>
}

/** The run was left before its end, because its signal said so. */
export class PlayAborted extends Error {
  override readonly name = 'PlayAborted'
}

/** The signal ends what is played; it then throws `PlayAborted`. A worker that had to be stopped is replaced with the next run. */
export function openPlayer(strategyPath: string, terms: PlayTerms, signal: AbortSignal): Player {
  const { account, fills = {}, actions = [], carry = [], seed = 0, instruments, series, from, to } = terms
  const definitions = definitionsOf(terms)
  const data = {
    terms: { account, fills, actions, carry, seed, instruments, definitions, calendars: [] },
    series,
  }
  let worker: Promise<RunWorker> | null = null
  const close = async () => {
    const open = worker
    worker = null
    // One that could not be opened has nothing to be closed, and said so to whoever wanted it.
    await open?.then(
      (one) => one.stop(),
      () => undefined,
    )
  }
  const whole = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  const run = async <Answer>(work: (one: RunWorker) => Promise<Answer>): Promise<Answer> => {
    const left = () => new PlayAborted('The backtest was left before its end')
    if (signal.aborted) throw left()
    const onAbort = () => void close()
    signal.addEventListener('abort', onAbort)
    try {
      worker ??= openRunWorker({ path: strategyPath }, data)
      return await work(await worker)
    } catch (error) {
      await close()
      throw signal.aborted && error instanceof StudyFault ? left() : error
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }
  return {
    whole: (params, onPlayed, span = whole) => run((one) => one.whole({ run: 0, params, ...span }, onPlayed)),
    measured: (params, span = whole) => run((one) => one.measured({ run: 0, params, ...span })),
    close,
  }
}
