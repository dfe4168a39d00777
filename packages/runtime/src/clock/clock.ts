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

/** The longest wait of a timer of Node; past it a timer would fire at once. An expiry may lie years ahead. */
const TIMER_MS_MAX = 2 ** 31 - 1

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
  after(delayMs, callback) {
    let timeout: NodeJS.Timeout
    const arm = (leftMs: number): void => {
      const step = Math.min(leftMs, TIMER_MS_MAX)
      timeout = setTimeout(() => (leftMs > step ? arm(leftMs - step) : callback()), step)
      timeout.unref()
    }
    arm(delayMs)
    return { cancel: () => clearTimeout(timeout) }
  },
}
