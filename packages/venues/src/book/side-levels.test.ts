/** One side of a book is a map of its levels, sorted, whatever comes and goes and whenever it is looked at. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SideLevels } from './side-levels.ts'

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261122)

interface Step {
  readonly ticks: number
  readonly lots: number
  /** Looked at so many levels behind the best after the change. */
  readonly behind: number
}

const step: fc.Arbitrary<Step> = fc.record({
  // Neighbours, and far apart.
  ticks: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -3_000, max: 3_000 })),
  // Half of the changes take a level out.
  lots: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })),
  behind: fc.integer({ min: 0, max: 12 }),
})

describe('one side of a book', () => {
  it.each([1, -1] as const)(`is a sorted map of its levels, sign %i, seed ${SEED}`, (sign) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 1_500, size: 'max' }), (steps) => {
        const side = new SideLevels(sign)
        const twin = new Map<number, number>()
        for (const { ticks, lots, behind } of steps) {
          side.set(ticks, lots)
          if (lots === 0) twin.delete(ticks)
          else twin.set(ticks, lots)
          const best = Math.max(...[...twin.keys()].map((one) => one * sign)) * sign
          expect([side.count, side.lotsOf(ticks)]).toEqual([twin.size, lots])
          expect(side.ticksAt(0)).toBe(twin.size === 0 ? Number.NaN : best)
          // Rarely, so that many levels are gone when they are counted.
          if (behind === 12) expect(side.lotsAt(behind)).toBe(twin.get(side.ticksAt(behind)) ?? 0)
        }
        const sorted = [...twin].sort(([a], [b]) => (b - a) * sign)
        const told = sorted.map((_, behind) => [side.ticksAt(behind), side.lotsAt(behind)])
        expect(told).toEqual(sorted)
      }),
      { seed: SEED, numRuns: 40 },
    )
  })

  it('takes levels again after it was cleared while some were gone', () => {
    const side = new SideLevels(1)
    for (let ticks = 0; ticks < 9; ticks += 1) side.set(ticks, 1)
    side.set(3, 0)
    side.clear()
    side.set(3, 2)
    expect([side.count, side.ticksAt(0), side.lotsAt(0), side.ticksAt(1)]).toEqual([1, 3, 2, Number.NaN])
  })
})
