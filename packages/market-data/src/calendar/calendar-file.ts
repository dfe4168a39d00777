/** Reads one file of ./data into rules; tools/write-calendars.py describes the form. The file is ours, but it is still checked. */
import { readFileSync } from 'node:fs'
import type { CalendarRules, CalendarSource, SessionHours } from './calendar-rules.ts'
import { civilDayOf, weekdayOf, type CivilDay } from './civil-day.ts'

/** [open, close, break start, break end], minutes since local midnight. */
type HoursRow = readonly [open: number, close: number, breakStart: number | null, breakEnd: number | null]

interface CalendarFile {
  readonly name: string
  readonly title: string
  readonly zone: string
  readonly source: CalendarSource
  /** Dates on which the exchange announced something else than the source answers, and where it did. */
  readonly corrections: readonly (readonly [date: string, why: string])[]
  readonly first: string
  readonly last: string
  readonly sessions: number
  /** SHA-256 of one line a session: its date and its instants in seconds, `-` where there is no break. */
  readonly sessionsSha256: string
  readonly hours: readonly HoursRow[]
  /** From a date on, the row of `hours` of each weekday, Monday first; -1: no session. */
  readonly weeks: readonly (readonly [since: string, hours: readonly number[]])[]
  readonly closed: readonly (readonly [date: string, name?: string])[]
  readonly special: readonly (readonly [date: string, hours: number])[]
}

/** What a file says of its own sessions, to hold the reader to it. */
export interface SessionsDigest {
  readonly sessions: number
  readonly sha256: string
}

export interface CalendarFromFile {
  readonly rules: CalendarRules
  readonly digest: SessionsDigest
}

/** Reads `data/<name>.json`. Throws where the file refers to hours that it does not hold. */
export function readCalendarFile(name: string): CalendarFromFile {
  const url = new URL(`./data/${name.toLowerCase()}.json`, import.meta.url)
  const file = JSON.parse(readFileSync(url, 'utf8')) as CalendarFile
  return { rules: rulesOf(file), digest: { sessions: file.sessions, sha256: file.sessionsSha256 } }
}

function rulesOf(file: CalendarFile): CalendarRules {
  const hours = file.hours.map(sessionHours)
  const at = (index: number): SessionHours | null => {
    const found = index === -1 ? null : hours[index]
    if (found === undefined) throw new Error(`Invariant: calendar file ${file.name} holds hours ${index}`)
    return found
  }
  const weeks = file.weeks.map(([since, row]) => ({ since: civilDayOf(since), hours: row.map(at) }))
  const closed = new Map(file.closed.map(([date, holiday]) => [civilDayOf(date), holiday ?? null]))
  const special = new Map(file.special.map(([date, index]) => [civilDayOf(date), at(index)]))
  const usualHoursOf = (date: CivilDay): SessionHours | null => {
    const week = weeks.findLast(({ since }) => since <= date)
    if (week === undefined) throw new Error(`Invariant: calendar file ${file.name} starts with a week`)
    return week.hours[weekdayOf(date)] ?? null
  }
  return {
    name: file.name,
    title: file.title,
    zone: file.zone,
    source: file.source,
    corrections: file.corrections.map(([date, why]) => ({ date: civilDayOf(date), why })),
    hasBreaks: hours.some(({ pause }) => pause !== null),
    first: civilDayOf(file.first),
    last: civilDayOf(file.last),
    hoursOf: (date) => (closed.has(date) ? null : (special.get(date) ?? usualHoursOf(date))),
    usualHoursOf,
    holidayName: (date) => closed.get(date) ?? null,
  }
}

function sessionHours([open, close, start, end]: HoursRow): SessionHours {
  return { open, close, pause: start === null || end === null ? null : { start, end } }
}
