/**
 * When a run that failed is tried again, and when it is not any more: pauses that double, with chance in them so that many do not
 * come back at once, and a breaker that leaves the decision to a person.
 */
import type { Micros } from '@quarterdeck/engine'

/** Faults older than this are forgiven. */
export const FAULT_WINDOW_MICROS: Micros = 600e6
/** Faults in the window at which a person has to look. */
export const FAULTS_MAX = 5
/** The first pause and the longest, milliseconds. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000

export type AfterFault =
  | { readonly kind: 'RETRY'; readonly pauseMs: number }
  | { readonly kind: 'QUARANTINE'; readonly reason: string }

/** The faults of one deployment since a person started it last. */
export class FaultHistory {
  #times: Micros[] = []

  get count(): number {
    return this.#times.length
  }

  /** Takes a fault and says what follows. `chance` lies in [0, 1): the pause is between half of its step and all of it. */
  take(at: Micros, message: string, chance: number): AfterFault {
    this.#times.push(at)
    const recent = this.#times.filter((time) => time > at - FAULT_WINDOW_MICROS).length
    if (recent >= FAULTS_MAX) {
      const minutes = FAULT_WINDOW_MICROS / 60e6
      return {
        kind: 'QUARANTINE',
        reason: `it failed ${recent} times within ${minutes} minutes, the last time so: ${message}`,
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
