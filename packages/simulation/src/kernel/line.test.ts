/** A line hands out what was put into it, first come first served, however putting and taking alternate. */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Line } from './line.ts'

const seed = 20_261_121

it(`[SI-14] a line is first come, first served (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { freq: 2 })), (moves) => {
      const line = new Line<number>()
      const plain: number[] = []
      for (const move of moves) {
        if (move === null) expect(line.shift()).toBe(plain.shift())
        else {
          line.push(move)
          plain.push(move)
        }
        expect(line.length).toBe(plain.length)
      }
    }),
    { seed, numRuns: 500 },
  )
})
