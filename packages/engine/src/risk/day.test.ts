/** Days from microseconds and back, against the platform's calendar. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayStart, MICROS_PER_DAY, utcDay } from './day.ts'

const seed = 20_261_121

describe('risk: days (RK)', () => {
  it(`[RK-17] a day is the platform's UTC date, and begins at its midnight (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 250_000 }),
        fc.integer({ min: 0, max: 86_399_999 }),
        (day, ms) => {
          const at = day * MICROS_PER_DAY + ms * 1000
          const date = new Date(at / 1000).toISOString().slice(0, 10)
          expect(utcDay(at)).toBe(date)
          expect(dayStart(date)).toBe(day * MICROS_PER_DAY)
        },
      ),
      { seed, numRuns: 2000 },
    )
  })
})
