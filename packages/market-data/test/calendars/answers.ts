/** Puts our calendars to the published answers beside the repository: whole lists of sessions, and days with their status. */
import { readFileSync } from 'node:fs'
import { sharedPath } from '@quarterdeck/testkit'
import { exchangeCalendar, type ExchangeCalendar } from '../../src/index.ts'

const DAY_MICROS = 86_400e6

export interface Answer {
  /** File below the folder of published data, and the case in it. */
  readonly file: string
  readonly name: string
  readonly compared: string
  /** Null: it agrees. */
  readonly difference: string | null
}

interface DatesSample {
  readonly dates?: readonly string[]
}

interface SessionsCase {
  readonly calendar: string
  readonly csv: string
  readonly first_session: string
  readonly last_session: string
  readonly test_answers: {
    readonly max_session_hours?: number
    readonly regular_holidays_sample?: DatesSample
    readonly adhoc_holidays_sample?: DatesSample
    readonly non_holidays_sample?: DatesSample
    readonly early_closes_sample?: DatesSample
    readonly non_early_closes_sample?: DatesSample
  }
}

interface DaysCase {
  readonly calendar: string
  readonly days: readonly { readonly date: string; readonly status: string }[]
}

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000
const isoOf = (at: number | undefined): string =>
  at === undefined ? '' : new Date(at / 1000).toISOString().replace('.000Z', 'Z')

function casesOf<T>(file: string): readonly T[] {
  return (
    JSON.parse(readFileSync(sharedPath('data', 'expected', 'calendars', file), 'utf8')) as { cases: T[] }
  ).cases
}

/** The four exchanges: every session of the published lists, and the samples of holidays and early closes. */
export function sessionAnswers(): readonly Answer[] {
  const file = 'exchange-calendars.json'
  return casesOf<SessionsCase>(file).map((one) => {
    const calendar = exchangeCalendar(one.calendar === '24-7' ? '24/7' : one.calendar)
    const theirs = readFileSync(sharedPath('data', one.csv), 'utf8').trim().split('\n').slice(1)
    const ours = sessionRows(calendar, dayOf(one.first_session), dayOf(one.last_session))
    const index = theirs.findIndex((row, at) => row !== ours[at])
    const faults = sampleFaults(calendar, one.test_answers)
    if (index >= 0) faults.unshift(`${theirs[index]} is ours ${ours[index]}`)
    if (ours.length !== theirs.length) faults.unshift(`${ours.length} sessions instead of ${theirs.length}`)
    const samples = Object.values(one.test_answers).reduce<number>(
      (sum, sample) => sum + (typeof sample === 'object' ? (sample.dates?.length ?? 0) : 0),
      0,
    )
    return {
      file,
      name: one.calendar,
      compared: `${theirs.length} sessions, ${samples} sampled dates`,
      difference: faults[0] ?? null,
    }
  })
}

function sessionRows(calendar: ExchangeCalendar, first: number, last: number): string[] {
  const rows: string[] = []
  for (let date = first; date <= last; date += 1) {
    const session = calendar.sessionOf(date)
    if (session === null) continue
    const { open, close, pause } = session
    rows.push([date * DAY_MICROS, open, close, pause?.start, pause?.end].map(isoOf).join(','))
  }
  return rows
}

function sampleFaults(calendar: ExchangeCalendar, answers: SessionsCase['test_answers']): string[] {
  const faults: string[] = []
  const expectEach = (
    sample: DatesSample | undefined,
    word: string,
    holds: (date: number) => boolean,
  ): void => {
    for (const date of sample?.dates ?? []) if (!holds(dayOf(date))) faults.push(`${date} is no ${word}`)
  }
  const isEarly = (date: number): boolean =>
    calendar.specialSessions(date, date).some(({ kind }) => kind === 'EARLY_CLOSE')
  const isClosed = (date: number): boolean => calendar.sessionOf(date) === null
  expectEach(answers.regular_holidays_sample, 'holiday', isClosed)
  expectEach(answers.adhoc_holidays_sample, 'one-off closing', isClosed)
  expectEach(answers.non_holidays_sample, 'session', (date) => !isClosed(date))
  expectEach(answers.early_closes_sample, 'early close', isEarly)
  expectEach(answers.non_early_closes_sample, 'regular close', (date) => !isClosed(date) && !isEarly(date))
  return faults
}

/** CME Globex: each day is open, closed, or closes early at a time of Chicago. */
export function dayAnswers(): readonly Answer[] {
  const file = 'cme-globex-day-status.json'
  const calendar = exchangeCalendar('CME-EQUITY')
  return casesOf<DaysCase>(file)
    .flatMap(({ days }) => days)
    .map(({ date, status }) => {
      const ours = statusOf(calendar, date)
      const difference = ours === status ? null : `"${ours}" instead of "${status}"`
      return { file, name: date, compared: '1 day', difference }
    })
}

/** `open`, `closed`, or the early close as HHMM; a regular day also has to open at 17:00 of the evening before. */
function statusOf(calendar: ExchangeCalendar, date: string): string {
  const session = calendar.sessionOf(dayOf(date))
  if (session === null) return 'closed'
  const clock = (at: number): string =>
    new Date(at / 1000).toLocaleTimeString('en-GB', {
      timeZone: calendar.zone,
      hour: '2-digit',
      minute: '2-digit',
    })
  const [opens, closes] = [clock(session.open), clock(session.close)]
  if (opens !== '17:00') return `opens ${opens}`
  return closes === '16:00' ? 'open' : closes.replace(':', '')
}

/** Another list of the full-day closings of New York, kept by hand for another program; ours starts in 1970. */
export function holidayListAnswer(): Answer {
  const file = 'nyse_all_full_day_holidays_since_1928.csv'
  const calendar = exchangeCalendar('XNYS')
  const text = readFileSync(sharedPath('data', 'calendars', 'pandas_market_calendars', file), 'utf8')
  const theirs = text
    .trim()
    .split('\n')
    .map((row) => Date.parse(`${row.trim()} UTC`) / 86_400_000)
    .filter((date) => date >= calendar.first && (date + 3) % 7 < 5)
  const ours: number[] = []
  for (let date = calendar.first; date <= Math.max(...theirs); date += 1) {
    if ((date + 3) % 7 < 5 && calendar.sessionOf(date) === null) ours.push(date)
  }
  const index = theirs.findIndex((date, at) => date !== ours[at])
  const same = index === -1 && ours.length === theirs.length
  const difference = same
    ? null
    : `${isoOf(theirs[index]! * DAY_MICROS)} is ours ${isoOf(ours[index]! * DAY_MICROS)}`
  return { file, name: 'XNYS', compared: `${theirs.length} closings`, difference }
}
