/** Lets requests through as the budget allows: the clockwork around `RequestBudget`. One for each (venue, credential, address). */

import type { BudgetRequest, BudgetUsage, RateLimit } from '../budget/limits.ts'
import { RequestBudget } from '../budget/request-budget.ts'
import type { Timekeeper } from './timekeeper.ts'

/** What came of a request: what it gave, or why it was not sent. */
export type Passage<Result> =
  | { readonly kind: 'SENT'; readonly result: Result }
  | { readonly kind: 'TOO_MANY_WAITING' | 'NEVER_FITS' | 'WAITED_TOO_LONG' }

interface Waiting extends BudgetRequest {
  readonly go: () => void
}

export class BudgetGate {
  private readonly budget: RequestBudget<Waiting>
  private readonly time: Timekeeper
  private readonly address: BudgetGate | null
  private readonly limitIds: ReadonlySet<string>
  private stopTimer: (() => void) | null = null

  /** `address`: what the venue counts by address, whoever asks: one for all credentials; null: it counts nothing so. */
  constructor(limits: readonly RateLimit[], time: Timekeeper, address: BudgetGate | null = null) {
    this.budget = new RequestBudget(limits)
    this.limitIds = new Set(limits.map(({ id }) => id))
    this.time = time
    this.address = address
  }

  /**
   * Calls `send` when the request may be sent, or not at all where that is not within `waitMaxMs`. It counts from then until a
   * window after `send` has its result.
   */
  run<Result>(
    request: BudgetRequest,
    waitMaxMs: number,
    send: () => Promise<Result>,
  ): Promise<Passage<Result>> {
    if (this.address !== null && request.weights.every(({ limitId }) => !this.limitIds.has(limitId)))
      return this.address.run(request, waitMaxMs, send)
    return new Promise((resolve, reject) => {
      const stopWaiting = this.time.after(waitMaxMs, () => {
        if (this.budget.withdraw(waiting)) resolve({ kind: 'WAITED_TOO_LONG' })
      })
      const settle = (): void => {
        this.budget.settle(waiting, this.time.nowMs())
        this.pump()
      }
      const waiting: Waiting = {
        ...request,
        go: () => {
          stopWaiting()
          send()
            .then((result) => resolve({ kind: 'SENT', result }), reject)
            .finally(settle)
        },
      }
      const admission = this.budget.enqueue(waiting)
      if (admission === 'WAITING') {
        this.pump()
        return
      }
      stopWaiting()
      resolve({ kind: admission })
    })
  }

  /** The venue asked for silence for so long. */
  hold(limitIds: readonly string[], ms: number): void {
    const own = limitIds.filter((id) => this.limitIds.has(id))
    this.budget.hold(own, this.time.nowMs() + ms)
    const others = limitIds.filter((id) => !this.limitIds.has(id))
    if (others.length > 0) this.address?.hold(others, ms)
  }

  /** Of its own limits and of those of the address, as all who share it use them. */
  usage(): BudgetUsage {
    const own = this.budget.usage(this.time.nowMs())
    if (this.address === null) return own
    const address = this.address.usage()
    return {
      limits: [...own.limits, ...address.limits],
      waiting: {
        EXIT: own.waiting.EXIT + address.waiting.EXIT,
        ENTRY: own.waiting.ENTRY + address.waiting.ENTRY,
        READ: own.waiting.READ + address.waiting.READ,
      },
    }
  }

  private pump(): void {
    this.stopTimer?.()
    this.stopTimer = null
    for (;;) {
      const now = this.time.nowMs()
      const next = this.budget.next(now)
      if (next.kind === 'GO') next.request.go()
      else {
        if (next.untilMs !== null)
          this.stopTimer = this.time.after(Math.ceil(next.untilMs - now), () => this.pump())
        return
      }
    }
  }
}
