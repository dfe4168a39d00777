/**
 * When an exchange trades: its sessions with holidays, early closes and breaks, in microseconds UTC.
 *
 * A calendar answers within its horizon only. Outside of it every question is refused: a session that nobody announced
 * is not invented.
 */
import { MarketDataError } from '../market-data-error.ts'
import type { Session, SessionCalendar } from '../validation/session-calendar.ts'
import type { CalendarCorrection, CalendarRules, CalendarSource } from './calendar-rules.ts'
import { dateOf, type CivilDay } from './civil-day.ts'
import { zoneClock } from './zone-clock.ts'

const MINUTE_MICROS = 60e6

export interface ExchangeSession extends Session {
  /** The trade date, which the evening before may already belong to. */
  readonly date: CivilDay
  /** The break within the session (lunch), closed from `start` up to `end`; null: none. */
  readonly pause: { readonly start: number; readonly end: number } | null
}

/** A weekday that usually has a session and had none. */
export interface Holiday {
  readonly date: CivilDay
  /** Null for one-off closings that the source does not name. */
  readonly name: string | null
}

/** A session whose hours are not those usual on its weekday. */
export interface SpecialSession {
  readonly session: ExchangeSession
  readonly kind: 'EARLY_CLOSE' | 'LATE_OPEN' | 'OTHER_HOURS' | 'EXTRA_SESSION'
}

export interface ExchangeCalendar extends SessionCalendar {
  readonly name: string
  readonly title: string
  readonly zone: string
  readonly source: CalendarSource
  readonly corrections: readonly CalendarCorrection[]
  readonly hasBreaks: boolean
  readonly first: CivilDay
  readonly last: CivilDay
  /** The session of a trade date; null: none. */
  sessionOf(date: CivilDay): ExchangeSession | null
  /** Sessions that overlap the span from `from` up to, without, `to`. */
  sessions(from: number, to: number): readonly ExchangeSession[]
  /** The same without their breaks: a session with lunch is two spans. */
  openSpans(from: number, to: number): readonly Session[]
  /** The session that runs at an instant, its break included; null: closed. */
  sessionAt(at: number): ExchangeSession | null
  /** Whether it trades at an instant: within a session, outside of its break. */
  isOpen(at: number): boolean
  /** The first session that opens after an instant. */
  nextSession(at: number): ExchangeSession
  /** The last session that was over at an instant. */
  previousSession(at: number): ExchangeSession
  /** Minutes of trading within a span, breaks left out. */
  openMinutes(from: number, to: number): number
  /** Days from `from` to `to`, both included, that are closed though their weekday usually trades. */
  holidays(from: CivilDay, to: CivilDay): readonly Holiday[]
  /** Early closes and other unusual hours from `from` to `to`, both included. */
  specialSessions(from: CivilDay, to: CivilDay): readonly SpecialSession[]
}

export function createExchangeCalendar(rules: CalendarRules): ExchangeCalendar {
  const sessionOf = sessionsByDate(rules)
  const walk = (
    from: CivilDay,
    step: 1 | -1,
    fits: (session: ExchangeSession) => boolean,
  ): ExchangeSession => {
    for (let date = from; ; date += step) {
      const session = sessionOf(date)
      if (session !== null && fits(session)) return session
    }
  }
  const clock = zoneClock(rules.zone)
  const dayAt = (at: number): CivilDay => {
    const day = clock.dayAt(at)
    checkHorizon(rules, day)
    return day
  }
  const sessions = (from: number, to: number): ExchangeSession[] => {
    const found: ExchangeSession[] = []
    if (to <= from) return found
    // An evening belongs to the next trade date: the day after the span may have begun within it.
    for (let date = dayAt(from); date <= Math.min(dayAt(to - 1) + 1, rules.last); date += 1) {
      const session = sessionOf(date)
      if (session !== null && session.open < to && session.close > from) found.push(session)
    }
    return found
  }
  const sessionAt = (at: number): ExchangeSession | null => sessions(at, at + 1)[0] ?? null
  const openSpans = (from: number, to: number): Session[] =>
    sessions(from, to)
      .flatMap(spansOf)
      .filter(({ open, close }) => open < to && close > from)
  return {
    name: rules.name,
    title: rules.title,
    zone: rules.zone,
    source: rules.source,
    corrections: rules.corrections,
    hasBreaks: rules.hasBreaks,
    first: rules.first,
    last: rules.last,
    sessionOf,
    sessions,
    openSpans,
    sessionAt,
    isOpen: (at) => openSpans(at, at + 1).length > 0,
    nextSession: (at) => walk(dayAt(at), 1, ({ open }) => open > at),
    previousSession: (at) => walk(Math.min(dayAt(at) + 1, rules.last), -1, ({ close }) => close <= at),
    openMinutes: (from, to) =>
      openSpans(from, to).reduce(
        (sum, { open, close }) => sum + Math.min(close, to) - Math.max(open, from),
        0,
      ) / MINUTE_MICROS,
    holidays: (from, to) =>
      daysOf(from, to)
        .filter((date) => sessionOf(date) === null && rules.usualHoursOf(date) !== null)
        .map((date) => ({ date, name: rules.holidayName(date) })),
    specialSessions: (from, to) => daysOf(from, to).flatMap((date) => specialOf(rules, sessionOf(date))),
  }
}

function checkHorizon(rules: CalendarRules, date: CivilDay): void {
  if (date >= rules.first && date <= rules.last) return
  const horizon = `${dateOf(rules.first)} to ${dateOf(rules.last)}`
  // Beyond what a Date can hold there is no date to name.
  const asked = Math.abs(date) < 1e8 ? dateOf(date) : String(date)
  throw new MarketDataError('NOT_FOUND', `calendar ${rules.name} is known from ${horizon}, not on ${asked}`, {
    field: 'date',
  })
}

/** The rules' hours as instants, refusing dates outside of the horizon. */
function sessionsByDate(rules: CalendarRules): (date: CivilDay) => ExchangeSession | null {
  const clock = zoneClock(rules.zone)
  return (date) => {
    checkHorizon(rules, date)
    const hours = rules.hoursOf(date)
    if (hours === null) return null
    const { pause } = hours
    return {
      date,
      open: clock.instantOf(date, hours.open),
      close: clock.instantOf(date, hours.close),
      pause:
        pause === null
          ? null
          : { start: clock.instantOf(date, pause.start), end: clock.instantOf(date, pause.end) },
    }
  }
}

function spansOf({ open, close, pause }: ExchangeSession): Session[] {
  if (pause === null) return [{ open, close }]
  return [
    { open, close: pause.start },
    { open: pause.end, close },
  ]
}

function daysOf(from: CivilDay, to: CivilDay): CivilDay[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

function specialOf(rules: CalendarRules, session: ExchangeSession | null): SpecialSession[] {
  if (session === null) return []
  const usual = rules.usualHoursOf(session.date)
  if (usual === null) return [{ session, kind: 'EXTRA_SESSION' }]
  const hours = rules.hoursOf(session.date)
  if (hours === null) throw new Error('Invariant: a session has hours')
  if (hours.close < usual.close) return [{ session, kind: 'EARLY_CLOSE' }]
  if (hours.open > usual.open) return [{ session, kind: 'LATE_OPEN' }]
  const same = hours.open === usual.open && hours.close === usual.close && samePause(hours.pause, usual.pause)
  return same ? [] : [{ session, kind: 'OTHER_HOURS' }]
}

type Pause = ExchangeSession['pause']

function samePause(a: Pause, b: Pause): boolean {
  return a === b || (a !== null && b !== null && a.start === b.start && a.end === b.end)
}
