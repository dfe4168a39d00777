import { describe, expect, it } from 'vitest'
import { barAt, barColumnsOf, pickBars, type Bar, type BarColumns } from '../columns/bar-columns.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import { MINUTE, NEW_YEAR, walk } from '../testing/bars.ts'
import type { SessionCalendar } from './session-calendar.ts'
import type { ValidationRule } from './findings.ts'
import { validateBars, type ValidateOptions } from './validate.ts'

const MINUTES: ValidateOptions = { timeframe: '1m' }

function withRow(bars: BarColumns, row: number, by: Partial<Bar>): BarColumns {
  return barColumnsOf(
    Array.from({ length: bars.length }, (_, at) => ({ ...barAt(bars, at), ...(at === row ? by : {}) })),
  )
}

function without(bars: BarColumns, from: number, to: number): BarColumns {
  return pickBars(
    bars,
    Array.from({ length: bars.length }, (_, row) => row).filter((row) => row < from || row >= to),
  )
}

function broken(
  bars: BarColumns,
  options: ValidateOptions = MINUTES,
): Partial<Record<ValidationRule, unknown>> {
  const rules = validateBars(bars, options).rules.filter(({ verdict }) => verdict !== 'PASS')
  return Object.fromEntries(
    rules.map(({ rule, verdict, count, findings }) => [rule, [verdict, count, findings[0]?.row]]),
  )
}

describe('validation', () => {
  it('passes sound bars by every rule', () => {
    const report = validateBars(walk(3_000), MINUTES)
    expect(report.verdict).toBe('PASS')
    expect(report.rules.every(({ verdict, checked }) => verdict === 'PASS' && checked)).toBe(true)
    expect(report.gaps).toMatchObject({ expected: 3_000, present: 3_000, missing: 0, runs: [] })
  })

  it.each<readonly [string, Partial<Bar>, Partial<Record<ValidationRule, unknown>>]>([
    ['a price that is no number', { open: Number.NaN }, { SCHEMA: ['FAIL', 1, 500] }],
    ['a negative volume', { volume: -1 }, { PRICES: ['FAIL', 1, 500] }],
    ['a price of zero', { low: 0 }, { PRICES: ['FAIL', 1, 500], OUTLIERS: ['WARN', 1, 500] }],
    ['a high below the close', { high: 1, low: 0.5 }, { OHLC: ['FAIL', 1, 500], OUTLIERS: ['WARN', 1, 500] }],
    ['a wick out of proportion', { high: 1_000 }, { OUTLIERS: ['WARN', 1, 500] }],
    ['a time off the grid', { time: NEW_YEAR + 500 * MINUTE + 1e6 }, { TIMEFRAME: ['WARN', 1, 500] }],
  ])('finds %s', (_, by, expected) => {
    expect(broken(withRow(walk(1_000), 500, by))).toEqual(expected)
  })

  it('finds disorder and duplicates, and says what it then cannot check', () => {
    const doubled = withRow(walk(1_000), 500, { time: NEW_YEAR + 499 * MINUTE })
    expect(broken(doubled)).toMatchObject({ DUPLICATES: ['FAIL', 1, 500] })
    const report = validateBars(withRow(walk(1_000), 500, { time: NEW_YEAR }), MINUTES)
    expect(report.rules.find(({ rule }) => rule === 'ORDER')).toMatchObject({ verdict: 'FAIL', count: 1 })
    expect(report.rules.find(({ rule }) => rule === 'GAPS')).toMatchObject({
      verdict: 'WARN',
      checked: false,
    })
    expect(report.gaps).toBeNull()
  })

  it('maps each run of missing bars to its session, and fails when too many are missing', () => {
    const bars = without(without(walk(1_000), 600, 610), 100, 101)
    const report = validateBars(bars, MINUTES)
    expect(report.gaps).toMatchObject({ expected: 1_000, present: 989, missing: 11, runCount: 2 })
    expect(report.gaps!.runs).toEqual([
      { day: 19_723, from: NEW_YEAR + 100 * MINUTE, to: NEW_YEAR + 101 * MINUTE, missing: 1 },
      { day: 19_723, from: NEW_YEAR + 600 * MINUTE, to: NEW_YEAR + 610 * MINUTE, missing: 10 },
    ])
    expect(broken(bars)).toEqual({ GAPS: ['WARN', 2, 100] })
    expect(broken(without(walk(1_000), 100, 700))).toMatchObject({ GAPS: ['FAIL', 1, 100] })
  })

  it('asks for no bar over a holiday or a break, and names bars outside the sessions', () => {
    const open = NEW_YEAR + 60 * MINUTE
    const session = (day: number) => ({
      open: open + day * DAY_MICROS,
      close: open + day * DAY_MICROS + 100 * MINUTE,
      pause: { start: open + day * DAY_MICROS + 40 * MINUTE, end: open + day * DAY_MICROS + 50 * MINUTE },
    })
    // The second day is a holiday.
    const calendar: SessionCalendar = { sessions: () => [session(0), session(2)] }
    const within = (time: number): boolean =>
      [session(0), session(2)].some(
        (one) => time >= one.open && time < one.close && !(time >= one.pause.start && time < one.pause.end),
      )
    const all = walk(3 * 1_440)
    const rows = Array.from({ length: all.length }, (_, row) => row).filter((row) => within(all.time[row]!))
    expect(broken(pickBars(all, rows), { timeframe: '1m', calendar })).toEqual({})
    const outside = pickBars(all, [59, ...rows])
    expect(broken(outside, { timeframe: '1m', calendar })).toEqual({ SESSIONS: ['WARN', 1, 0] })
    const days = walk(3, { step: DAY_MICROS })
    expect(broken(days, { timeframe: '1d', calendar })).toEqual({ SESSIONS: ['WARN', 1, 1] })
    expect(broken(pickBars(days, [0, 2]), { timeframe: '1d', calendar })).toEqual({})
    expect(broken(pickBars(days, [0, 2]), { timeframe: '1d' })).toMatchObject({ GAPS: ['FAIL', 1, 0] })
  })

  it('finds a spike that comes back, prices that stand still, and a split that was not applied', () => {
    const bars = walk(1_000)
    const spike = withRow(bars, 500, { open: 150, high: 150, low: 150, close: 150 })
    expect(
      validateBars(spike, MINUTES).rules.find(({ rule }) => rule === 'OUTLIERS')!.findings[0]!.detail,
    ).toContain('and back')
    const flat = { open: 99, high: 99, low: 99, close: 99 }
    const still = barColumnsOf(Array.from({ length: 70 }, (_, row) => ({ ...barAt(bars, row), ...flat })))
    expect(broken(still)).toEqual({ STALE: ['WARN', 1, 0] })
    const days = walk(200, { step: DAY_MICROS })
    const split = barColumnsOf(
      Array.from({ length: 200 }, (_, row) => {
        const { time, volume, ...prices } = barAt(days, row)
        const by = row < 100 ? 1 : 2
        const { open, high, low, close } = prices
        return { time, volume, open: open / by, high: high / by, low: low / by, close: close / by }
      }),
    )
    expect(broken(split, { timeframe: '1d' })).toMatchObject({ SPLITS: ['WARN', 1, 100] })
  })

  it('gives each month its own verdict', () => {
    const bars = withRow(walk(45 * 1_440), 40 * 1_440, { volume: -1 })
    const { ranges } = validateBars(bars, MINUTES)
    expect(ranges.map(({ verdict, broken: rules }) => [verdict, rules])).toEqual([
      ['PASS', {}],
      ['FAIL', { PRICES: 1 }],
    ])
    expect(ranges[0]).toMatchObject({ from: NEW_YEAR, to: NEW_YEAR + 31 * DAY_MICROS })
  })
})
