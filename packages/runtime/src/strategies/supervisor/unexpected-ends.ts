/**
 * What became of a deployment's runs that ended unexpectedly, since a person started it last: who was to blame, and so how long the
 * next attempt waits and whether there is one.
 */
import type { Micros } from '@quarterdeck/engine'
import {
  type AfterEnd,
  BLAMELESS_ENDS_MAX,
  EndHistory,
  FAULTS_MAX,
  FAULT_WINDOW_MICROS,
} from '../restart-policy.ts'
import type { RunFault } from '../run/run-parts.ts'

/** Ends that are remembered for the rules of incidents. */
const ENDS_KEPT = 20

export class UnexpectedEnds {
  /** Each kind has pauses of its own: a strategy that fails is not excused by a machine that is short of memory, nor the other way. */
  readonly #histories: Readonly<Record<RunFault['blame'], EndHistory>> = {
    STRATEGY: new EndHistory('failed', FAULTS_MAX),
    RUNNER: new EndHistory('was ended by others', BLAMELESS_ENDS_MAX),
    UNCLEAR: new EndHistory('could not go on', Number.POSITIVE_INFINITY),
  }
  #times: readonly Micros[] = []
  #restarts = 0
  #isApart = false

  /** When its runs ended of late, whoever was to blame: what is found again by itself does not count. */
  get times(): readonly Micros[] {
    return this.#times
  }

  get restarts(): number {
    return this.#restarts
  }

  /** One that brought a shared process down has a process of its own from then on. */
  get isApart(): boolean {
    return this.#isApart
  }

  /** A run ended; what follows. `chance` lies in [0, 1). */
  take({ blame, message }: Pick<RunFault, 'blame' | 'message'>, at: Micros, chance: number): AfterEnd {
    this.#restarts += 1
    this.#isApart ||= blame === 'STRATEGY'
    if (blame !== 'UNCLEAR')
      this.#times = [...this.#times.filter((time) => time > at - FAULT_WINDOW_MICROS), at].slice(-ENDS_KEPT)
    return this.#histories[blame].take(at, message, chance)
  }

  /** No run came to be: the pause before the next attempt, milliseconds. */
  missed(at: Micros, message: string, chance: number): number {
    const next = this.#histories.UNCLEAR.take(at, message, chance)
    if (next.kind === 'RETRY') return next.pauseMs
    throw new Error('Invariant: what is nobody’s fault is tried again for as long as it takes')
  }

  /** What kept it from going on is over. */
  clear(): void {
    this.#histories.UNCLEAR.forgive()
  }

  /** A person starts it again. */
  forgive(): void {
    for (const history of Object.values(this.#histories)) history.forgive()
    this.#times = []
    this.#restarts = 0
    this.#isApart = false
  }
}
