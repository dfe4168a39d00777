/**
 * What comes to a run by the clock: bars that close, and timers that ring. Time runs for it only while it is told of the market; what
 * became due while it stood still is past, but for timers that ring once.
 */
import type { Micros } from '@quarterdeck/engine'
import type { BarInput, StrategyIntent, TimerInput, TimerSchedule } from '@quarterdeck/sdk'
import type { StrategyTimers } from '@quarterdeck/simulation'
import type { Clock, Timer } from '../../clock/clock.ts'
import type { MarketWatch } from './market-watch.ts'
import { resumedTimer, runTimers } from './run-timers.ts'

export interface RunTimeOptions {
  readonly clock: Clock
  readonly take: (input: BarInput | TimerInput) => void
  /** A timer of the strategy cannot be. */
  readonly onFault: (message: string) => void
}

export class RunTime {
  readonly #options: RunTimeOptions
  readonly #timers: StrategyTimers = runTimers()
  readonly #schedules = new Map<string, TimerSchedule>()
  #watch: MarketWatch | null = null
  #alarm: Timer | null = null
  #isRunning = false

  constructor(options: RunTimeOptions) {
    this.#options = options
  }

  /** Timers that its session has set already. */
  restore(timers: Iterable<readonly [string, TimerSchedule]>): void {
    for (const [name, schedule] of timers) this.#schedules.set(name, schedule)
  }

  /** Notes a timer that the strategy sets or cancels; false: the intent is about none. */
  note(intent: StrategyIntent): boolean {
    if (intent.type === 'SetTimer') {
      this.#schedules.set(intent.name, intent.schedule)
      if (this.#isRunning) this.#set(intent.name, intent.schedule, this.#options.clock.now())
    } else if (intent.type === 'CancelTimer') {
      this.#schedules.delete(intent.name)
      this.#timers.cancel(intent.name)
    } else return false
    this.#arm()
    return true
  }

  /** A timer was told: one that rings once is done. */
  rang(name: string): void {
    if (this.#schedules.get(name)?.kind === 'ONCE') this.#schedules.delete(name)
  }

  /** A timer rang, and its word was taken back before it was told: it rings again once time runs. */
  takeBack({ name, due }: TimerInput): void {
    if (!this.#schedules.has(name)) this.#schedules.set(name, { kind: 'ONCE', at: due })
  }

  /** Time runs from this moment on. */
  start(watch: MarketWatch | null): void {
    this.#isRunning = true
    this.#watch = watch
    const now = this.#options.clock.now()
    watch?.begin(now)
    for (const [name, schedule] of this.#schedules) this.#set(name, schedule, now)
    this.#arm()
  }

  stop(): void {
    this.#isRunning = false
    this.#alarm?.cancel()
  }

  /** A quote is about to be told: what closed before it comes first. */
  closeBars(at: Micros): void {
    if (this.#watch === null || at < this.#watch.nextCloseAt) return
    for (const bar of this.#watch.closed(at)) this.#options.take(bar)
    this.#arm()
  }

  #set(name: string, schedule: TimerSchedule, now: Micros): void {
    try {
      this.#timers.set(resumedTimer(name, schedule, now), now)
    } catch (error) {
      this.#options.onFault(`timer ${name}: ${(error as Error).message}`)
    }
  }

  #arm(): void {
    this.#alarm?.cancel()
    const { clock } = this.#options
    const next = Math.min(this.#watch?.nextCloseAt ?? Number.POSITIVE_INFINITY, this.#timers.nextAt)
    if (next === Number.POSITIVE_INFINITY || !this.#isRunning) return
    const delayMs = Math.max(0, Math.ceil((next - clock.now()) / 1_000))
    this.#alarm = clock.after(delayMs, () => this.#ring())
  }

  #ring(): void {
    const { clock, take } = this.#options
    const now = clock.now()
    this.closeBars(now)
    while (this.#isRunning && this.#timers.nextAt <= now) {
      const { name, due } = this.#timers.take()
      this.rang(name)
      take({ type: 'timer', at: now, name, due })
    }
    this.#arm()
  }
}
