/** Which bars make one: spans of time by length, by session, or by days, weeks and months of a zone. */
import { MarketDataError } from '../market-data-error.ts'
import { DAY_MICROS, timeframeMicros, timeframeParts, type Timeframe } from '../series/timeframe.ts'
import { zoneNamed, type Zone } from '../time/zone.ts'
import { sessionDay, type Session, type SessionCalendar } from '../validation/session-calendar.ts'

/** A span of time whose bars make one; instants in microseconds UTC, ends not included. */
export interface Bucket {
  readonly start: number
  readonly end: number
  /** What the bar is named by: its start, or for days and longer midnight UTC of its first date. */
  readonly label: number
  /** The same for its end. */
  readonly labelEnd: number
}

/** Gives the bucket of an instant; undefined for one outside all. Asked with rising times. */
export type BucketRule = (time: number) => Bucket | undefined

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const
export type Weekday = (typeof WEEKDAYS)[number]

export interface BucketOptions {
  /** Sessions whose bars count; bars outside are left out. Buckets start at a session's open and end with it. */
  readonly calendar?: SessionCalendar
  /** Without a calendar: the zone whose days, weeks and months count, and whose midnight hours count from. UTC by default. */
  readonly zone?: string
  /** The day on which a week starts, MON by default. */
  readonly weekStart?: Weekday
}

/** The rule for bars of timeframe `to`. `span` is the time that will be asked about. */
export function bucketRule(
  to: Timeframe,
  span: { readonly from: number; readonly to: number },
  options: BucketOptions,
): BucketRule {
  const parts = timeframeParts(to)
  if (parts === undefined) {
    throw new MarketDataError('BAD_OPTION', `"${to}" is no length of a bar`, { field: 'to' })
  }
  const weekStart = WEEKDAYS.indexOf(options.weekStart ?? 'MON')
  const days = daySpan(parts.count, parts.unit, weekStart)
  const micros = timeframeMicros(to)
  if (options.calendar !== undefined) {
    const sessions = options.calendar.sessions(span.from, span.to)
    const isWithinDay = micros !== undefined && micros < DAY_MICROS
    return isWithinDay ? withinSessions(sessions, micros) : ofSessions(sessions, days)
  }
  const zone = zoneNamed(options.zone ?? 'UTC')
  if (micros !== undefined && micros < DAY_MICROS) return withinDays(zone, micros)
  return ofDays(zone, days)
}

/** Bounds, in days since 1970, of the bucket that holds a day. */
type DaySpan = (day: number) => readonly [from: number, to: number]

function daySpan(count: number, unit: string, weekStart: number): DaySpan {
  if (unit === 'mo') {
    return (day) => {
      const date = new Date(day * 86_400_000)
      const months = date.getUTCFullYear() * 12 + date.getUTCMonth()
      const first = months - (months % count)
      return [firstOfMonth(first), firstOfMonth(first + count)]
    }
  }
  const length = unit === 'w' ? count * 7 : count
  // 1970-01-01 was a Thursday: the week that holds it starts up to six days earlier.
  const shift = unit === 'w' ? (((weekStart - 4) % 7) + 7) % 7 : 0
  return (day) => {
    const from = Math.floor((day - shift) / length) * length + shift
    return [from, from + length]
  }
}

/** Days since 1970 of the first of a month, counted from year 0. */
function firstOfMonth(months: number): number {
  return Date.UTC(Math.floor(months / 12), months % 12) / 86_400_000
}

/** Up to an hour long they follow the clock's hands; longer ones start at local midnight, in summer and in winter. */
function withinDays(zone: Zone, length: number): BucketRule {
  if (zone.name === 'UTC') {
    return (time) => {
      const start = Math.floor(time / length) * length
      return { start, end: start + length, label: start, labelEnd: start + length }
    }
  }
  return (time) => {
    const offset = zone.offsetAt(time)
    const local = time + offset
    if (length <= 3_600e6) {
      const start = Math.floor(local / length) * length - offset
      return { start, end: start + length, label: start, labelEnd: start + length }
    }
    const midnight = Math.floor(local / DAY_MICROS) * DAY_MICROS
    const localStart = midnight + Math.floor((local - midnight) / length) * length
    const start = firstInstant(zone, localStart)
    const end = firstInstant(zone, Math.min(localStart + length, midnight + DAY_MICROS))
    return { start, end, label: start, labelEnd: end }
  }
}

/** The instant of a local time: the earlier of two, and the end of the skipped hour for one that is skipped. */
function firstInstant(zone: Zone, local: number): number {
  return zone.instants(local)[0] ?? local - zone.offsetAt(local - DAY_MICROS)
}

function ofDays(zone: Zone, days: DaySpan): BucketRule {
  const startOf = (day: number): number => firstInstant(zone, day * DAY_MICROS)
  return (time) => {
    const [from, to] = days(Math.floor((time + zone.offsetAt(time)) / DAY_MICROS))
    return { start: startOf(from), end: startOf(to), label: from * DAY_MICROS, labelEnd: to * DAY_MICROS }
  }
}

function sessionCursor(sessions: readonly Session[]): (time: number) => Session | undefined {
  let at = 0
  return (time) => {
    while (at < sessions.length && sessions[at]!.close <= time) at += 1
    const session = sessions[at]
    return session !== undefined && session.open <= time ? session : undefined
  }
}

function withinSessions(sessions: readonly Session[], length: number): BucketRule {
  const sessionAt = sessionCursor(sessions)
  return (time) => {
    const session = sessionAt(time)
    if (session === undefined) return undefined
    const start = session.open + Math.floor((time - session.open) / length) * length
    const end = Math.min(start + length, session.close)
    return { start, end, label: start, labelEnd: end }
  }
}

/** One bucket a session or a group of them; the gap between two sessions of one week belongs to none. */
function ofSessions(sessions: readonly Session[], days: DaySpan): BucketRule {
  const sessionAt = sessionCursor(sessions)
  return (time) => {
    const session = sessionAt(time)
    if (session === undefined) return undefined
    const [from, to] = days(sessionDay(session))
    return { start: session.open, end: session.close, label: from * DAY_MICROS, labelEnd: to * DAY_MICROS }
  }
}
