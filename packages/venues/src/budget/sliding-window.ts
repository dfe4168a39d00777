/**
 * One limit's record of what was sent: no window of its length ever holds more than its capacity, at the venue either.
 *
 * A request arrives at the venue somewhen between its sending and its answer. It therefore counts from its sending until the
 * window's length after its answer: however long the way takes, the venue never counts more than we do. With a length of 0 only
 * what is under way counts, which is a limit of requests at once.
 */

import type { RateLimit } from './limits.ts'

/** A request that was sent; it counts until it is settled, and a window longer. */
export interface SentEntry {
  readonly weight: number
  /** When its fate was known; null: it is under way. */
  settledAtMs: number | null
}

export class SlidingWindow {
  readonly limit: RateLimit
  heldUntilMs = Number.NEGATIVE_INFINITY
  private entries: SentEntry[] = []

  constructor(limit: RateLimit) {
    this.limit = limit
  }

  /** Weight that counts now. */
  used(nowMs: number): number {
    this.forget(nowMs)
    return this.entries.reduce((sum, { weight }) => sum + weight, 0)
  }

  /**
   * The first moment, not before now, at which `weight` may go; infinite: not before something under way is settled.
   * `exit` may use the reserve.
   */
  roomAt(nowMs: number, weight: number, exit: boolean): number {
    let excess = this.used(nowMs) + weight - this.room(exit)
    const earliest = Math.max(nowMs, this.heldUntilMs)
    if (excess <= 0) return earliest
    const settled = this.entries.flatMap((entry) =>
      entry.settledAtMs === null ? [] : [{ atMs: entry.settledAtMs, weight: entry.weight }],
    )
    for (const entry of settled.sort((a, b) => a.atMs - b.atMs)) {
      excess -= entry.weight
      if (excess <= 0) return Math.max(earliest, entry.atMs + this.limit.perMs)
    }
    return Number.POSITIVE_INFINITY
  }

  /** The most that one request may weigh. */
  room(exit: boolean): number {
    return exit ? this.limit.capacity : this.limit.capacity - this.limit.reserve
  }

  /** Counts a request as sent; whoever sent it sets when it was settled. */
  record(weight: number): SentEntry {
    const entry: SentEntry = { weight, settledAtMs: null }
    this.entries.push(entry)
    return entry
  }

  hold(untilMs: number): void {
    this.heldUntilMs = Math.max(this.heldUntilMs, untilMs)
  }

  private forget(nowMs: number): void {
    const past = nowMs - this.limit.perMs
    const gone = ({ settledAtMs }: SentEntry): boolean => settledAtMs !== null && settledAtMs <= past
    if (this.entries.some(gone)) this.entries = this.entries.filter((entry) => !gone(entry))
  }
}
