/** Leaves a server alone that keeps failing: after some failures in a row nothing is asked for a while, then one question decides. */
import type { Micros } from '@quarterdeck/engine'

export interface BreakerTerms {
  /** Failures in a row that open it. */
  readonly failuresMax: number
  /** How long nothing is asked then. */
  readonly rest: Micros
}

export class CircuitBreaker {
  readonly #terms: BreakerTerms
  #failures = 0
  #openUntil: Micros = 0
  #isTrying = false

  constructor(terms: BreakerTerms) {
    this.#terms = terms
  }

  /** Whether a question may be asked now. After a rest one is, and the next only when that one is answered. */
  admits(at: Micros): boolean {
    if (this.#failures < this.#terms.failuresMax) return true
    if (at < this.#openUntil || this.#isTrying) return false
    this.#isTrying = true
    return true
  }

  succeeded(): void {
    this.#failures = 0
    this.#isTrying = false
  }

  failed(at: Micros): void {
    this.#failures += 1
    this.#isTrying = false
    if (this.#failures >= this.#terms.failuresMax) this.#openUntil = at + this.#terms.rest
  }
}
