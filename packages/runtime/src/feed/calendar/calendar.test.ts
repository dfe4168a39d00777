import { describe, expect, it } from 'vitest'
import { sessionAt } from './calendar.ts'
import { calendarNamed } from './calendars.ts'

const micros = (iso: string): number => Date.parse(iso) * 1000
const iso = (at: number | null): string | null => (at === null ? null : new Date(at / 1000).toISOString())

function answer(calendar: string, at: string) {
  const state = sessionAt(calendarNamed(calendar), micros(at))
  return { status: state.status, ends: iso(state.sessionEndsAt), next: iso(state.nextOpenAt) }
}

describe('calendar: sessions', () => {
  it.each([
    // A crypto market never closes; its sessions end at midnight UTC for DAY orders.
    ['24/7', '2026-11-21T13:00:00Z', 'OPEN', '2026-11-22T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
    ['24/7', '2026-11-22T00:00:00Z', 'OPEN', '2026-11-23T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    // New York opens at 09:30 sharp and is closed from 16:00 sharp.
    ['XNYS', '2026-11-20T14:29:59.999Z', 'CLOSED', null, '2026-11-20T14:30:00.000Z'],
    ['XNYS', '2026-11-20T14:30:00Z', 'OPEN', '2026-11-20T21:00:00.000Z', '2026-11-23T14:30:00.000Z'],
    ['XNYS', '2026-11-20T21:00:00Z', 'CLOSED', null, '2026-11-23T14:30:00.000Z'],
    ['XNYS', '2026-11-21T12:00:00Z', 'CLOSED', null, '2026-11-23T14:30:00.000Z'],
    // Thanksgiving, and the short Friday after it.
    ['XNYS', '2026-11-26T16:00:00Z', 'CLOSED', null, '2026-11-27T14:30:00.000Z'],
    ['XNYS', '2026-11-27T16:00:00Z', 'OPEN', '2026-11-27T18:00:00.000Z', '2026-11-30T14:30:00.000Z'],
    // Six days without trading in September 2001.
    ['XNYS', '2001-09-11T14:00:00Z', 'CLOSED', null, '2001-09-17T13:30:00.000Z'],
    // Daylight saving begins on Sunday 8 March 2026: Friday opens at 14:30 UTC, Monday at 13:30 UTC.
    ['XNYS', '2026-03-06T14:30:00Z', 'OPEN', '2026-03-06T21:00:00.000Z', '2026-03-09T13:30:00.000Z'],
    // It ends on Sunday 1 November 2026.
    ['XNYS', '2026-10-30T13:30:00Z', 'OPEN', '2026-10-30T20:00:00.000Z', '2026-11-02T14:30:00.000Z'],
    // CME: the trade date of Monday begins on Sunday at 17:00 Chicago; the daily break is 16:00 to 17:00.
    ['CME', '2026-11-22T22:59:59Z', 'CLOSED', null, '2026-11-22T23:00:00.000Z'],
    ['CME', '2026-11-22T23:00:00Z', 'OPEN', '2026-11-23T22:00:00.000Z', '2026-11-23T23:00:00.000Z'],
    ['CME', '2026-11-23T22:30:00Z', 'CLOSED', null, '2026-11-23T23:00:00.000Z'],
    // The Sunday on which Chicago springs forward: 17:00 is 22:00 UTC.
    ['CME', '2026-03-08T22:00:00Z', 'OPEN', '2026-03-09T21:00:00.000Z', '2026-03-09T22:00:00.000Z'],
    // Christmas has no trade date: after Thursday's short session the next begins on Sunday evening.
    ['CME', '2026-12-24T19:00:00Z', 'CLOSED', null, '2026-12-27T23:00:00.000Z'],
    // Currencies: from Sunday 17:00 to Friday 17:00 New York, rolling daily without a break.
    ['FX', '2026-11-21T12:00:00Z', 'CLOSED', null, '2026-11-22T22:00:00.000Z'],
    ['FX', '2026-11-22T22:00:00Z', 'OPEN', '2026-11-23T22:00:00.000Z', '2026-11-23T22:00:00.000Z'],
    ['FX', '2026-11-20T22:00:00Z', 'CLOSED', null, '2026-11-22T22:00:00.000Z'],
    // The FX week during which New York falls back opens at 22:00 UTC, the one before at 21:00.
    ['FX', '2026-11-01T12:00:00Z', 'CLOSED', null, '2026-11-01T22:00:00.000Z'],
    ['FX', '2026-10-25T12:00:00Z', 'CLOSED', null, '2026-10-25T21:00:00.000Z'],
  ])('%s at %s is %s until %s', (calendar, at, status, ends, next) => {
    expect(answer(calendar, at)).toEqual({ status, ends, next })
  })

  it('an answer does not depend on what was asked before', () => {
    const calendar = calendarNamed('XNYS')
    const instants = [
      '2026-11-20T15:00:00Z',
      '2026-11-21T15:00:00Z',
      '2024-07-03T18:00:00Z',
      '2026-11-20T15:00:00Z',
    ]
    const forwards = instants.map((at) => sessionAt(calendar, micros(at)).sessionEndsAt)
    const backwards = instants.toReversed().map((at) => sessionAt(calendar, micros(at)).sessionEndsAt)
    expect(backwards.toReversed()).toEqual(forwards)
  })

  it('sessions that touch are one unbroken opening', () => {
    const state = sessionAt(calendarNamed('FX'), micros('2026-11-19T12:00:00Z'))
    expect(iso(state.openSince)).toBe('2026-11-15T22:00:00.000Z')
  })

  it('an unknown calendar is refused with the names that are known', () => {
    expect(() => calendarNamed('XMOON')).toThrow(/calendar "XMOON" is not known; allowed: 24\/7, FX, XNYS, /)
  })

  it('an exchange that closes over lunch is refused', () => {
    expect(() => calendarNamed('XHKG')).toThrow('calendar "XHKG" has sessions with a break')
  })

  it('an instant beyond the horizon of the data is refused, not guessed', () => {
    expect(() => sessionAt(calendarNamed('XNYS'), micros('2036-03-03T15:00:00Z'))).toThrow(
      /known from .* to 2035/,
    )
  })
})
