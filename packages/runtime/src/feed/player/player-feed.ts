/** Recorded tapes as a feed: played at a multiple of their own pace, or as fast as the consumer keeps up. */

import { setImmediate as afterOthers } from 'node:timers/promises'
import type { Micros } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { Clock } from '../../clock/clock.ts'
import type { TradingCalendar } from '../calendar/calendar.ts'
import type { MarketFeed, MarketListener } from '../feed.ts'
import { TapePlayer, deliver } from './tape-player.ts'
import type { Track } from './tape-player.ts'

/** How fast tapes run. */
export type PlayerPace =
  /** 1 is the recording's own pace, 60 a minute in a second. */
  | { readonly kind: 'SPEED'; readonly speed: number; readonly times: 'ORIGINAL' | 'SHIFTED' }
  /** The next event follows as soon as `drained` resolves; times are the recording's own. */
  | { readonly kind: 'AS_CONSUMED'; readonly drained: () => Promise<void> }

export interface PlayerFeedOptions {
  readonly tracks: readonly Track[]
  readonly pace: PlayerPace
  /** SHIFTED times begin at its time when the feed starts. */
  readonly clock: Clock
  /** See `TapePlayerOptions`. */
  readonly alwaysOpen: boolean
  /** Called once, when all tapes are at their end (null) or one could not be read. Not called after `stop`. */
  readonly onEnd: (fault: unknown) => void
}

/** Events that are due already are played in runs of so many, then others get their turn. */
const RUN_MAX = 256

export class PlayerFeed implements MarketFeed {
  readonly name = 'player'
  readonly alwaysOpen: boolean
  readonly #options: PlayerFeedOptions
  #stopped: AbortController | null = null

  constructor(options: PlayerFeedOptions) {
    if (options.pace.kind === 'SPEED' && !(options.pace.speed > 0 && Number.isFinite(options.pace.speed))) {
      throw new RangeError(`speed must be a number above 0, not ${options.pace.speed}`)
    }
    this.#options = options
    this.alwaysOpen = options.alwaysOpen
  }

  instruments(): readonly Instrument[] {
    return this.#player('ORIGINAL').instruments()
  }

  calendarOf(instrument: Instrument): TradingCalendar {
    return this.#player('ORIGINAL').calendarOf(instrument)
  }

  start(listener: MarketListener): void {
    if (this.#stopped !== null) throw new Error('Invariant: tapes are played once')
    this.#stopped = new AbortController()
    const { signal } = this.#stopped
    this.#play(listener, signal).then(
      () => signal.aborted || this.#options.onEnd(null),
      (fault: unknown) => signal.aborted || this.#options.onEnd(fault),
    )
  }

  stop(): void {
    this.#stopped?.abort()
  }

  #player(times: 'ORIGINAL' | { readonly startAt: Micros; readonly speed: number }): TapePlayer {
    return new TapePlayer({ tracks: this.#options.tracks, times, alwaysOpen: this.#options.alwaysOpen })
  }

  async #play(listener: MarketListener, signal: AbortSignal): Promise<void> {
    const { pace, clock } = this.#options
    const startAt = clock.now()
    const shifted = pace.kind === 'SPEED' && pace.times === 'SHIFTED'
    const player = this.#player(shifted ? { startAt, speed: pace.speed } : 'ORIGINAL')
    let firstAt: Micros | null = null
    let run = 0
    try {
      for (let next = await player.next(); next !== null && !signal.aborted; next = await player.next()) {
        firstAt ??= next.at
        if (pace.kind === 'SPEED') {
          const dueAt = shifted ? next.at : startAt + (next.at - firstAt) / pace.speed
          run = await this.#waitUntil(dueAt, run, signal)
          if (signal.aborted) return
        }
        deliver(next, listener)
        if (pace.kind === 'AS_CONSUMED') await pace.drained()
      }
    } finally {
      await player.close()
    }
  }

  /** Resolves when the event is due; counts the run of events that were due already. */
  async #waitUntil(dueAt: Micros, run: number, signal: AbortSignal): Promise<number> {
    const waitMs = (dueAt - this.#options.clock.now()) / 1000
    if (waitMs < 1) {
      if (run < RUN_MAX) return run + 1
      await afterOthers()
      return 0
    }
    await this.#pause(waitMs, signal)
    return 0
  }

  /** Resolves after the pause, or at once when the feed is stopped. */
  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        timer.cancel()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = this.#options.clock.after(milliseconds, end)
      signal.addEventListener('abort', end)
    })
  }
}
