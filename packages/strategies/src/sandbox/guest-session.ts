/**
 * One session behind its compartment's wall. Strings of JSON go in and out; what comes out is checked here, and what is thrown
 * across the wall is described without trust.
 */

import type { StrategyInput } from '@quarterdeck/sdk'
import type { SessionHandle } from '../build/guest.ts'
import {
  type GuestAnswer,
  type GuestFacts,
  type GuestProgress,
  readAnswer,
  readFacts,
  readProgress,
} from '../protocol/guest-answer.ts'
import type { OpenMessage } from '../protocol/messages.ts'
import { isKeepable, MessageFault, readable, type Reader } from '../protocol/reader.ts'
import { evaluateBundle } from './compartment.ts'

/** What came out of a compartment cannot be passed on: too large, too much, no answer, or no module to begin with. */
export class GuestFault extends Error {
  override readonly name = 'GuestFault'
  readonly code: 'OVERSIZE' | 'MALFORMED' | 'FLOOD' | 'BUNDLE' | 'OPTIONS'

  constructor(code: GuestFault['code'], message: string) {
    super(message)
    this.code = code
  }
}

const NOTHING: GuestAnswer = { intents: [], state: null, fault: null, refused: null }

export class GuestSession {
  readonly #handle: SessionHandle
  readonly #answerLengthMax: number

  private constructor(handle: SessionHandle, answerLengthMax: number) {
    this.#handle = handle
    this.#answerLengthMax = answerLengthMax
  }

  /** Evaluates a bundle in a new compartment and opens its session. Throws a `GuestFault`. */
  static open(
    bundle: string,
    order: Pick<OpenMessage, 'options' | 'resume'>,
    answerLengthMax: number,
  ): GuestSession {
    const terms = termsOf(order)
    try {
      return new GuestSession(evaluateBundle(bundle).open(terms), answerLengthMax)
    } catch (error) {
      throw new GuestFault('BUNDLE', `the bundle could not be opened: ${inWords(error)}`)
    }
  }

  facts(): GuestFacts {
    return this.#ask(() => this.#handle.facts(), readFacts, 'facts')
  }

  progress(): GuestProgress {
    return this.#ask(() => this.#handle.progress(), readProgress, 'progress')
  }

  deliver(input: StrategyInput): GuestAnswer {
    const given = JSON.stringify(input)
    const said = this.#said(() => this.#handle.deliver(given))
    if (said === '{}') return NOTHING
    return this.#read(said, readAnswer, 'answer')
  }

  /** JSON of a snapshot: not read, for nobody but the session is to read it. */
  snapshot(lengthMax: number): string {
    const snapshot = this.#said(() => this.#handle.snapshot(), lengthMax)
    if (!isKeepable(snapshot))
      throw new GuestFault('MALFORMED', "the session's snapshot has characters that cannot be kept")
    return snapshot
  }

  #ask<T>(ask: () => unknown, read: Reader<T>, what: string): T {
    return this.#read(this.#said(ask), read, what)
  }

  #said(ask: () => unknown, lengthMax: number = this.#answerLengthMax): string {
    let said: unknown
    try {
      said = ask()
    } catch (error) {
      throw new GuestFault('MALFORMED', `the session threw: ${inWords(error)}`)
    }
    if (typeof said !== 'string') throw new GuestFault('MALFORMED', 'the session answered what is no text')
    if (said.length > lengthMax)
      throw new GuestFault(
        'OVERSIZE',
        `the session answered ${said.length} characters at once, at most ${lengthMax} are allowed`,
      )
    return said
  }

  #read<T>(said: string, read: Reader<T>, what: string): T {
    try {
      return read(JSON.parse(said), what)
    } catch (error) {
      const why = error instanceof MessageFault ? error.message : 'it is no JSON'
      throw new GuestFault('MALFORMED', `the session's answer cannot be taken: ${why}`)
    }
  }
}

/** A snapshot is a session's own word: it is read as JSON of its own, so that it cannot add to the options beside it. */
function termsOf({ options, resume }: Pick<OpenMessage, 'options' | 'resume'>): string {
  try {
    return JSON.stringify({ ...options, resume: resume === null ? null : (JSON.parse(resume) as unknown) })
  } catch (error) {
    throw new GuestFault('OPTIONS', `resume: the snapshot cannot be read (${inWords(error)})`)
  }
}

const WORDS_LENGTH_MAX = 1_000

/** What was thrown, in bounded words. Reading it runs its author's code: a getter, a proxy, a `toString`. */
function inWords(thrown: unknown): string {
  try {
    const words = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
    return readable(words.slice(0, WORDS_LENGTH_MAX))
  } catch {
    // It throws when it is read; there is nothing more to say of it.
    return 'something that cannot be read'
  }
}
