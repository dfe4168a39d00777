/** A map of ids is a map, and a set of them a set, under any additions and removals. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdMap } from './id-map.ts'
import { IdSet } from './id-set.ts'

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261122)

const id = fc.oneof(
  fc.nat(60).map((number) => `20260407103001456::execution-${number}`),
  fc.string({ maxLength: 2 }),
)

describe('ids', () => {
  it(`stand for what a Map says, seed ${SEED}`, () => {
    const step = fc.record({ id, what: fc.constantFrom('get', 'set', 'delete'), value: fc.nat(9) })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 600, size: 'max' }), (steps) => {
        const ids = new IdMap<number>()
        const twin = new Map<string, number>()
        for (const { id: one, what, value } of steps) {
          if (what === 'get') expect(ids.get(one)).toBe(twin.get(one))
          else if (what === 'set') {
            ids.set(one, value)
            twin.set(one, value)
          } else {
            ids.delete(one)
            twin.delete(one)
          }
          // Mostly of another than the next step's, which is what was asked for last then.
          if (value > 7) expect(ids.get(one)).toBe(twin.get(one))
        }
        for (const [one, value] of twin) expect([one, ids.get(one)]).toEqual([one, value])
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  it(`are met once, seed ${SEED}`, () => {
    fc.assert(
      fc.property(fc.array(id, { maxLength: 200 }), fc.array(id, { maxLength: 200 }), (known, met) => {
        const ids = new IdSet(known)
        const twin = new Set(known)
        for (const one of met) {
          expect(ids.add(one)).toBe(!twin.has(one))
          twin.add(one)
        }
      }),
      { seed: SEED, numRuns: 100 },
    )
  })
})
