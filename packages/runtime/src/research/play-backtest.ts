/**
 * Plays one backtest to its end beside everything else that this process does: a few milliseconds at a time.
 *
 * The one seam to where backtests run: what plays them in a process apart takes the same request and gives the same result.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type BacktestRequest, type BacktestResult, createBacktest } from '@quarterdeck/simulation'

/** Market events between two turns of the event loop: a few milliseconds of work. */
const EVENTS_A_TURN = 5_000

export interface PlayOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (played: number, total: number) => void
}

/** The run was left before its end, because its signal said so. */
export class PlayAborted extends Error {
  override readonly name = 'PlayAborted'
}

/** Plays; throws `PlayAborted` where the signal ends it, and what `createBacktest` refuses. */
export async function playBacktest(
  request: BacktestRequest,
  { signal, onProgress }: PlayOptions,
): Promise<BacktestResult> {
  const backtest = createBacktest(request)
  while (backtest.step(EVENTS_A_TURN)) {
    const { played, total } = backtest.progress()
    onProgress?.(played, total)
    await nextTurn()
    if (signal.aborted) throw new PlayAborted('The backtest was left before its end')
  }
  return backtest.result()
}
