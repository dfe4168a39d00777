/** Shares of a sweep: every trial in exactly one, none too small for the start of a worker, none too large. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planSweep, sharesOf } from './sweep-plan.ts'

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261121)

it(`hands out every trial once, in order (seed ${SEED})`, () => {
  const trials = fc.integer({ min: 1, max: 10_000 })
  const measured = fc.record({
    bars: fc.integer({ min: 0, max: 5_000_000 }),
    nanosecondsPerBar: fc.double({ min: 1, max: 1e6, noNaN: true }),
    startSeconds: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(trials, measured, (count, rates) => {
      const { shareSize, words } = planSweep({ sets: count, shares: [1] }, rates)
      expect(words.length).toBeGreaterThan(0)
      let next = 0
      for (const { from, to } of sharesOf({ from: 0, to: count }, shareSize)) {
        expect(from).toBe(next)
        expect(to).toBeGreaterThan(from)
        expect(to - from).toBeLessThanOrEqual(250)
        next = to
      }
      expect(next).toBe(count)
    }),
    { seed: SEED, numRuns: 100 },
  )
})

it('starts no worker for a trial of a moment', () => {
  const { shareSize } = planSweep(
    { sets: 6, shares: [1] },
    { bars: 400, nanosecondsPerBar: 300, startSeconds: 0.01 },
  )
  expect(sharesOf({ from: 12, to: 18 }, shareSize)).toEqual([{ from: 12, to: 18 }])
})
