/** The sessions of calendars: what holds at an instant, the horizon, and the reader against the digest of each file. */
import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MarketDataError } from '../market-data-error.ts'
import { readCalendarFile } from './calendar-file.ts'
import { CALENDAR_NAMES, exchangeCalendar, FILED_CALENDARS } from './calendars.ts'
import { civilDayOf, dateOf, weekdayOf } from './civil-day.ts'
import { createExchangeCalendar, type ExchangeSession } from './exchange-calendar.ts'

const micros = (iso: string): number => Date.parse(iso) * 1000
const iso = (at: number): string => new Date(at / 1000).toISOString().replace('.000Z', 'Z')
const hours = (session: ExchangeSession | null): string =>
  session === null ? 'closed' : `${iso(session.open)} ${iso(session.close)}`

describe('calendar: files', () => {
  it.each(FILED_CALENDARS)('%s holds exactly the sessions that its source gave, break by break', (name) => {
    const { rules, digest } = readCalendarFile(name)
    const calendar = createExchangeCalendar(rules)
    const lines: string[] = []
    for (let date = calendar.first; date <= calendar.last; date += 1) {
      const session = calendar.sessionOf(date)
      if (session === null) continue
      const { open, close, pause } = session
      const seconds = [open, close, pause?.start, pause?.end].map((at) =>
        at === undefined ? '-' : String(at / 1e6),
      )
      lines.push([dateOf(date), ...seconds].join(' '))
    }
    expect(lines).toHaveLength(digest.sessions)
    expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(digest.sha256)
  })

  it.each(FILED_CALENDARS)('%s names its source with version and licence', (name) => {
    const { source } = exchangeCalendar(name)
    expect(source.package).toMatch(/^(exchange_calendars|pandas_market_calendars)$/)
    expect(source.version).toMatch(/^\d+\.\d+/)
    expect(source.license).toMatch(/^(Apache-2\.0|MIT)$/)
  })
})

describe('calendar: sessions', () => {
  it.each([
    // Thanksgiving, and the short Friday after it.
    ['XNYS', '2026-11-26', 'closed'],
    ['XNYS', '2026-11-27', '2026-11-27T14:30:00Z 2026-11-27T18:00:00Z'],
    // Daylight saving begins on Sunday 8 March 2026 in New York, three weeks later in London.
    ['NASDAQ', '2026-03-06', '2026-03-06T14:30:00Z 2026-03-06T21:00:00Z'],
    ['NASDAQ', '2026-03-09', '2026-03-09T13:30:00Z 2026-03-09T20:00:00Z'],
    ['XLON', '2026-03-27', '2026-03-27T08:00:00Z 2026-03-27T16:30:00Z'],
    ['XLON', '2026-03-30', '2026-03-30T07:00:00Z 2026-03-30T15:30:00Z'],
    ['XLON', '2022-09-19', 'closed'],
    // CME: Monday begins on Sunday at 17:00 Chicago, also on the Sunday on which the clocks go forward.
    ['CME', '2026-03-09', '2026-03-08T22:00:00Z 2026-03-09T21:00:00Z'],
    ['CME', '2026-11-23', '2026-11-22T23:00:00Z 2026-11-23T22:00:00Z'],
    ['COMEX', '2026-12-25', 'closed'],
    // Shares and futures on them mourned; the jobs report opens CME on Good Friday, other Good Fridays stay closed.
    ['CME', '2025-01-09', '2025-01-08T23:00:00Z 2025-01-09T14:30:00Z'],
    ['CME', '2026-04-03', '2026-04-02T22:00:00Z 2026-04-03T13:15:00Z'],
    ['CME', '2025-04-18', 'closed'],
    ['CBOE-INDEX-OPTIONS', '2026-12-24', '2026-12-24T14:30:00Z 2026-12-24T18:15:00Z'],
    ['XCBO', '2026-12-24', '2026-12-24T14:30:00Z 2026-12-24T18:00:00Z'],
    // Tokyo trades until 15:30 since November 2024.
    ['JPX', '2024-11-01', '2024-11-01T00:00:00Z 2024-11-01T06:00:00Z'],
    ['JPX', '2024-11-05', '2024-11-05T00:00:00Z 2024-11-05T06:30:00Z'],
    // The southern summer: Sydney is eleven hours ahead in January, ten in July.
    ['ASX', '2026-01-05', '2026-01-04T23:00:00Z 2026-01-05T05:00:00Z'],
    ['ASX', '2026-07-06', '2026-07-06T00:00:00Z 2026-07-06T06:00:00Z'],
    ['24/7', '2026-12-25', '2026-12-25T00:00:00Z 2026-12-26T00:00:00Z'],
    ['FX', '2026-11-02', '2026-11-01T22:00:00Z 2026-11-02T22:00:00Z'],
    ['FX', '2026-11-07', 'closed'],
  ])('%s on %s: %s', (name, date, expected) => {
    expect(hours(exchangeCalendar(name).sessionOf(civilDayOf(date)))).toBe(expected)
  })

  it('Hong Kong is closed over lunch within its session', () => {
    const calendar = exchangeCalendar('HKEX')
    const lunch = micros('2026-11-23T04:30:00Z')
    expect(calendar.isOpen(lunch)).toBe(false)
    expect(calendar.sessionAt(lunch)?.date).toBe(civilDayOf('2026-11-23'))
    expect(calendar.isOpen(micros('2026-11-23T03:59:59Z'))).toBe(true)
    expect(calendar.isOpen(micros('2026-11-23T05:00:00Z'))).toBe(true)
    expect(calendar.openMinutes(micros('2026-11-23T00:00:00Z'), micros('2026-11-24T00:00:00Z'))).toBe(330)
  })

  it('says which exchanges interrupt their sessions', () => {
    expect(CALENDAR_NAMES.filter((name) => exchangeCalendar(name).hasBreaks)).toEqual(['XHKG', 'XTKS'])
  })

  it('a session is open at its first instant and closed at its last', () => {
    const calendar = exchangeCalendar('XNYS')
    expect(calendar.isOpen(micros('2026-11-20T14:30:00Z'))).toBe(true)
    expect(calendar.isOpen(micros('2026-11-20T14:30:00Z') - 1)).toBe(false)
    expect(calendar.isOpen(micros('2026-11-20T21:00:00Z'))).toBe(false)
    expect(calendar.isOpen(micros('2026-11-20T21:00:00Z') - 1)).toBe(true)
  })

  it('finds the session before and after a closure of six days', () => {
    const calendar = exchangeCalendar('XNYS')
    const closed = micros('2001-09-13T15:00:00Z')
    expect(hours(calendar.previousSession(closed))).toBe('2001-09-10T13:30:00Z 2001-09-10T20:00:00Z')
    expect(hours(calendar.nextSession(closed))).toBe('2001-09-17T13:30:00Z 2001-09-17T20:00:00Z')
  })

  it('lists holidays with their names, one-off closings without', () => {
    const holidays = exchangeCalendar('XNYS').holidays(civilDayOf('2025-01-01'), civilDayOf('2025-02-28'))
    expect(holidays.map(({ date, name }) => `${dateOf(date)} ${name}`)).toEqual([
      "2025-01-01 New Year's Day",
      '2025-01-09 null',
      '2025-01-20 Dr. Martin Luther King Jr. Day',
      "2025-02-17 President's Day",
    ])
  })

  it('lists early closes', () => {
    const special = exchangeCalendar('XNYS').specialSessions(
      civilDayOf('2026-01-01'),
      civilDayOf('2026-12-31'),
    )
    expect(special.map(({ session, kind }) => `${dateOf(session.date)} ${kind}`)).toEqual([
      '2026-11-27 EARLY_CLOSE',
      '2026-12-24 EARLY_CLOSE',
    ])
  })
})

describe('calendar: names and horizon', () => {
  it('refuses an unknown name with those that are known', () => {
    expect(() => exchangeCalendar('XMOON')).toThrow(/"XMOON" is not known; allowed: 24\/7, FX, XNYS, XLON/)
  })

  it.each([
    ['XNYS', '1969-12-31T15:00:00Z'],
    ['XNYS', '2036-01-02T15:00:00Z'],
    ['CME', '1999-12-31T15:00:00Z'],
    ['XTKS', '1996-12-31T03:00:00Z'],
  ])('%s refuses to answer for %s', (name, at) => {
    const calendar = exchangeCalendar(name)
    const day = 86_400e6
    expect(() => calendar.isOpen(micros(at))).toThrow(MarketDataError)
    expect(() => calendar.sessions(micros(at), micros(at) + day)).toThrow(/is known from \d{4}-01-01 to 2035/)
    expect(() => calendar.previousSession(micros(at))).toThrow(MarketDataError)
  })

  it('refuses a span that begins within the horizon and ends beyond it', () => {
    const calendar = exchangeCalendar('XNYS')
    expect(() => calendar.sessions(micros('2035-12-01T00:00:00Z'), micros('2036-02-01T00:00:00Z'))).toThrow(
      /not on 2036/,
    )
    expect(() => calendar.nextSession(micros('2035-12-31T23:00:00Z'))).toThrow(MarketDataError)
  })

  it('refuses dates that no month has', () => {
    for (const date of ['2026-02-30', '2026-2-3', 'today'])
      expect(() => civilDayOf(date)).toThrow(/YYYY-MM-DD/)
  })
})

describe('calendar: every answer agrees with the list of sessions', () => {
  const instants = fc.integer({
    min: micros('2003-01-01T00:00:00Z') / 1e6,
    max: micros('2034-12-01T00:00:00Z') / 1e6,
  })

  it.each(CALENDAR_NAMES.filter((name) => name !== 'CME-CRYPTO'))('%s', (name) => {
    const calendar = exchangeCalendar(name)
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 20 * 86_400 }), (second, length) => {
        const [from, to] = [second * 1e6, (second + length) * 1e6]
        const all: ExchangeSession[] = []
        for (let date = Math.floor(from / 86_400e6) - 15; date <= to / 86_400e6 + 15; date += 1) {
          const session = calendar.sessionOf(date)
          if (session !== null) all.push(session)
        }
        expect(calendar.sessions(from, to)).toEqual(
          all.filter(({ open, close }) => open < to && close > from),
        )
        expect(calendar.sessionAt(from)).toEqual(
          all.find(({ open, close }) => open <= from && from < close) ?? null,
        )
        expect(calendar.nextSession(from)).toEqual(all.find(({ open }) => open > from))
        expect(calendar.previousSession(from)).toEqual(all.findLast(({ close }) => close <= from))
        for (const { date, open, close } of all) {
          expect(open).toBeLessThan(close)
          if (name !== '24/7') expect(weekdayOf(date)).toBeLessThan(5)
        }
      }),
      { numRuns: 60 },
    )
  })
})
