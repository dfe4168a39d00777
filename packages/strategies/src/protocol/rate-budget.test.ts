/** A budget lets a burst pass, and no more than its rate in the long run. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RateBudget } from './rate-budget.ts'

describe('a budget per second', () => {
  it("lets ten seconds' worth pass at once, and then what was earned since", () => {
    const budget = new RateBudget(5, 0)
    expect([budget.take(60, 0), budget.take(1, 0), budget.take(60, 1_000)]).toEqual([50, 0, 5])
  })

  it('saves up no more than that', () => {
    const budget = new RateBudget(5, 0)
    expect(budget.take(1_000, 3_600_000)).toBe(50)
  })

  it('gives nothing for a clock that runs backwards', () => {
    const budget = new RateBudget(5, 1_000)
    budget.take(50, 1_000)
    expect(budget.take(1, 0)).toBe(0)
  })

  it('never lets more pass than the burst and the rate', () => {
    const asks = fc.array(fc.tuple(fc.nat(100), fc.nat(2_000)), { maxLength: 50 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), asks, (perSecond, steps) => {
        const budget = new RateBudget(perSecond, 0)
        let now = 0
        let taken = 0
        for (const [count, wait] of steps) {
          now += wait
          taken += budget.take(count, now)
        }
        expect(taken).toBeLessThanOrEqual(perSecond * (10 + now / 1_000))
      }),
    )
  })
})
