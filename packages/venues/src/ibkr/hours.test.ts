import { describe, expect, it } from 'vitest'
import { expectedOutage } from './maintenance.ts'
import { wallClock, wallInstant } from './zone.ts'

const at = (text: string): number => Date.parse(text)

describe('clocks on the wall', () => {
  it.each([
    ['winter in New York', '2026-01-15T16:30:00Z', 'America/New_York', { weekday: 4, minute: 690 }],
    ['summer in New York', '2026-07-15T16:30:00Z', 'America/New_York', { weekday: 3, minute: 750 }],
    ['the next day in Hong Kong', '2026-01-15T16:30:00Z', 'Asia/Hong_Kong', { weekday: 5, minute: 30 }],
  ])('show %s', (_what, instant, zone, shown) => {
    expect(wallClock(at(instant), zone)).toEqual(shown)
  })

  it.each([
    ['in winter', '20261218', '2026-12-18T21:00:00Z'],
    ['in summer', '20260619', '2026-06-19T20:00:00Z'],
  ])('close at four in New York %s', (_when, day, instant) => {
    expect(wallInstant(day, 960, 'America/New_York')).toBe(at(instant) * 1_000)
  })

  it('know no day that is none', () => {
    expect(wallInstant('someday', 0, 'America/New_York')).toBeNull()
  })
})

describe('the venue is expected to be away', () => {
  it.each([
    ['around midnight of its region', '2026-01-15T04:50:00Z', 'America/New_York'],
    ['until a quarter past one', '2026-01-15T06:10:00Z', 'America/New_York'],
    ['around midnight in Zug', '2026-01-14T23:00:00Z', 'Europe/Zurich'],
    ['in the night to Sunday, wherever the account is', '2026-01-18T05:30:00Z', 'Asia/Hong_Kong'],
  ] as const)('%s', (_when, instant, region) => {
    expect(expectedOutage(at(instant), region)).not.toBeNull()
  })

  it.each([
    ['in the session', '2026-01-15T16:00:00Z', 'America/New_York'],
    ['on a Saturday noon', '2026-01-17T17:00:00Z', 'America/New_York'],
    ["at another region's midnight", '2026-01-15T05:00:00Z', 'Asia/Hong_Kong'],
  ] as const)('not %s', (_when, instant, region) => {
    expect(expectedOutage(at(instant), region)).toBeNull()
  })
})
