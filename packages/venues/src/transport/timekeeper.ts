/** The clock, timers and chance that an adapter lives by; handed in, so that a test can hold them. */

export interface Timekeeper {
  /** UTC milliseconds. */
  nowMs(): number
  /** Calls `run` once after so many milliseconds, unless the returned function is called before. */
  after(ms: number, run: () => void): () => void
  /** Uniform in [0, 1). */
  chance(): number
}

/** The machine's own. Its timers do not keep a process alive. */
export const MACHINE_TIME: Timekeeper = {
  nowMs: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
  chance: () => Math.random(),
}

/** Waits so long. */
export function pause(time: Pick<Timekeeper, 'after'>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    time.after(ms, resolve)
  })
}
