/** `context.log`: lines as intents, within a budget per minute of session time, so that a log cannot drown a run. */

import type { Log, LogLevel } from '../strategy/context.ts'
import type { Micros } from '../strategy/time.ts'
import type { StrategyIntent } from './intent.ts'
import type { Transaction } from './transaction.ts'

/** Lines a minute when the session's options do not say. */
export const LOG_LINES_PER_MINUTE_DEFAULT = 600

/** Characters of a line; what is beyond is cut off. */
export const LOG_LINE_LENGTH_MAX = 2_000

const MINUTE = 60_000_000

export class SessionLog implements Log {
  readonly #clock: { readonly now: Micros }
  readonly #intents: StrategyIntent[]
  readonly #transaction: Transaction
  readonly #budget: number
  #minute = -1
  #lines = 0
  /** The transaction whose first line has been noted. */
  #noted = -1

  constructor(terms: {
    readonly clock: { readonly now: Micros }
    readonly intents: StrategyIntent[]
    readonly transaction: Transaction
    readonly budget: number
  }) {
    this.#clock = terms.clock
    this.#intents = terms.intents
    this.#transaction = terms.transaction
    this.#budget = terms.budget
    Object.freeze(this)
  }

  debug(message: string): void {
    this.#line('DEBUG', message)
  }

  info(message: string): void {
    this.#line('INFO', message)
  }

  warn(message: string): void {
    this.#line('WARN', message)
  }

  error(message: string): void {
    this.#line('ERROR', message)
  }

  #line(level: LogLevel, message: string): void {
    this.#note()
    const minute = Math.floor(this.#clock.now / MINUTE)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#lines = 0
    }
    this.#lines++
    if (this.#lines <= this.#budget) this.#write(level, String(message))
    else if (this.#lines === this.#budget + 1) {
      this.#write(
        'WARN',
        `the log's budget of ${this.#budget} lines a minute is used up: the rest of this minute is dropped`,
      )
    }
  }

  /** Notes the count before the first line of a callback, so that a flood of lines notes it once. */
  #note(): void {
    if (this.#noted === this.#transaction.number) return
    this.#noted = this.#transaction.number
    const [minute, lines] = [this.#minute, this.#lines]
    this.#transaction.changed(() => {
      this.#minute = minute
      this.#lines = lines
    })
  }

  #write(level: LogLevel, message: string): void {
    const text =
      message.length > LOG_LINE_LENGTH_MAX ? `${message.slice(0, LOG_LINE_LENGTH_MAX - 1)}…` : message
    this.#intents.push({ type: 'Log', at: this.#clock.now, level, message: text })
  }
}
