/** One limit's record of what was sent: no window of its length ever holds more than its capacity. */

import type { RateLimit } from './limits.ts'

export class SlidingWindow {
  readonly limit: RateLimit
  heldUntilMs = Number.NEGATIVE_INFINITY
  /** Sent and not yet forgotten, oldest first: time and weight in turn. */
  private sent: { readonly atMs: number; readonly weight: number }[] = []
  private oldest = 0
  private sum = 0

  constructor(limit: RateLimit) {
    this.limit = limit
  }

  /** Weight sent in the last `perMs`. */
  used(nowMs: number): number {
    this.forget(nowMs)
    return this.sum
  }

  /** The first moment, not before now, at which `weight` may go. `exit` may use the reserve. */
  roomAt(nowMs: number, weight: number, exit: boolean): number {
    this.forget(nowMs)
    const earliest = Math.max(nowMs, this.heldUntilMs)
    let excess = this.sum + weight - this.room(exit)
    for (let at = this.oldest; excess > 0 && at < this.sent.length; at += 1) {
      const entry = this.sent[at]!
      excess -= entry.weight
      if (excess <= 0) return Math.max(earliest, entry.atMs + this.limit.perMs)
    }
    return excess > 0 ? Number.POSITIVE_INFINITY : earliest
  }

  /** The most that one request may weigh. */
  room(exit: boolean): number {
    return exit ? this.limit.capacity : this.limit.capacity - this.limit.reserve
  }

  record(nowMs: number, weight: number): void {
    this.sent.push({ atMs: nowMs, weight })
    this.sum += weight
  }

  hold(untilMs: number): void {
    this.heldUntilMs = Math.max(this.heldUntilMs, untilMs)
  }

  private forget(nowMs: number): void {
    const past = nowMs - this.limit.perMs
    while (this.oldest < this.sent.length && this.sent[this.oldest]!.atMs <= past) {
      this.sum -= this.sent[this.oldest]!.weight
      this.oldest += 1
    }
    if (this.oldest <= 1_024) return
    this.sent = this.sent.slice(this.oldest)
    this.oldest = 0
  }
}
