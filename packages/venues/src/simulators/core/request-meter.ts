/** Counts requests as a venue does and says which are too many: an adapter must never hear it. */

export class RequestMeter {
  /** Requests that came over the limit, or during a ban. */
  over = 0
  private readonly capacity: number
  private readonly perMs: number
  private times: number[] = []

  constructor(capacity: number, perMs: number) {
    this.capacity = capacity
    this.perMs = perMs
  }

  /** Whether a request at this time is within the limit. */
  admits(nowMs: number): boolean {
    this.times = this.times.filter((at) => at > nowMs - this.perMs)
    if (this.times.length >= this.capacity) {
      this.over += 1
      return false
    }
    this.times.push(nowMs)
    return true
  }
}
