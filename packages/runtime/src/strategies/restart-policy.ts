/**
 * When a run that ended unexpectedly is taken up again, and when it is not any more: pauses that double, with chance in them so that
 * many do not come back at once, and a breaker that leaves the decision to a person.
 */
import type { Micros } from '@quarterdeck/engine'

/** Ends older than this are forgiven. */
export const FAULT_WINDOW_MICROS: Micros = 600e6
/** Faults of the strategy in the window at which a person has to look. */
export const FAULTS_MAX = 5
/** Ends in the window that were not its fault: so many that whatever ends it has to be looked at by a person as well. */
export const BLAMELESS_ENDS_MAX = 20
/** The first pause and the longest, milliseconds. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000

export type AfterEnd =
  | { readonly kind: 'RETRY'; readonly pauseMs: number }
  | { readonly kind: 'QUARANTINE'; readonly reason: string }

/** Unexpected ends of one kind, of one deployment, since a person started it last. */
export class EndHistory {
  /** What happened to it, as in "it failed 5 times". */
  readonly #verb: string
  readonly #max: number
  #times: Micros[] = []

  constructor(verb: string, max: number) {
    this.#verb = verb
    this.#max = max
  }

  /** Takes an end and says what follows. `chance` lies in [0, 1): the pause is between half of its step and all of it. */
  take(at: Micros, message: string, chance: number): AfterEnd {
    this.#times = [...this.#times.filter((time) => time > at - FAULT_WINDOW_MICROS), at]
    const recent = this.#times.length
    if (recent >= this.#max) {
      const minutes = FAULT_WINDOW_MICROS / 60e6
      return {
        kind: 'QUARANTINE',
        reason: `it ${this.#verb} ${recent} times within ${minutes} minutes, the last time so: ${message}`,
      }
    }
    const step = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (recent - 1))
    return { kind: 'RETRY', pauseMs: Math.round(step / 2 + (step / 2) * chance) }
  }

  /** A person starts it again: what was is forgiven. */
  forgive(): void {
    this.#times = []
  }
}
