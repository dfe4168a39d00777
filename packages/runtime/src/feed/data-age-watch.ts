/** Looks at the age of all market data once a second and says so in the log when it stops, and when it comes back. */

import type { Clock, Timer } from '../clock/clock.ts'
import type { Logger } from '../logger.ts'
import { StalenessWatchdog } from './staleness.ts'
import type { WatchedMarket } from './staleness.ts'

export interface DataAgeWatchOptions {
  readonly board: WatchedMarket
  readonly clock: Clock
  readonly log: Pick<Logger, 'info' | 'warn'>
}

const CHECK_MS = 1000

export class DataAgeWatch {
  readonly #options: DataAgeWatchOptions
  #timer: Timer | null = null
  #watchdog: StalenessWatchdog | null = null

  constructor(options: DataAgeWatchOptions) {
    this.#options = options
  }

  /** Instruments that never had a quote are given their allowance from now. */
  start(): void {
    const { board, clock, log } = this.#options
    const watchdog = new StalenessWatchdog(board, clock.now())
    this.#watchdog = watchdog
    const check = (): void => {
      this.#timer = clock.after(CHECK_MS, check)
      const changes = watchdog.check(clock.now())
      const named = (stale: boolean): string[] =>
        changes.filter((change) => change.stale === stale).map((change) => change.instrumentId)
      // One line a check, however many instruments a broken connection takes along.
      if (named(true).length > 0)
        log.warn({ instruments: named(true) }, 'Market data has stopped while its market trades')
      if (named(false).length > 0) log.info({ instruments: named(false) }, 'Market data is fresh again')
    }
    this.#timer = clock.after(CHECK_MS, check)
  }

  /** Instruments whose data had stopped at the last look, while their market trades. */
  stale(): readonly string[] {
    return this.#watchdog?.stale() ?? []
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }
}
