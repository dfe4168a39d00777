/**
 * One order at a time: another request between a question and its answer makes the question void. An exit waits for the one that
 * is under way, but not for long.
 */

import type { Timekeeper } from '../transport/timekeeper.ts'

export class OrderLane {
  private readonly time: Timekeeper
  private last: Promise<void> = Promise.resolve()

  constructor(time: Timekeeper) {
    this.time = time
  }

  /** Runs after everything that was begun before. */
  async alone<Value>(run: () => Promise<Value>): Promise<Value> {
    const before = this.last
    let leave = (): void => undefined
    this.last = new Promise((resolve) => {
      leave = resolve
    })
    await before
    try {
      return await run()
    } finally {
      leave()
    }
  }

  /** Waits until everything that was begun is over, at most so long. */
  async free(waitMaxMs: number): Promise<void> {
    let stop = (): void => undefined
    const patience = new Promise<void>((resolve) => {
      stop = this.time.after(waitMaxMs, resolve)
    })
    await Promise.race([this.last, patience])
    stop()
  }
}
