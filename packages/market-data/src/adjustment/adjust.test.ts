/** Adjusted series: worked examples, a naive twin, and what is refused. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barColumnsOf, type BarColumns } from '../columns/bar-columns.ts'
import { MarketDataError } from '../market-data-error.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import { adjustBars, adjustmentFactors, type DividendBasis } from './adjust.ts'
import type { CorporateAction } from './corporate-action.ts'

/** Daily bars from closes, day 0 first. */
function daily(closes: readonly number[]): BarColumns {
  return barColumnsOf(
    closes.map((close, day) => ({
      time: day * DAY_MICROS,
      open: close,
      high: close + 1,
      low: close - 1,
      close,
      volume: 1000,
    })),
  )
}

const split = (day: number, ratio: number): CorporateAction => ({
  kind: 'SPLIT',
  exTime: day * DAY_MICROS,
  ratio,
})
const dividend = (day: number, amount: number): CorporateAction => ({
  kind: 'CASH_DIVIDEND',
  exTime: day * DAY_MICROS,
  amount,
})
const cents = (values: Float64Array): number[] => [...values].map((value) => Math.round(value * 100) / 100)

// The worked example of Yahoo's help page "What is the adjusted close?": a 2:1 split on the third day, 0.08 on the sixth.
const yahoo = daily([46.99, 48.3, 24.96, 24.91, 24.95, 24.53, 24.54])
const yahooActions = [split(2, 2), dividend(5, 0.08)]

describe('adjustment', () => {
  it("gives the adjusted closes of Yahoo's worked example", () => {
    const adjusted = adjustBars(yahoo, yahooActions, { adjustment: 'splits-and-dividends' })
    expect(cents(adjusted.close)).toEqual([23.42, 24.07, 24.88, 24.83, 24.87, 24.53, 24.54])
  })

  it('with splits only leaves dividends in the price', () => {
    const adjusted = adjustBars(yahoo, yahooActions, { adjustment: 'splits' })
    expect(cents(adjusted.close)).toEqual([23.5, 24.15, 24.96, 24.91, 24.95, 24.53, 24.54])
  })

  it('multiplies volume by splits and never by dividends', () => {
    const adjusted = adjustBars(yahoo, yahooActions, { adjustment: 'splits-and-dividends' })
    expect([...adjusted.volume]).toEqual([2000, 2000, 1000, 1000, 1000, 1000, 1000])
  })

  it('gives the raw columns themselves where nothing is to be adjusted', () => {
    expect(adjustBars(yahoo, yahooActions, { adjustment: 'none' })).toBe(yahoo)
  })

  it('takes a dividend of the day of a split per new share', () => {
    // 100 before; two for one and 1 per new share: 100 is 50 new, of which 2 % are paid.
    const adjusted = adjustBars(daily([100, 49]), [dividend(1, 1), split(1, 2)], {
      adjustment: 'splits-and-dividends',
    })
    expect(adjusted.close[0]).toBeCloseTo(49, 12)
  })

  it('measures a dividend by the close of the ex-date where asked', () => {
    const factors = adjustmentFactors(daily([100, 49]), [dividend(1, 1)], {
      adjustment: 'splits-and-dividends',
      dividendBasis: 'EX_CLOSE',
    })
    expect(factors.price[0]).toBeCloseTo(49 / 50, 15)
  })

  it('prefers the reference price of the action to the bars', () => {
    const action: CorporateAction = {
      kind: 'CASH_DIVIDEND',
      exTime: DAY_MICROS,
      amount: 1,
      referencePrice: 50,
    }
    const factors = adjustmentFactors(daily([100, 49]), [action], { adjustment: 'splits-and-dividends' })
    expect(factors.price[0]).toBeCloseTo(0.98, 15)
  })

  it('knows nothing of actions after its last bar unless told how far to look', () => {
    const bars = daily([100, 100])
    const later = [split(9, 4)]
    expect([...adjustBars(bars, later, { adjustment: 'splits' }).close]).toEqual([100, 100])
    const seen = adjustBars(bars, later, { adjustment: 'splits', asOf: 9 * DAY_MICROS })
    expect([...seen.close]).toEqual([25, 25])
  })

  it('leaves no bars as no bars, and ignores actions before the first', () => {
    expect(adjustBars(daily([]), [split(1, 2)], { adjustment: 'splits' }).length).toBe(0)
    expect([...adjustBars(daily([10, 11]), [split(0, 2)], { adjustment: 'splits' }).close]).toEqual([10, 11])
  })
})

describe('adjustment: refusals', () => {
  it.each([
    ['a split of no shares', [split(1, 0)], /ratio of a SPLIT must be above 0/],
    ['a negative dividend', [dividend(1, -1)], /amount of a CASH_DIVIDEND must be above 0/],
    [
      'a dividend of more than the price',
      [dividend(1, 100)],
      /dividend 100 of 1970-01-02 must be below the price of 100/,
    ],
    ['a time that is no microsecond', [{ ...split(1, 2), exTime: 0.5 }], /exTime must be whole microseconds/],
  ])('%s', (_name, actions, message) => {
    const adjust = () => adjustBars(daily([100, 99]), actions, { adjustment: 'splits-and-dividends' })
    expect(adjust).toThrow(MarketDataError)
    expect(adjust).toThrow(message)
  })

  it('a dividend after the last bar without a price of its own', () => {
    const options = { adjustment: 'splits-and-dividends', asOf: 9 * DAY_MICROS } as const
    expect(() => adjustBars(daily([100]), [dividend(5, 1)], options)).toThrow(/needs its referencePrice/)
  })
})

describe('adjustment: against its naive twin', () => {
  const action = fc.oneof(
    fc.record({ day: fc.integer({ min: -3, max: 33 }), ratio: fc.constantFrom(2, 3, 0.1, 1.5, 7) }),
    fc.record({
      day: fc.integer({ min: -3, max: 33 }),
      amount: fc.double({ min: 0.01, max: 3, noNaN: true }),
    }),
  )

  /** One bar, one action at a time: each later action multiplies by its own factor. */
  function naive(bars: BarColumns, actions: readonly CorporateAction[], basis: DividendBasis): number[] {
    const last = (bars.length - 1) * DAY_MICROS
    return Array.from(bars.close, (raw, row) => {
      let price = raw
      for (const one of actions) {
        const day = one.exTime / DAY_MICROS
        if (one.exTime > last || day <= row) continue
        if (one.kind === 'SPLIT') price /= one.ratio
        else {
          const splits = actions.filter((other) => other.kind === 'SPLIT' && other.exTime === one.exTime)
          const ratio = splits.reduce(
            (product, other) => (other.kind === 'SPLIT' ? product * other.ratio : product),
            1,
          )
          const ex = bars.close[day]!
          price *=
            basis === 'EX_CLOSE' ? ex / (ex + one.amount) : 1 - one.amount / (bars.close[day - 1]! / ratio)
        }
      }
      return price
    })
  }

  it.each(['PREVIOUS_CLOSE', 'EX_CLOSE'] as const)('gives the same prices by %s', (dividendBasis) => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1000, max: 2000, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.array(action, { maxLength: 6 }),
        (closes, drawn) => {
          const bars = daily(closes)
          const actions = drawn.map((one) =>
            'ratio' in one ? split(one.day, one.ratio) : dividend(one.day, one.amount),
          )
          const adjusted = adjustBars(bars, actions, { adjustment: 'splits-and-dividends', dividendBasis })
          for (const [row, price] of naive(bars, actions, dividendBasis).entries()) {
            expect(adjusted.close[row]! / price).toBeCloseTo(1, 12)
          }
          expect(adjusted.close.at(-1)).toBe(bars.close.at(-1))
        },
      ),
      { numRuns: 200 },
    )
  })
})
