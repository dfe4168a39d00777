/** Lets requests through as the budget allows: the clockwork around `RequestBudget`. One for each (venue, credential, address). */

import type { BudgetRequest, BudgetUsage, RateLimit } from '../budget/limits.ts'
import { RequestBudget } from '../budget/request-budget.ts'
import type { Timekeeper } from './timekeeper.ts'

export type Passage = 'GO' | 'TOO_MANY_WAITING' | 'NEVER_FITS' | 'WAITED_TOO_LONG'

interface Waiting extends BudgetRequest {
  readonly go: () => void
}

export class BudgetGate {
  private readonly budget: RequestBudget<Waiting>
  private readonly time: Timekeeper
  private stopTimer: (() => void) | null = null

  constructor(limits: readonly RateLimit[], time: Timekeeper) {
    this.budget = new RequestBudget(limits)
    this.time = time
  }

  /** Resolves when the request may be sent, or cannot be within `waitMaxMs`; sent requests are counted here. */
  pass(request: BudgetRequest, waitMaxMs: number): Promise<Passage> {
    return new Promise((resolve) => {
      const stopWaiting = this.time.after(waitMaxMs, () => {
        if (this.budget.withdraw(waiting)) resolve('WAITED_TOO_LONG')
      })
      const waiting: Waiting = {
        ...request,
        go: () => {
          stopWaiting()
          resolve('GO')
        },
      }
      const admission = this.budget.enqueue(waiting)
      if (admission === 'WAITING') this.pump()
      else {
        stopWaiting()
        resolve(admission)
      }
    })
  }

  /** The venue asked for silence for so long. */
  hold(limitIds: readonly string[], ms: number): void {
    this.budget.hold(limitIds, this.time.nowMs() + ms)
  }

  usage(): BudgetUsage {
    return this.budget.usage(this.time.nowMs())
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
