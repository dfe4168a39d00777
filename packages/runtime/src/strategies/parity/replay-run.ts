/**
 * Plays a recorded run again: the same artifact, opening and inputs, in a runner of its own. Every answer is compared with what the
 * tape says was wanted then.
 */
import type { StrategyIntent } from '@quarterdeck/sdk'
import {
  REPLAY_LIMITS,
  type RunnerProcess,
  type RunnerTerms,
  type SessionMessage,
} from '@quarterdeck/strategies'
import type { RunFacts } from '../run/run-facts.ts'
import { sessionOptions } from '../run/run-facts.ts'
import { type TapeEntry, isDecision } from '../run/tape.ts'
import type { ParityDifference } from '../strategies.ts'
import { firstDifference } from './difference.ts'

export interface ReplayTerms {
  readonly facts: Pick<RunFacts, 'organizationId' | 'deploymentId' | 'run' | 'digest' | 'opening'>
  readonly bundle: string
  readonly entries: readonly TapeEntry[]
  readonly startRunner: (terms: RunnerTerms) => RunnerProcess
  readonly signal: AbortSignal
}

export interface ReplayResult {
  readonly inputs: number
  readonly decisions: number
  /** Decisions that came out the same. */
  readonly equal: number
  readonly first: ParityDifference | null
}

/** Throws where the run cannot be played: its words say why. */
export function replayRun(terms: ReplayTerms): Promise<ReplayResult> {
  return new Promise((resolve, reject) => new Replay(terms, resolve, reject).begin())
}

class Replay {
  readonly #terms: ReplayTerms
  readonly #runner: RunnerProcess
  readonly #resolve: (result: ReplayResult) => void
  readonly #reject: (error: Error) => void
  readonly #session = 'parity'
  #sent = 0
  #answered = 0
  #decisions = 0
  #equal = 0
  #first: ParityDifference | null = null
  #isOver = false

  constructor(terms: ReplayTerms, resolve: (result: ReplayResult) => void, reject: (error: Error) => void) {
    this.#terms = terms
    this.#resolve = resolve
    this.#reject = reject
    this.#runner = terms.startRunner({
      organizationId: terms.facts.organizationId,
      // The tape is played as fast as it is taken, not at its own pace.
      limits: REPLAY_LIMITS,
      onMessage: (message) => this.#hear(message),
      onEnd: ({ message }) => this.#fail(`the runner ended: ${message}`),
      onRoom: () => this.#send(),
    })
    this.#runner.ready.catch(() => undefined)
    terms.signal.addEventListener('abort', () => this.#fail('it was given up'), { once: true })
  }

  begin(): void {
    const { facts, bundle } = this.#terms
    const { organizationId, digest } = facts
    const session = this.#session
    this.#runner.open({
      organizationId,
      session,
      digest,
      bundle,
      options: sessionOptions(facts),
      resume: null,
    })
  }

  #hear(message: SessionMessage): void {
    switch (message.type) {
      case 'opened':
        this.#send()
        if (this.#terms.entries.length === 0) this.#end()
        return
      case 'answer':
        return this.#answer(message.n, message.intents)
      case 'answered':
        return this.#answer(message.through, [])
      case 'fault':
      case 'refused':
        return this.#fail(message.message)
      default:
    }
  }

  #send(): void {
    const { entries } = this.#terms
    while (!this.#isOver && this.#sent < entries.length && this.#runner.room() > 0) {
      const { n, input } = entries[this.#sent]!
      this.#sent += 1
      this.#runner.input(this.#session, n, input)
    }
  }

  #answer(through: number, intents: readonly StrategyIntent[]): void {
    const { entries } = this.#terms
    while (this.#answered < entries.length && entries[this.#answered]!.n <= through) {
      const entry = entries[this.#answered]!
      this.#answered += 1
      this.#compare(entry, entry.n === through ? intents : [])
    }
    if (this.#answered === entries.length) this.#end()
    else this.#send()
  }

  #compare(entry: TapeEntry, replayed: readonly StrategyIntent[]): void {
    if (!isDecision(entry.intents) && !isDecision(replayed)) return
    this.#decisions += 1
    const difference = firstDifference(decided(entry.intents), decided(replayed), 'intents')
    if (difference === null) this.#equal += 1
    else this.#first ??= { n: entry.n, at: entry.input.at, ...difference }
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#runner.kill('the comparison is done')
    const [inputs, decisions, equal, first] = [this.#answered, this.#decisions, this.#equal, this.#first]
    this.#resolve({ inputs, decisions, equal, first })
  }

  #fail(message: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#runner.kill('the comparison failed')
    this.#reject(new Error(message))
  }
}

/** Lines of a log may be dropped by a budget of the day: they are no decisions. */
function decided(intents: readonly StrategyIntent[]): readonly StrategyIntent[] {
  return intents.filter(({ type }) => type !== 'Log')
}
