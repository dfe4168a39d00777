/** Coverage on series whose holes are known because the test made them. */
import { describe, expect, it } from 'vitest'
import { exchangeCalendar } from '../calendar/calendars.ts'
import { barColumnsOf, type BarColumns } from '../columns/bar-columns.ts'
import { coverageOf } from './coverage.ts'

const micros = (iso: string): number => Date.parse(iso) * 1000
const at = (times: readonly number[]): BarColumns =>
  barColumnsOf(times.map((time) => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 1 })))

/** Openings of bars of `minutes` from an instant up to, without, another. */
function grid(from: string, to: string, minutes: number): number[] {
  const times: number[] = []
  for (let time = micros(from); time < micros(to); time += minutes * 60e6) times.push(time)
  return times
}

describe('coverage', () => {
  it('of daily bars counts sessions, year by year', () => {
    const calendar = exchangeCalendar('XNYS')
    const days = calendar
      .sessions(micros('2025-12-01T00:00:00Z'), micros('2026-02-01T00:00:00Z'))
      .map(({ date }) => date * 86_400e6)
    const bars = at(days.filter((_, index) => index !== 3 && index !== 30))
    expect(coverageOf(bars, { timeframe: '1d', calendar })).toEqual({
      expected: 42,
      present: 40,
      share: 40 / 42,
      unexpected: 0,
      years: [
        { year: 2025, expected: 22, present: 21 },
        { year: 2026, expected: 20, present: 19 },
      ],
    })
  })

  it('of minute bars expects none at night, on holidays and after an early close', () => {
    const calendar = exchangeCalendar('XNYS')
    const span = { from: micros('2026-11-25T00:00:00Z'), to: micros('2026-11-28T00:00:00Z') }
    const bars = at([
      ...grid('2026-11-25T14:30:00Z', '2026-11-25T21:00:00Z', 1),
      ...grid('2026-11-27T14:30:00Z', '2026-11-27T18:00:00Z', 1).slice(0, -10),
    ])
    const found = coverageOf(bars, { timeframe: '1m', calendar, ...span })
    expect(found).toMatchObject({ expected: 390 + 210, present: 590, unexpected: 0 })
  })

  it('expects no bar over lunch, and calls one there unexpected', () => {
    const calendar = exchangeCalendar('HKEX')
    const whole = at(grid('2026-11-23T01:30:00Z', '2026-11-23T08:00:00Z', 15))
    expect(coverageOf(whole, { timeframe: '15m', calendar })).toMatchObject({
      expected: 22,
      present: 22,
      unexpected: 4,
    })
  })

  it('takes hours that begin at :00 for a session that opens at :30', () => {
    const calendar = exchangeCalendar('XNYS')
    const hours = at(grid('2026-11-20T14:00:00Z', '2026-11-20T21:00:00Z', 60))
    expect(coverageOf(hours, { timeframe: '1h', calendar })).toMatchObject({
      expected: 7,
      present: 7,
      unexpected: 0,
    })
  })

  it('of nothing is whole where nothing is expected, and empty where something is', () => {
    const calendar = exchangeCalendar('XNYS')
    const weekend = { from: micros('2026-11-21T00:00:00Z'), to: micros('2026-11-23T00:00:00Z') }
    expect(coverageOf(at([]), { timeframe: '1d', calendar, ...weekend }).share).toBe(1)
    const week = { ...weekend, to: micros('2026-11-25T00:00:00Z') }
    expect(coverageOf(at([]), { timeframe: '1d', calendar, ...week })).toMatchObject({
      expected: 2,
      share: 0,
    })
  })

  it('is refused for weeks', () => {
    expect(() => coverageOf(at([]), { timeframe: '1w', calendar: exchangeCalendar('XNYS') })).toThrow(
      /up to 1d, not 1w/,
    )
  })
})
