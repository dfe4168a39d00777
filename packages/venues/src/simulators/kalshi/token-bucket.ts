/** One of Kalshi's token buckets: it refills without a pause, and holds no more than it can. */

export class TokenBucket {
  /** Requests that came when there were not enough tokens for them. */
  over = 0
  private readonly perSecond: number
  private tokens: number
  private atMs = Number.NaN

  /** Holds a second's tokens, and is full at first. */
  constructor(perSecond: number) {
    this.perSecond = perSecond
    this.tokens = perSecond
  }

  admits(cost: number, nowMs: number): boolean {
    const passedMs = Number.isNaN(this.atMs) ? 0 : Math.max(0, nowMs - this.atMs)
    this.tokens = Math.min(this.perSecond, this.tokens + (passedMs / 1_000) * this.perSecond)
    this.atMs = nowMs
    if (this.tokens >= cost) {
      this.tokens -= cost
      return true
    }
    this.over += 1
    return false
  }
}
