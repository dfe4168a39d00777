/** The id index is a map, under any additions and removals. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NONE } from './codes.ts'
import { IdIndex } from './id-index.ts'

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261124)

describe('id index (SV)', () => {
  it(`[SV-01] finds what a Map finds, seed ${SEED}`, () => {
    const step = fc.record({
      id: fc.oneof(fc.nat(40).map(String), fc.string({ maxLength: 3 })),
      add: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 900 }), (steps) => {
        const index = new IdIndex()
        const twin = new Map<string, number>()
        const free: number[] = []
        let used = 0
        for (const { id, add } of steps) {
          const known = twin.get(id)
          expect(index.find(id)).toBe(known ?? NONE)
          if (add && known === undefined) {
            const handle = free.pop() ?? used++
            index.add(id, handle)
            twin.set(id, handle)
          } else if (!add && known !== undefined) {
            index.remove(known)
            twin.delete(id)
            free.push(known)
          }
        }
        for (const [id, handle] of twin) expect([index.find(id), index.idOf(handle)]).toEqual([handle, id])
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('[SV-01] finds an id that was looked for in vain, and added after another took the place it would have had', () => {
    const index = new IdIndex()
    const ids = Array.from({ length: 900 }, (_, at) => `order-${at}`)
    for (let at = 0; at < ids.length; at += 2) {
      index.find(ids[at]!)
      index.add(ids[at + 1]!, at + 1)
      index.add(ids[at]!, at)
    }
    expect(ids.map((id) => index.find(id))).toEqual(ids.map((_, handle) => handle))
  })
})
