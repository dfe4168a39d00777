import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barAt, barColumnsOf, concatBars, sliceBars, type BarColumns } from '../columns/bar-columns.ts'
import { DAY_MICROS, type Timeframe } from '../series/timeframe.ts'
import { MINUTE, NEW_YEAR, walk } from '../testing/bars.ts'
import type { SessionCalendar } from '../validation/session-calendar.ts'
import { dropUnfinished, fillGaps } from './fill-gaps.ts'
import { resampleBars } from './resample.ts'

const HOUR = 60 * MINUTE
const iso = (bars: BarColumns): string[] =>
  Array.from(bars.time, (time) => new Date(time / 1000).toISOString())
const at = (text: string): number => Date.parse(text) * 1000

/** Hourly bars of some days with a seed, and with some of them missing. */
const someBars = fc
  .record({
    length: fc.integer({ min: 1, max: 400 }),
    seed: fc.integer(),
    step: fc.constantFrom(MINUTE, 7 * MINUTE, HOUR),
  })
  .map(({ length, seed, step }) =>
    walk(length, { seed, step, from: NEW_YEAR + (Math.abs(seed) % 1_000) * MINUTE }),
  )

/** The slow twin: groups by a key made of each bar's own time. */
function naive(bars: BarColumns, key: (time: number) => number): BarColumns {
  const groups = new Map<number, number[]>()
  for (let row = 0; row < bars.length; row += 1) {
    const label = key(bars.time[row]!)
    groups.set(label, [...(groups.get(label) ?? []), row])
  }
  return barColumnsOf(
    [...groups].map(([time, rows]) => ({
      time,
      open: bars.open[rows[0]!]!,
      high: Math.max(...rows.map((row) => bars.high[row]!)),
      low: Math.min(...rows.map((row) => bars.low[row]!)),
      close: bars.close[rows.at(-1)!]!,
      volume: rows.reduce((sum, row) => sum + bars.volume[row]!, 0),
    })),
  )
}

const floorTo = (length: number) => (time: number) => Math.floor(time / length) * length
const KEYS: readonly (readonly [Timeframe, (time: number) => number])[] = [
  ['5m', floorTo(5 * MINUTE)],
  ['1h', floorTo(HOUR)],
  ['4h', floorTo(4 * HOUR)],
  ['1d', floorTo(DAY_MICROS)],
  ['1w', (time) => floorTo(7 * DAY_MICROS)(time - 4 * DAY_MICROS) + 4 * DAY_MICROS],
  ['1mo', (time) => at(`${new Date(time / 1000).toISOString().slice(0, 7)}-01T00:00:00Z`)],
]

describe('resampling', () => {
  it.each(KEYS)('comes to what a naive grouping comes to, for %s', (to, key) => {
    fc.assert(
      fc.property(someBars, (bars) => {
        expect(resampleBars(bars, { to })).toEqual(naive(bars, key))
      }),
    )
  })

  it('in two steps gives what it gives in one', () => {
    const property = fc.property(someBars, (bars) => {
      const hours = resampleBars(resampleBars(bars, { to: '15m' }), { to: '1h' })
      expect(hours).toEqual(resampleBars(bars, { to: '1h' }))
    })
    fc.assert(property)
  })

  it('names a bar by its start, its end, its first or its last bar', () => {
    const bars = sliceBars(walk(120), 10, 80)
    const named = (label: 'OPEN' | 'CLOSE' | 'FIRST' | 'LAST') =>
      iso(resampleBars(bars, { to: '1h', label })).map((text) => text.slice(11, 16))
    expect(named('OPEN')).toEqual(['00:00', '01:00'])
    expect(named('CLOSE')).toEqual(['01:00', '02:00'])
    expect(named('FIRST')).toEqual(['00:10', '01:00'])
    expect(named('LAST')).toEqual(['00:59', '01:19'])
  })

  it('starts at the open of each session, ends with it, and leaves out what lies between', () => {
    const session = (day: string) => ({ open: at(`${day}T14:30:00Z`), close: at(`${day}T21:00:00Z`) })
    const calendar: SessionCalendar = { sessions: () => [session('2024-01-02'), session('2024-01-03')] }
    const bars = walk(2 * 1_440, { from: at('2024-01-02T00:00:00Z') })
    const hours = resampleBars(bars, { to: '1h', calendar })
    expect(
      iso(hours)
        .slice(0, 7)
        .map((text) => text.slice(11, 16)),
    ).toEqual(['14:30', '15:30', '16:30', '17:30', '18:30', '19:30', '20:30'])
    const days = resampleBars(bars, { to: '1d', calendar })
    expect(iso(days)).toEqual(['2024-01-02T00:00:00.000Z', '2024-01-03T00:00:00.000Z'])
    const [open, close] = [14.5 * 60, 21 * 60]
    expect(barAt(days, 0)).toEqual(barAt(naive(sliceBars(bars, open, close), floorTo(DAY_MICROS)), 0))
    const week = resampleBars(bars, { to: '1w', calendar })
    const both = concatBars([sliceBars(bars, open, close), sliceBars(bars, 1_440 + open, 1_440 + close)])
    expect(week).toEqual(naive(both, () => at('2024-01-01T00:00:00Z')))
  })

  it('follows the days of a zone over a change of clocks', () => {
    const bars = walk(48, { from: at('2024-03-10T05:00:00Z'), step: HOUR })
    const days = resampleBars(bars, { to: '1d', zone: 'America/New_York' })
    expect(iso(days)).toEqual(['2024-03-10', '2024-03-11', '2024-03-12'].map((day) => `${day}T00:00:00.000Z`))
    expect(days.open[1]).toBe(bars.open[23])
    const quarters = iso(resampleBars(bars, { to: '4h', zone: 'America/New_York' })).map((text) =>
      text.slice(11, 16),
    )
    expect(quarters.slice(0, 4)).toEqual(['05:00', '08:00', '12:00', '16:00'])
  })

  it('refuses bars out of order and a timeframe without a length', () => {
    const bars = walk(3)
    bars.time[2] = bars.time[0]! - 1
    expect(() => resampleBars(bars, { to: '1h' })).toThrow('row 3: bars to resample must be in order of time')
    expect(() => resampleBars(walk(3), { to: 'tick' })).toThrow('"tick" is no length of a bar')
    expect(resampleBars(walk(0), { to: '1h' }).length).toBe(0)
  })
})

describe('filling gaps', () => {
  it('leaves every bar as it is and puts a flat one in every missing place', () => {
    const property = fc.property(
      someBars,
      fc.array(fc.boolean(), { minLength: 400, maxLength: 400 }),
      (bars, keep) => {
        const step = bars.length > 1 ? bars.time[1]! - bars.time[0]! : MINUTE
        const timeframe = `${step / MINUTE}m` as const
        const rows = Array.from({ length: bars.length }, (_, row) => row).filter((row) => keep[row])
        const sparse = barColumnsOf(rows.map((row) => barAt(bars, row)))
        const filled = fillGaps(sparse, { timeframe })
        const span = sparse.length === 0 ? 0 : (sparse.time.at(-1)! - sparse.time[0]!) / step + 1
        expect(filled.length).toBe(span)
        for (let row = 0; row < filled.length; row += 1) {
          const bar = barAt(filled, row)
          const original = sparse.time.indexOf(bar.time)
          if (original >= 0) expect(bar).toEqual(barAt(sparse, original))
          else expect(bar).toEqual({ ...flat(barAt(filled, row - 1).close), time: bar.time })
        }
      },
    )
    fc.assert(property, { numRuns: 30 })
  })

  it('drops the bar that may not have ended', () => {
    expect(dropUnfinished(walk(3)).length).toBe(2)
    expect(dropUnfinished(walk(0)).length).toBe(0)
  })
})

function flat(price: number) {
  return { open: price, high: price, low: price, close: price, volume: 0 }
}
