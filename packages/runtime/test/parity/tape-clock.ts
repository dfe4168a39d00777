/** The time of a tape: it stands still until the next event of the recording moves it; what is due then happens in order. */

import type { Micros } from '@quarterdeck/engine'
import type { Clock } from '../../src/clock/clock.ts'

interface Due {
  readonly at: Micros
  readonly callback: () => void
}

export class TapeClock implements Clock {
  private at: Micros
  private timers: Due[] = []

  constructor(start: Micros) {
    this.at = start
  }

  now(): Micros {
    return this.at
  }

  after(delayMs: number, callback: () => void): { cancel(): void } {
    const timer: Due = { at: this.at + delayMs * 1000, callback }
    this.timers.push(timer)
    return { cancel: () => (this.timers = this.timers.filter((other) => other !== timer)) }
  }

  /** Moves on, never back. */
  moveTo(at: Micros): void {
    this.at = Math.max(this.at, at)
  }

  /** Runs what is due by now; false: nothing was. */
  runDue(): boolean {
    const due = this.timers.filter(({ at }) => at <= this.at).sort((a, b) => a.at - b.at)
    if (due.length === 0) return false
    this.timers = this.timers.filter((timer) => !due.includes(timer))
    for (const { callback } of due) callback()
    return true
  }
}
