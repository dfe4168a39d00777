/** A budget per second that may be saved up for ten seconds: what comes in bursts passes, what goes on and on does not. */

const BURST_SECONDS = 10

export class RateBudget {
  readonly #perSecond: number
  #left: number
  #at: number

  /** `now` in milliseconds, of any clock that does not run backwards; so in `take`. */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#left = perSecond * BURST_SECONDS
    this.#at = now
  }

  /** Takes up to `count`; says how many there were. */
  take(count: number, now: number): number {
    const earned = (Math.max(0, now - this.#at) / 1_000) * this.#perSecond
    this.#left = Math.min(this.#perSecond * BURST_SECONDS, this.#left + earned)
    this.#at = now
    const taken = Math.min(count, Math.floor(this.#left))
    this.#left -= taken
    return taken
  }
}
