/**
 * The talk of a host with one runner: which sessions are open, what is unanswered, and whether what comes back answers what was
 * asked. What does is handed on.
 */

import { KeptBundles } from '../protocol/kept-bundles.ts'
import type { RunnerMessage, ReadyMessage } from '../protocol/messages.ts'
import { MessageFault } from '../protocol/reader.ts'
import { OpenSession } from './open-session.ts'
import type { RunnerLimits } from './runner-limits.ts'
import type { RunnerTerms, SessionOrder } from './runner-process.ts'
import { Unanswered } from './unanswered.ts'

const SESSION_NAME = /^[A-Za-z0-9._:-]{1,100}$/

export class Conversation {
  readonly unanswered = new Unanswered()
  readonly #limits: RunnerLimits
  readonly #terms: RunnerTerms
  readonly #sessions = new Map<string, OpenSession>()
  /** Digests whose bundles the process has. */
  readonly #bundles = new KeptBundles<true>()
  /** Whether somebody found no room and waits for it. */
  #isAwaited = false

  constructor(limits: RunnerLimits, terms: RunnerTerms) {
    this.#limits = limits
    this.#terms = terms
  }

  /** Whether there is such a session, opening included. */
  isOpen(session: string): boolean {
    return this.#sessions.has(session)
  }

  /** Takes a session in that is about to be opened. Throws for one that cannot be. */
  opening({ session, digest, options }: SessionOrder): { readonly isKnownBundle: boolean } {
    if (!SESSION_NAME.test(session))
      throw new Error(`a session's name must have 1 to 100 letters, digits or . _ - : (was "${session}")`)
    if (this.#sessions.has(session)) throw new Error(`session ${session} is open already`)
    if (this.#sessions.size >= this.#limits.sessionsMax)
      throw new Error(`a runner of ${this.#limits.sessionsMax} sessions takes no more`)
    this.#sessions.set(session, new OpenSession(options.orderIdPrefix, this.#limits, performance.now()))
    const isKnownBundle = this.#bundles.use(digest) === true
    if (!isKnownBundle) this.#bundles.keep(digest, true)
    return { isKnownBundle }
  }

  room(): number {
    const { unansweredMax, unansweredBytesMax } = this.#limits
    const { count, bytes } = this.unanswered
    const room = bytes >= unansweredBytesMax / 2 ? 0 : Math.max(0, unansweredMax - count)
    if (room === 0) this.#isAwaited = true
    return room
  }

  /** Takes a message of the runner. Throws a `MessageFault` for one that answers nothing, a `Flood` for too much. */
  take(message: Exclude<RunnerMessage, ReadyMessage>, now: number): void {
    const session = this.#sessions.get(message.session)
    if (session === undefined) throw new MessageFault(`there is no session ${message.session}`)
    switch (message.type) {
      case 'opened':
      case 'closed':
        this.#answered(message.session, message.type === 'opened' ? 'open' : 'close')
        if (message.type === 'closed') this.#forget(message.session)
        break
      case 'answer':
        session.check(message.intents, now)
        this.#through(message.session, message.n)
        break
      case 'answered':
        this.#through(message.session, message.through)
        break
      case 'fault':
        session.check(message.intents, now)
        this.#forget(message.session)
        break
      case 'refused':
        this.#refused(message.session, message.n, message.code)
        break
      case 'snapshotPart': {
        const whole = session.piece(message)
        if (whole === null) return
        this.#answered(message.session, 'snapshot')
        this.#terms.onMessage(whole)
        this.#tellRoom()
        return
      }
    }
    this.#terms.onMessage(message)
    this.#tellRoom()
  }

  #through(session: string, n: number): void {
    if (!this.unanswered.answerInputs(session, n))
      throw new MessageFault(`an answer to input ${n} of session ${session} was not asked for`)
  }

  #answered(session: string, kind: 'open' | 'close' | 'snapshot'): void {
    if (!this.unanswered.answerRequest(session, kind))
      throw new MessageFault(`an answer to ${kind} of session ${session} was not asked for`)
  }

  /** A snapshot that is too large leaves its session as it was; any other refusal ends it. */
  #refused(session: string, n: number, code: string): void {
    if (n === 0 && code === 'SNAPSHOT') this.#answered(session, 'snapshot')
    else this.#forget(session)
  }

  #forget(session: string): void {
    this.#sessions.delete(session)
    this.unanswered.forget(session)
  }

  #tellRoom(): void {
    if (!this.#isAwaited || this.room() < this.#limits.unansweredMax / 2) return
    this.#isAwaited = false
    this.#terms.onRoom?.()
  }
}
