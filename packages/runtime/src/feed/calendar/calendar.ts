/**
 * What a trading calendar is and how it answers: which session covers an instant, when it ends, when the next one opens.
 *
 * A calendar lists its sessions by trade date; everything else is derived here, once for all calendars.
 */

import type { Micros } from '@quarterdeck/engine'
import type { CivilDay } from './civil-day.ts'
import { civilDayAt } from './zone.ts'

/** One stretch of trading: open at `opensAt`, closed from `closesAt` on. */
export interface Session {
  readonly opensAt: Micros
  readonly closesAt: Micros
}

export interface TradingCalendar {
  readonly name: string
  /** IANA zone of its dates. */
  readonly zone: string
  /** The session of a trade date, or null: none. It lies between noon of the day before and the end of the date. */
  sessionOf(tradeDate: CivilDay): Session | null
}

/** A calendar's answer for an instant. */
export interface SessionState {
  readonly status: 'OPEN' | 'CLOSED'
  /** Start of the unbroken run of sessions, at most ten days back; null while closed. */
  readonly openSince: Micros | null
  /** End of the session that runs now, which is when DAY orders expire; null while closed. */
  readonly sessionEndsAt: Micros | null
  /** Start of the next session after `at`; null: none within the horizon of the calendar. */
  readonly nextOpenAt: Micros | null
  /** The answer holds until (exclusive) this instant. */
  readonly validUntil: Micros
}

/** The longest closure that is looked across, in days; the longest since 2000 was six (September 2001). */
const HORIZON_DAYS = 14
const OPEN_SINCE_DAYS = 10

interface Known extends SessionState {
  readonly validFrom: Micros
}

const known = new WeakMap<TradingCalendar, Known>()

/** Answers for an instant. Asked again within the same session it costs a comparison, so it may be asked per quote. */
export function sessionAt(calendar: TradingCalendar, at: Micros): SessionState {
  const last = known.get(calendar)
  if (last !== undefined && at >= last.validFrom && at < last.validUntil) return last
  const found = lookUp(calendar, at)
  known.set(calendar, found)
  return found
}

function lookUp(calendar: TradingCalendar, at: Micros): Known {
  const today = civilDayAt(calendar.zone, at)
  let previous: Session | null = null
  for (let day = today - 1; day <= today + HORIZON_DAYS; day += 1) {
    const session = calendar.sessionOf(day)
    if (session === null) continue
    if (session.closesAt <= at) {
      previous = session
      continue
    }
    if (session.opensAt <= at) return open(calendar, session, day)
    return {
      status: 'CLOSED',
      openSince: null,
      sessionEndsAt: null,
      nextOpenAt: session.opensAt,
      validFrom: previous?.closesAt ?? at,
      validUntil: session.opensAt,
    }
  }
  throw new Error(
    `Invariant: calendar ${calendar.name} has a session within ${HORIZON_DAYS} days of any instant`,
  )
}

function open(calendar: TradingCalendar, session: Session, tradeDate: CivilDay): Known {
  let openSince = session.opensAt
  for (let day = tradeDate - 1; day >= tradeDate - OPEN_SINCE_DAYS; day -= 1) {
    const before = calendar.sessionOf(day)
    if (before === null || before.closesAt < openSince) break
    openSince = before.opensAt
  }
  let nextOpenAt: Micros | null = null
  for (let day = tradeDate + 1; day <= tradeDate + HORIZON_DAYS && nextOpenAt === null; day += 1) {
    nextOpenAt = calendar.sessionOf(day)?.opensAt ?? null
  }
  return {
    status: 'OPEN',
    openSince,
    sessionEndsAt: session.closesAt,
    nextOpenAt,
    validFrom: session.opensAt,
    validUntil: session.closesAt,
  }
}
