/** Turns trading calendars into status updates: one for every instrument at first, then one whenever an answer changes. */

import type { Micros, StatusUpdate } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { sessionAt } from './calendar/calendar.ts'
import type { TradingCalendar } from './calendar/calendar.ts'
import { calendarNamed } from './calendar/calendars.ts'

interface Watched {
  readonly instrument: Instrument
  readonly calendar: TradingCalendar
  /** After this instant the instrument is closed for good. */
  readonly expiresAt: Micros
  told: StatusUpdate | null
}

export class SessionWatch {
  readonly #watched: readonly Watched[]
  #nextChangeAt = Number.NEGATIVE_INFINITY

  /** `calendarOf` replaces the calendar that an instrument names, for a market that is to trade at other hours. */
  constructor(instruments: readonly Instrument[], calendarOf?: (instrument: Instrument) => TradingCalendar) {
    this.#watched = instruments.map((instrument) => ({
      instrument,
      calendar: calendarOf?.(instrument) ?? calendarNamed(instrument.calendar),
      expiresAt: expiryOf(instrument),
      told: null,
    }))
  }

  /** Updates since the call before; time only goes forward. Between two changes it costs one comparison. */
  changes(at: Micros): StatusUpdate[] {
    if (at < this.#nextChangeAt) return []
    const changes: StatusUpdate[] = []
    this.#nextChangeAt = Number.POSITIVE_INFINITY
    for (const watched of this.#watched) {
      const session = sessionAt(watched.calendar, at)
      const expired = at >= watched.expiresAt
      this.#nextChangeAt = Math.min(
        this.#nextChangeAt,
        session.validUntil,
        expired ? Infinity : watched.expiresAt,
      )
      const sessionEndsAt =
        session.sessionEndsAt === null || expired ? null : Math.min(session.sessionEndsAt, watched.expiresAt)
      const status = expired ? 'CLOSED' : session.status
      if (watched.told?.status === status && watched.told.sessionEndsAt === sessionEndsAt) continue
      watched.told = { instrumentId: watched.instrument.id, status, sessionEndsAt }
      changes.push(watched.told)
    }
    return changes
  }
}

/** The instant from which an instrument no longer trades; infinite for most. */
export function expiryOf(instrument: Instrument): Micros {
  return instrument.expiry === null ? Number.POSITIVE_INFINITY : Date.parse(instrument.expiry) * 1000
}
