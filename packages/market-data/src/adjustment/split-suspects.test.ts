/** Split suspects on series whose splits are known because the test made them. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barColumnsOf, type BarColumns } from '../columns/bar-columns.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import { findSplitSuspects } from './split-suspects.ts'

/** A walk of one percent a day up or down, divided by `ratio` from day `at` on. */
function walk(ups: readonly boolean[], at: number, ratio: number): BarColumns {
  let price = 100
  return barColumnsOf(
    ups.map((up, day) => {
      const open = day === at ? price / ratio : price
      const close = open * (up ? 1.01 : 1 / 1.01)
      price = close
      return {
        time: day * DAY_MICROS,
        open,
        high: Math.max(open, close),
        low: Math.min(open, close),
        close,
        volume: 1,
      }
    }),
  )
}

const ups = fc.array(fc.boolean(), { minLength: 30, maxLength: 60 })

describe('split suspects', () => {
  it('finds a split wherever it is, with its ratio', () => {
    fc.assert(
      fc.property(
        ups,
        fc.integer({ min: 5, max: 29 }),
        fc.constantFrom(1.5, 2, 3, 7, 20, 0.5, 0.05),
        (days, at, ratio) => {
          const found = findSplitSuspects(walk(days, at, ratio))
          expect(found.map(({ row }) => row)).toEqual([at])
          expect(found[0]?.ratio).toBeCloseTo(ratio, 12)
        },
      ),
    )
  })

  it('suspects nothing in a series without one', () => {
    fc.assert(
      fc.property(ups, (days) => {
        expect(findSplitSuspects(walk(days, -1, 1))).toEqual([])
      }),
    )
  })

  it('does not take a crash to a price that no split leads to for a split', () => {
    expect(
      findSplitSuspects(
        walk(
          Array.from({ length: 40 }, (_, day) => day % 2 === 0),
          20,
          1.72,
        ),
      ),
    ).toEqual([])
  })

  it('does not take one wrong price for two splits', () => {
    const days = Array.from({ length: 40 }, (_, day) => day % 2 === 0)
    const bars = walk(days, -1, 1)
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][20]! /= 2
    expect(findSplitSuspects(bars)).toEqual([])
  })

  it('suspects nothing where there are no two bars, or prices are zero', () => {
    expect(findSplitSuspects(walk([], 0, 1))).toEqual([])
    const zero = barColumnsOf(
      [0, 0, 5].map((price, day) => ({
        time: day,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: 0,
      })),
    )
    expect(findSplitSuspects(zero)).toEqual([])
  })
})
