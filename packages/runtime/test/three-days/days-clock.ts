/**
 * The clock of days that pass in seconds: time runs on some milliseconds at each tick of a short timer, and jumps over the quiet
 * stretches. On a busy machine the ticks come later and the days are slower: nothing is late for want of a processor.
 */
import type { Micros } from '@quarterdeck/engine'
import { type Clock, systemClock, type Timer } from '../../src/clock/clock.ts'

interface Due {
  readonly at: Micros
  readonly callback: () => void
}

const TICK_MS = 2
/** What passes at a tick beside its own time. */
const AHEAD_PER_TICK_MS = 20

export class DaysClock implements Clock {
  #aheadMs: number
  readonly #timers = new Set<Due>()
  readonly #ticking: NodeJS.Timeout
  /** Told how far ahead of the machine's clock it is, whenever that changes. */
  readonly #onAhead: (aheadMs: number) => void

  constructor(startMs: number, onAhead: (aheadMs: number) => void) {
    this.#aheadMs = startMs - systemClock.now() / 1_000
    this.#onAhead = onAhead
    onAhead(this.#aheadMs)
    this.#ticking = setInterval(() => this.#pass(AHEAD_PER_TICK_MS), TICK_MS)
  }

  now(): Micros {
    return Math.round(systemClock.now() + this.#aheadMs * 1_000)
  }

  after(delayMs: number, callback: () => void): Timer {
    const due: Due = { at: this.now() + delayMs * 1_000, callback }
    this.#timers.add(due)
    return { cancel: () => void this.#timers.delete(due) }
  }

  /** Over to a moment; what came due on the way is run at its end, as after a sleep. Of no effect where it has passed. */
  jumpTo(atMs: number): void {
    this.#pass(Math.max(0, atMs - this.now() / 1_000))
  }

  stop(): void {
    clearInterval(this.#ticking)
  }

  #pass(ms: number): void {
    this.#aheadMs += ms
    this.#onAhead(this.#aheadMs)
    const now = this.now()
    const due = [...this.#timers].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)
    for (const one of due) if (this.#timers.delete(one)) one.callback()
  }
}
