/** Our calendars against independent answers that were checked against the exchanges' own notices. */
import { readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { calendarNamed } from './calendars.ts'
import { civilDay, parseCivilDay, weekdayOf } from './civil-day.ts'
import { instantOf } from './zone.ts'

interface CmeDay {
  readonly date: string
  readonly status: string
}

interface CmeAnswers {
  readonly cases: readonly { readonly days: readonly CmeDay[] }[]
}

interface XnysAnswers {
  readonly cases: readonly {
    readonly calendar: string
    readonly test_answers: {
      readonly regular_holidays_sample: { readonly dates: readonly string[] }
      readonly adhoc_holidays_sample: { readonly dates: readonly string[] }
    }
  }[]
}

// The answers lie beside the repository; a clone without them has the cases of calendar.test.ts.
describe.runIf(sharedIsPresent)('calendar: answers of others', { timeout: 30_000 }, () => {
  it('XNYS has exactly the sessions, opens and closes of exchange_calendars from 2000 to 2023', () => {
    const calendar = calendarNamed('XNYS')
    const rows = readFileSync(sharedPath('data', 'calendars', 'exchange_calendars', 'xnys.csv'), 'utf8')
    const theirs = rows
      .trim()
      .split('\n')
      .slice(1)
      .filter((row) => row >= '2000')
      .map((row) => row.split(',').slice(0, 3).join(' ').replaceAll('00Z', '00.000Z'))
    const ours: string[] = []
    for (let day = civilDay(2000, 1, 1); day <= civilDay(2023, 1, 13); day += 1) {
      const session = calendar.sessionOf(day)
      if (session === null) continue
      const instants = [day * 86_400_000, session.opensAt / 1000, session.closesAt / 1000]
      ours.push(instants.map((at) => new Date(at).toISOString()).join(' '))
    }
    expect(theirs.length).toBeGreaterThan(5700)
    expect(ours).toEqual(theirs)
  })

  it('XNYS has the holidays after 2023 that exchange_calendars names', () => {
    const text = readFileSync(sharedPath('data', 'expected', 'calendars', 'exchange-calendars.json'), 'utf8')
    const answers: XnysAnswers = JSON.parse(text)
    const xnys = answers.cases.find((one) => one.calendar === 'XNYS')?.test_answers
    const dates = [
      ...(xnys?.regular_holidays_sample.dates ?? []),
      ...(xnys?.adhoc_holidays_sample.dates ?? []),
    ]
    const after2000 = dates.filter((date) => date >= '2000')
    expect(after2000.length).toBeGreaterThan(20)
    expect(after2000.filter((date) => calendarNamed('XNYS').sessionOf(parseCivilDay(date)) !== null)).toEqual(
      [],
    )
  })

  it('CME opens, closes early or stays closed on 404 trade dates as pandas_market_calendars says', () => {
    const calendar = calendarNamed('CME')
    const text = readFileSync(
      sharedPath('data', 'expected', 'calendars', 'cme-globex-day-status.json'),
      'utf8',
    )
    const answers: CmeAnswers = JSON.parse(text)
    const days = answers.cases.flatMap((one) => one.days)
    const statusOf = (date: string): string => {
      const day = parseCivilDay(date)
      const session = calendar.sessionOf(day)
      if (session === null) return 'closed'
      const minutes = (session.closesAt - instantOf('America/Chicago', day, 0)) / 60_000_000
      if (minutes === 16 * 60) return 'open'
      return String(Math.floor(minutes / 60) * 100 + (minutes % 60)).padStart(4, '0')
    }
    expect(days).toHaveLength(404)
    expect(days.map((day) => ({ date: day.date, status: statusOf(day.date) }))).toEqual(days)
  })
})

describe('calendar: the years ahead', () => {
  it('every year from 2000 to 2035 has 248 to 253 sessions in New York', () => {
    for (let year = 2000; year <= 2035; year += 1) {
      const days = Array.from({ length: 365 }, (_, index) => civilDay(year, 1, 1) + index)
      const traded = days.filter((day) => calendarNamed('XNYS').sessionOf(day) !== null)
      const sessions = traded.length
      expect(traded.filter((day) => weekdayOf(day) > 5)).toEqual([])
      expect({ year, sessions: sessions >= 248 && sessions <= 253 }).toEqual({ year, sessions: true })
    }
  })
})
