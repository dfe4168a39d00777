/**
 * Turns trading calendars into status updates: one for every instrument at first, then one whenever an answer changes. A venue's
 * own word goes before its calendar where it says that an instrument does not trade.
 */

import type { Micros, StatusUpdate } from '@quarterdeck/engine'
import type { Instrument, TradingStatus } from '@quarterdeck/sdk'
import { sessionAt } from './calendar/calendar.ts'
import type { TradingCalendar } from './calendar/calendar.ts'
import { calendarNamed } from './calendar/calendars.ts'

interface Watched {
  readonly instrument: Instrument
  readonly calendar: TradingCalendar
  /** After this instant the instrument is closed for good. */
  readonly expiresAt: Micros
  /** The venue's word: OPEN leaves it to the calendar. */
  readonly word: TradingStatus
  told: StatusUpdate | null
}

export class SessionWatch {
  readonly #watched = new Map<string, Watched>()
  readonly #calendarOf: (instrument: Instrument) => TradingCalendar
  #nextChangeAt = Number.NEGATIVE_INFINITY

  /** `calendarOf` replaces the calendar that an instrument names, for a market that is to trade at other hours. */
  constructor(instruments: readonly Instrument[], calendarOf?: (instrument: Instrument) => TradingCalendar) {
    this.#calendarOf = calendarOf ?? ((instrument) => calendarNamed(instrument.calendar))
    for (const instrument of instruments) this.watch(instrument)
  }

  /** Watches an instrument from now on; again: in other terms, or with another word of its venue. */
  watch(instrument: Instrument, word: TradingStatus = 'OPEN'): void {
    this.#watched.set(instrument.id, {
      instrument,
      calendar: this.#calendarOf(instrument),
      expiresAt: expiryOf(instrument),
      word,
      told: this.#watched.get(instrument.id)?.told ?? null,
    })
    this.#nextChangeAt = Number.NEGATIVE_INFINITY
  }

  forget(instrumentId: string): void {
    this.#watched.delete(instrumentId)
  }

  /** Updates since the call before; time only goes forward. Between two changes it costs one comparison. */
  changes(at: Micros): StatusUpdate[] {
    if (at < this.#nextChangeAt) return []
    const changes: StatusUpdate[] = []
    this.#nextChangeAt = Number.POSITIVE_INFINITY
    for (const watched of this.#watched.values()) {
      const session = sessionAt(watched.calendar, at)
      const expired = at >= watched.expiresAt
      this.#nextChangeAt = Math.min(
        this.#nextChangeAt,
        session.validUntil,
        expired ? Infinity : watched.expiresAt,
      )
      const status = expired ? 'CLOSED' : watched.word === 'OPEN' ? session.status : watched.word
      const sessionEndsAt =
        session.sessionEndsAt === null || expired || status === 'CLOSED'
          ? null
          : Math.min(session.sessionEndsAt, watched.expiresAt)
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
