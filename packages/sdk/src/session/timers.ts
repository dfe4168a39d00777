/** `context.timers`: asks the host for calls by time, and remembers what was asked. */

import type { SessionSchedule, Timers } from '../strategy/context.ts'
import { TimerError } from '../strategy/terms-error.ts'
import { type Micros, type Timeframe, timeframeMicros } from '../strategy/time.ts'
import type { StrategyIntent, TimerSchedule } from './intent.ts'
import type { Transaction } from './transaction.ts'

export const TIMERS_MAX = 1_000
export const TIMER_NAME_LENGTH_MAX = 64
/** The shortest interval of a repeated timer: one millisecond. */
export const TIMER_INTERVAL_MIN = 1_000
/** Changes of timers that one callback may make. */
export const TIMER_CHANGES_MAX = 10_000
/** Furthest a session timer may lie from its opening or close: a day. */
const OFFSET_MAX = 86_400_000_000

export class SessionTimers implements Timers {
  readonly #timers = new Map<string, TimerSchedule>()
  readonly #clock: { readonly now: Micros }
  readonly #intents: StrategyIntent[]
  readonly #transaction: Transaction

  constructor(clock: { readonly now: Micros }, intents: StrategyIntent[], transaction: Transaction) {
    this.#clock = clock
    this.#intents = intents
    this.#transaction = transaction
    Object.freeze(this)
  }

  at(name: string, instant: Micros): void {
    if (!Number.isSafeInteger(instant) || instant < this.#clock.now) {
      throw new TimerError(
        `timer ${name}: the instant must be whole microseconds, not before now (${this.#clock.now}; was ${instant})`,
      )
    }
    this.#set(name, { kind: 'ONCE', at: instant })
  }

  every(name: string, interval: Micros | Timeframe, from?: Micros): void {
    const span = typeof interval === 'string' ? (timeframeMicros(interval) ?? Number.NaN) : interval
    if (!Number.isSafeInteger(span) || span < TIMER_INTERVAL_MIN) {
      throw new TimerError(
        `timer ${name}: the interval must be a span such as "5m" or at least ${TIMER_INTERVAL_MIN} whole microseconds (was ${interval})`,
      )
    }
    const first = from ?? this.#clock.now + span
    if (!Number.isSafeInteger(first) || first < this.#clock.now) {
      throw new TimerError(`timer ${name}: its first instant must not be before now (was ${first})`)
    }
    this.#set(name, { kind: 'EVERY', first, interval: span })
  }

  onSession(name: string, { calendar, at, offset = 0 }: SessionSchedule): void {
    if (typeof calendar !== 'string' || !/^\S{1,40}$/.test(calendar)) {
      throw new TimerError(`timer ${name}: calendar must be a name such as "XNYS" (was ${calendar})`)
    }
    if (at !== 'OPEN' && at !== 'CLOSE') {
      throw new TimerError(`timer ${name}: at must be OPEN or CLOSE (was ${String(at)})`)
    }
    if (!Number.isSafeInteger(offset) || Math.abs(offset) > OFFSET_MAX) {
      throw new TimerError(`timer ${name}: offset must be whole microseconds within a day (was ${offset})`)
    }
    this.#set(name, { kind: 'SESSION', calendar, at, offset })
  }

  cancel(name: string): void {
    const schedule = this.#timers.get(name)
    if (schedule === undefined) return
    this.#transaction.changed(() => this.#timers.set(name, schedule))
    this.#timers.delete(name)
    this.#intents.push({ type: 'CancelTimer', name })
  }

  /** What the host is to keep, by name, in the order of setting. */
  active(): readonly (readonly [string, TimerSchedule])[] {
    return [...this.#timers]
  }

  /** Takes note that a timer fired; answers whether it is wanted. */
  fire(name: string): boolean {
    const schedule = this.#timers.get(name)
    if (schedule?.kind === 'ONCE') this.#timers.delete(name)
    return schedule !== undefined
  }

  restore(timers: readonly (readonly [string, TimerSchedule])[]): void {
    for (const [name, schedule] of timers) this.#timers.set(name, schedule)
  }

  #set(name: string, schedule: TimerSchedule): void {
    if (typeof name !== 'string' || name.length < 1 || name.length > TIMER_NAME_LENGTH_MAX) {
      throw new TimerError(`a timer's name must have 1 to ${TIMER_NAME_LENGTH_MAX} characters`)
    }
    const before = this.#timers.get(name)
    if (before === undefined && this.#timers.size >= TIMERS_MAX) {
      throw new TimerError(`timer ${name} would be one more than the ${TIMERS_MAX} that are allowed`)
    }
    if (this.#intents.length >= TIMER_CHANGES_MAX) {
      throw new TimerError(`timer ${name}: one callback may change timers ${TIMER_CHANGES_MAX} times at most`)
    }
    this.#transaction.changed(() => {
      if (before === undefined) this.#timers.delete(name)
      else this.#timers.set(name, before)
    })
    this.#timers.set(name, schedule)
    this.#intents.push({ type: 'SetTimer', name, schedule })
  }
}
