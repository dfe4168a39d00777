/** A clock that stands still until a test moves it; what is due then happens in order. */
import type { Micros } from '@quarterdeck/engine'
import type { Clock } from '../clock/clock.ts'

export interface ManualClock extends Clock {
  /** Moves on by so many milliseconds, running what comes due on the way. */
  advance(milliseconds: number): void
}

export function manualClock(start: Micros = 1_000_000_000): ManualClock {
  let now = start
  let timers: { readonly at: Micros; readonly callback: () => void }[] = []
  return {
    now: () => now,
    after(delayMs, callback) {
      const timer = { at: now + delayMs * 1000, callback }
      timers.push(timer)
      return { cancel: () => (timers = timers.filter((other) => other !== timer)) }
    },
    advance(milliseconds) {
      const end = now + milliseconds * 1000
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
        if (due === undefined) break
        timers = timers.filter((timer) => timer !== due)
        now = Math.max(now, due.at)
        due.callback()
      }
      now = end
    },
  }
}
