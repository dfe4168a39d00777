/** Returns, their distribution, correlation, seasons and bars in a year against numbers of pandas and scipy and against counting by hand. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exchangeCalendar } from '../calendar/calendars.ts'
import { barsPerYear } from './bars-per-year.ts'
import { correlationMatrix, type NamedBars } from './correlation.ts'
import { distributionOf } from './distribution.ts'
import { returnsOf } from './returns.ts'
import { seasonality } from './seasonality.ts'

const CLOSES = [100.3, 99.08, 98.23, 97.37, 96.28, 95.18, 95.07, 95.16, 93.94, 94.75, 94.86, 94.04]
const DAY = 86_400e6
const micros = (iso: string): number => Date.parse(iso) * 1000

function series(name: string, times: readonly number[], closes: readonly number[]): NamedBars {
  return { name, bars: { time: Float64Array.from(times), close: Float64Array.from(closes) } }
}

const daily = (closes: readonly number[]) =>
  series(
    'a',
    [...closes.keys()].map((day) => day * DAY),
    closes,
  ).bars

describe('returns', () => {
  it('belong to the bar that they end in', () => {
    const { time, value } = returnsOf(daily([100, 110, 99]), 'simple')
    expect([...time]).toEqual([DAY, 2 * DAY])
    expect(value[0]).toBeCloseTo(0.1, 15)
    expect(value[1]).toBeCloseTo(-0.1, 15)
  })

  it('of logs add up to the whole, simple ones multiply to it', () => {
    const whole = CLOSES.at(-1)! / CLOSES[0]!
    const logs = returnsOf(daily(CLOSES), 'log').value.reduce((sum, value) => sum + value, 0)
    const product = returnsOf(daily(CLOSES), 'simple').value.reduce(
      (growth, value) => growth * (1 + value),
      1,
    )
    expect(Math.exp(logs)).toBeCloseTo(whole, 12)
    expect(product).toBeCloseTo(whole, 12)
  })

  it('are refused for a close of zero, naming the bar', () => {
    expect(() => returnsOf(daily([1, 0]), 'log')).toThrow(/row 2, column close/)
  })

  it('of no bars and of one bar are none', () => {
    expect(returnsOf(daily([]), 'log').value).toHaveLength(0)
    expect(returnsOf(daily([5]), 'log').time).toHaveLength(0)
  })
})

describe('distribution', () => {
  it('is what pandas 3.1.1 and scipy 1.17.1 compute', () => {
    const found = distributionOf(returnsOf(daily(CLOSES), 'log').value)
    expect(found.count).toBe(11)
    expect(found.deviation).toBeCloseTo(0.0070830772074124936, 14)
    expect(found.skewness).toBeCloseTo(0.9508165676413691, 12)
    expect(found.excessKurtosis).toBeCloseTo(-0.17810786263188266, 12)
    expect(found.jarqueBera).toBeCloseTo(1.3892675894845397, 12)
    expect(found.jarqueBeraPValue).toBeCloseTo(0.49925724514058367, 12)
    const quantile = (share: number) => found.quantiles.find((one) => one.share === share)?.value
    expect(quantile(0.05)).toBeCloseTo(-0.012570747591319265, 14)
    expect(quantile(0.5)).toBeCloseTo(-0.008681896777567033, 14)
    expect(quantile(0.95)).toBeCloseTo(0.004872919925293484, 14)
  })

  it('of nothing is not a number', () => {
    const none = distributionOf(new Float64Array())
    expect(none.mean).toBeNaN()
    expect(none.max).toBeNaN()
  })
})

describe('correlation', () => {
  // Shared instants: 0, 1, 3, 4, 6. The numbers are those of pandas 3.1.1 on an inner join.
  const a = series('a', [0, 1, 2, 3, 4, 5, 6], [1, 2, 3, 5, 8, 13, 21])
  const b = series('b', [0, 1, 3, 4, 6, 8], [5, 4, 6, 7, 3, 9])

  it.each([
    ['simple', -0.23627992003768028],
    ['log', -0.37567289749923993],
  ] as const)('of %s returns is taken after alignment', (returns, expected) => {
    const { values, observations } = correlationMatrix([a, b], { returns, alignment: 'all' })
    expect(values[0]?.[1]).toBeCloseTo(expected, 14)
    expect(values[1]?.[0]).toBe(values[0]?.[1])
    expect(observations).toEqual([
      [4, 4],
      [4, 4],
    ])
  })

  it('of pairs uses what each pair has', () => {
    const late = series('late', [3, 4, 6], [1, 2, 3])
    const all = correlationMatrix([a, b, late], { returns: 'log', alignment: 'all' })
    const pairs = correlationMatrix([a, b, late], { returns: 'log', alignment: 'pairwise' })
    expect(all.observations[0]).toEqual([2, 2, 2])
    expect(pairs.observations[0]).toEqual([6, 4, 2])
  })

  it('is one with itself and with its multiple, minus one with its inverse', () => {
    const prices = fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 4, maxLength: 20 })
    fc.assert(
      fc.property(prices, (closes) => {
        fc.pre(new Set(closes.map((close, row) => close / (closes[row - 1] ?? close))).size > 2)
        const times = [...closes.keys()]
        const all = [
          series('one', times, closes),
          series(
            'triple',
            times,
            closes.map((close) => 3 * close),
          ),
          series(
            'inverse',
            times,
            closes.map((close) => 1 / close),
          ),
        ]
        const { values } = correlationMatrix(all, { returns: 'log', alignment: 'all' })
        expect(values[0]?.[0]).toBeCloseTo(1, 9)
        expect(values[0]?.[1]).toBeCloseTo(1, 6)
        expect(values[0]?.[2]).toBeCloseTo(-1, 6)
      }),
    )
  })

  it('is not a number where a series does not move or nothing is shared', () => {
    const flat = series('flat', [0, 1, 3], [2, 2, 2])
    const apart = series('apart', [100, 101, 102], [1, 2, 3])
    const { values } = correlationMatrix([a, flat, apart], { returns: 'log', alignment: 'pairwise' })
    expect(values[0]?.[1]).toBeNaN()
    expect(values[0]?.[2]).toBeNaN()
  })

  it('refuses the same name twice', () => {
    expect(() => correlationMatrix([a, a], { returns: 'log', alignment: 'all' })).toThrow(
      /"a" is there twice/,
    )
  })
})

describe('seasonality', () => {
  it('puts each return into the month, weekday and hour that the zone shows', () => {
    // 23:30 in New York on Sunday 31 May is Monday 1 June 03:30 in UTC.
    const returns = { time: Float64Array.of(micros('2026-06-01T03:30:00Z')), value: Float64Array.of(0.5) }
    const keyOf = (by: 'month' | 'weekday' | 'hour', zone: string) =>
      seasonality(returns, { by, zone })[0]?.key
    expect([keyOf('month', 'UTC'), keyOf('weekday', 'UTC'), keyOf('hour', 'UTC')]).toEqual([6, 1, 3])
    const newYork = 'America/New_York'
    expect([keyOf('month', newYork), keyOf('weekday', newYork), keyOf('hour', newYork)]).toEqual([5, 7, 23])
  })

  it('finds the hour of a market whose only move is at noon, over the change of the clocks', () => {
    const time = Float64Array.from(
      { length: 24 * 300 },
      (_, hour) => micros('2026-01-01T00:00:00Z') + hour * 3600e6,
    )
    const noon = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/London',
      hour: '2-digit',
      hourCycle: 'h23',
    })
    const value = time.map((at) => (noon.format(at / 1000) === '12' ? 0.01 : 0))
    const buckets = seasonality({ time, value }, { by: 'hour', zone: 'Europe/London' })
    expect(buckets).toHaveLength(24)
    expect(buckets.filter(({ mean }) => mean !== 0).map(({ key }) => key)).toEqual([12])
    expect(buckets[12]).toMatchObject({ count: 300, median: 0.01, positiveShare: 1 })
  })

  it('refuses a zone that does not exist', () => {
    const returns = { time: new Float64Array(), value: new Float64Array() }
    expect(() => seasonality(returns, { by: 'hour', zone: 'Mars/Olympus' })).toThrow(/no IANA time zone/)
  })
})

describe('bars in a year', () => {
  it.each([
    // 2026 has 251 sessions in New York, of which two end at 13:00.
    ['1d', 'XNYS', 251],
    ['1m', 'XNYS', 249 * 390 + 2 * 210],
    ['1h', '24/7', 365 * 24],
    ['1d', '24/7', 365],
    ['1mo', 'XNYS', 12],
    ['1w', 'XNYS', 365.2425 / 7],
  ] as const)('%s of %s: %d', (timeframe, name, expected) => {
    expect(barsPerYear(timeframe, exchangeCalendar(name), 2026)).toBeCloseTo(expected, 9)
  })
})
