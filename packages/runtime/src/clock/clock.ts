/** Time as the shell sees it: injected, so that a simulation can run the whole shell deterministically. */
import type { Micros } from '@quarterdeck/engine'

export interface Timer {
  /** The callback will not run any more. Safe to call twice. */
  cancel(): void
}

export interface Clock {
  /** UTC microseconds. May step back: the book never does. */
  now(): Micros
  /** Runs `callback` once, not before `delayMs` have passed. A timer alone does not keep the process alive. */
  after(delayMs: number, callback: () => void): Timer
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
  after(delayMs, callback) {
    const timeout = setTimeout(callback, delayMs)
    timeout.unref()
    return { cancel: () => clearTimeout(timeout) }
  },
}
