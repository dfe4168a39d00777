/**
 * A session of this process with what it owes its parent: answers that caused nothing are put together, log lines and intents are
 * held to their budgets.
 */

import { Buffer } from 'node:buffer'
import type { PersistedState, StrategyInput, StrategyIntent } from '@quarterdeck/sdk'
import type { GuestAnswer } from '../protocol/guest-answer.ts'
import type {
  AnsweredMessage,
  AnswerMessage,
  FaultMessage,
  RefusedMessage,
  SessionBudgets,
} from '../protocol/messages.ts'
import { RateBudget } from '../protocol/rate-budget.ts'
import { GuestFault, type GuestSession } from '../sandbox/guest-session.ts'
import { promisesMade } from '../sandbox/promise-count.ts'

/** What an input came to: null where it is owed still, together with those after it. */
export type Outcome = AnswerMessage | FaultMessage | RefusedMessage | null

/** Promises of one session in its life: some megabytes, for nothing. */
const PROMISES_MAX = 10_000

/** Clocks of this process; none of them within a strategy's reach. */
export interface Clocks {
  wallMs(): number
  /** Processor time of this thread, whole microseconds. */
  processorMicros(): number
}

interface Owed {
  through: number
  micros: number
  logsDropped: number
  /** Whether an input that is no replay is among them. */
  isLive: boolean
}

export class HostedSession {
  readonly #name: string
  readonly #guest: GuestSession
  readonly #idPrefix: string
  readonly #budgets: SessionBudgets
  readonly #intents: RateBudget
  readonly #logs: RateBudget
  #position: number
  readonly #bytes: RateBudget
  #owed: Owed | null = null
  /** The author's state, where it is another than was told. */
  #state: PersistedState | null = null
  #promises = 0
  #isNoted = false

  constructor(terms: {
    readonly name: string
    readonly guest: GuestSession
    /** What every order id of the session begins with. */
    readonly idPrefix: string
    readonly position: number
    readonly budgets: SessionBudgets
    readonly now: number
  }) {
    this.#name = terms.name
    this.#guest = terms.guest
    this.#idPrefix = terms.idPrefix
    this.#position = terms.position
    this.#budgets = terms.budgets
    this.#intents = new RateBudget(terms.budgets.intentsPerSecond, terms.now)
    this.#logs = new RateBudget(terms.budgets.logsPerSecond, terms.now)
    this.#bytes = new RateBudget(terms.budgets.sessionBytesPerSecond, terms.now)
  }

  get position(): number {
    return this.#position
  }

  /** Delivers an input. */
  take(n: number, input: StrategyInput, isReplay: boolean, clocks: Clocks): Outcome {
    if (n !== this.#position + 1)
      return this.#refused(n, `input ${n} cannot come after ${this.#position}: inputs come one by one`)
    const begun = clocks.processorMicros()
    const promisesBefore = promisesMade()
    try {
      const answer = this.#guest.deliver(input)
      this.#countPromises(promisesMade() - promisesBefore)
      const micros = clocks.processorMicros() - begun
      if (answer.refused !== null) return this.#refused(n, answer.refused.message)
      this.#position = n
      if (answer.fault !== null) return this.#failed(answer, answer.fault, clocks.wallMs())
      const noted = this.#noteOfPromises(input.at)
      const told = noted === null ? answer : { ...answer, intents: [noted, ...answer.intents] }
      return this.#taken(told, isReplay, micros, clocks.wallMs())
    } catch (error) {
      if (error instanceof GuestFault) return this.#fault(n, error)
      throw error
    }
  }

  /**
   * What is owed for the inputs that caused nothing; null: nothing is. Replays are told with the author's state only where there is
   * time (`isIdle`): it was told when they were live. Throws a `GuestFault`.
   */
  settle(isIdle: boolean): AnswerMessage | AnsweredMessage | null {
    const owed = this.#owed
    if (owed === null) return null
    const tellsState = this.#state !== null && (owed.isLive || isIdle)
    if (tellsState || owed.logsDropped > 0) return this.#answer(owed, [], tellsState)
    this.#owed = null
    const { digest, decisions } = this.#progress()
    const { through, micros } = owed
    return { type: 'answered', session: this.#name, through, digest, decisions, micros }
  }

  /** Takes note of what was said. Throws a `GuestFault` where it is too much. */
  spend(bytes: number, now: number): void {
    if (this.#bytes.take(bytes, now) < bytes)
      throw new GuestFault(
        'FLOOD',
        `it answered more than ${this.#budgets.sessionBytesPerSecond} bytes a second, for longer than ten seconds' worth`,
      )
  }

  /** JSON of a snapshot after the inputs so far. Throws a `GuestFault`. */
  snapshot(): string {
    return this.#guest.snapshot(this.#budgets.snapshotBytesMax)
  }

  fault(error: GuestFault): FaultMessage {
    return this.#fault(this.#position, error)
  }

  #taken(answer: GuestAnswer, isReplay: boolean, micros: number, now: number): Outcome {
    const owed = (this.#owed ??= { through: 0, micros: 0, logsDropped: 0, isLive: false })
    owed.through = this.#position
    owed.micros += micros
    owed.isLive ||= !isReplay
    this.#state = answer.state ?? this.#state
    if (isReplay || answer.intents.length === 0) return null
    const intents = this.#within(answer.intents, owed, now)
    return intents.length === 0 ? null : this.#answer(owed, intents, true)
  }

  #answer(owed: Owed, intents: readonly StrategyIntent[], tellsState: boolean): AnswerMessage {
    const { through: n, micros, logsDropped } = owed
    const state = tellsState ? this.#state : null
    if (tellsState) this.#state = null
    this.#owed = null
    const { digest, decisions } = this.#progress()
    return { type: 'answer', session: this.#name, n, intents, digest, decisions, state, micros, logsDropped }
  }

  #countPromises(count: number): void {
    this.#promises += count
    if (this.#promises > PROMISES_MAX)
      throw new GuestFault(
        'FLOOD',
        `it made more than ${PROMISES_MAX} promises: callbacks are synchronous, and what waits for a promise never runs`,
      )
  }

  /** What its author must know of a first promise; null: there is none, or it was said. */
  #noteOfPromises(at: number): StrategyIntent | null {
    if (this.#promises === 0 || this.#isNoted) return null
    this.#isNoted = true
    const message = 'a promise was made: callbacks are synchronous, and what waits for a promise never runs'
    return { type: 'Log', at, level: 'WARN', message }
  }

  /** The intents that the budgets allow. Log lines beyond are dropped; anything else beyond is a fault. */
  #within(intents: readonly StrategyIntent[], owed: Owed, now: number): readonly StrategyIntent[] {
    const lines = intents.filter(({ type }) => type === 'Log').length
    this.#spendIntents(intents.length - lines, now)
    let allowed = lines === 0 ? 0 : this.#logs.take(lines, now)
    owed.logsDropped += lines - allowed
    const kept: StrategyIntent[] = []
    for (const intent of intents) {
      if (intent.type !== 'Log') kept.push(this.#own(intent))
      else if (allowed-- > 0) kept.push({ ...intent, message: cutTo(intent.message, this.#budgets.logBytes) })
    }
    return kept
  }

  #spendIntents(count: number, now: number): void {
    if (this.#intents.take(count, now) < count)
      throw new GuestFault(
        'FLOOD',
        `more than ${this.#budgets.intentsPerSecond} intents a second, for longer than ten seconds' worth`,
      )
  }

  /** Orders are named by their session's prefix: another deployment's orders are out of reach by name. */
  #own<Intent extends StrategyIntent>(intent: Intent): Intent {
    if ('clientOrderId' in intent && !intent.clientOrderId.startsWith(`${this.#idPrefix}-`))
      throw new GuestFault('MALFORMED', `order ${intent.clientOrderId} is none of this session's`)
    return intent
  }

  #progress(): { readonly digest: string; readonly decisions: number } {
    const { position, digest, decisions } = this.#guest.progress()
    if (position !== this.#position)
      throw new GuestFault('MALFORMED', `the session is at input ${position} after ${this.#position}`)
    return { digest, decisions }
  }

  #failed(answer: GuestAnswer, report: NonNullable<GuestAnswer['fault']>, now: number): FaultMessage {
    const intents = answer.intents.filter(({ type }) => type !== 'Log').map((intent) => this.#own(intent))
    this.#spendIntents(intents.length, now)
    return {
      type: 'fault',
      session: this.#name,
      n: this.#position,
      code: 'STRATEGY',
      message: `${report.callback} failed at input ${this.#position}: ${report.error.message}`,
      report,
      intents,
    }
  }

  #fault(n: number, { code, message }: GuestFault): FaultMessage {
    const session = this.#name
    return {
      type: 'fault',
      session,
      n,
      // The other codes are of openings, and this session is open.
      code: code === 'BUNDLE' || code === 'OPTIONS' ? 'MALFORMED' : code,
      message,
      report: null,
      intents: [],
    }
  }

  #refused(n: number, message: string): RefusedMessage {
    return { type: 'refused', session: this.#name, n, code: 'INPUT', message }
  }
}

/** At most so many bytes of UTF-8, without half a character. */
function cutTo(line: string, bytesMax: number): string {
  if (Buffer.byteLength(line) <= bytesMax) return line
  const cut = Buffer.from(line)
    .subarray(0, Math.max(0, bytesMax - 3))
    .toString('utf8')
  return `${cut.replace(/\ufffd$/, '')}…`
}
