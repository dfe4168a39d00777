/** Counts requests as a venue does and says which are too many: an adapter must never hear it. */

export class RequestMeter {
  /** Requests that came over the limit, or during a ban. */
  over = 0
  private readonly capacity: number
  private readonly perMs: number
  private readonly penaltyMs: number
  private bannedUntilMs = Number.NEGATIVE_INFINITY
  private times: number[] = []

  /** `penaltyMs`: how long nothing is answered after a request over the limit; 0: only that one is refused. */
  constructor(capacity: number, perMs: number, penaltyMs = 0) {
    this.capacity = capacity
    this.perMs = perMs
    this.penaltyMs = penaltyMs
  }

  /** Whether a request at this time is within the limit. */
  admits(nowMs: number): boolean {
    this.times = this.times.filter((at) => at > nowMs - this.perMs)
    if (nowMs >= this.bannedUntilMs && this.times.length < this.capacity) {
      this.times.push(nowMs)
      return true
    }
    this.over += 1
    this.bannedUntilMs = Math.max(this.bannedUntilMs, nowMs + this.penaltyMs)
    return false
  }

  /** What a venue tells of its count: how many it takes, how many of them are left, and when the oldest is forgotten. */
  standing(nowMs: number): { readonly capacity: number; readonly left: number; readonly resetsAtMs: number } {
    const counted = this.times.filter((at) => at > nowMs - this.perMs)
    return {
      capacity: this.capacity,
      left: Math.max(0, this.capacity - counted.length),
      resetsAtMs: (counted[0] ?? nowMs) + this.perMs,
    }
  }
}
