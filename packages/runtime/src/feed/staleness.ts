/**
 * When a quote is too old to show as live: the age a market of its class may have, counted only while it trades.
 *
 * A closed market is not stale, and a market that has just opened gets its full allowance before it is.
 */

import type { Micros } from '@quarterdeck/engine'
import type { AssetClass, Instrument } from '@quarterdeck/sdk'
import { sessionAt } from './calendar/calendar.ts'
import type { TradingCalendar } from './calendar/calendar.ts'
import { expiryOf } from './session-watch.ts'

/** Greatest age of a live quote, milliseconds: several times the usual pause between two quotes of the class. */
export const QUOTE_AGE_MS_MAX: Readonly<Record<AssetClass, number>> = {
  CRYPTO: 10_000,
  EQUITY: 15_000,
  FUTURE: 15_000,
  FX: 15_000,
  METAL: 20_000,
  INDEX: 20_000,
  OPTION: 60_000,
  EVENT_CONTRACT: 60_000,
}

export interface QuoteAge {
  readonly assetClass: AssetClass
  readonly calendar: TradingCalendar
  /** Newest quote's time of arrival; null: none ever came. */
  readonly receivedAt: Micros | null
  /** The instant from which the instrument no longer trades; infinite: never. */
  readonly expiresAt: Micros
  readonly at: Micros
}

/** Whether the newest quote (or its absence) means that the stream has stopped while the market trades. */
export function isStale(age: QuoteAge): boolean {
  const session = sessionAt(age.calendar, age.at)
  if (session.openSince === null || age.at >= age.expiresAt) return false
  const expectedSince = Math.max(age.receivedAt ?? Number.NEGATIVE_INFINITY, session.openSince)
  return age.at - expectedSince > QUOTE_AGE_MS_MAX[age.assetClass] * 1000
}

/** What the watchdog found out at one check. */
export interface StalenessChange {
  readonly instrumentId: string
  readonly stale: boolean
}

/** What the watchdog asks of the market: who is quoted, in which calendar, and since when nothing came. */
export interface WatchedMarket {
  readonly instruments: readonly Instrument[]
  calendarOf(instrument: Instrument): TradingCalendar
  /** Arrival of the newest quote; null: none yet. */
  receivedAt(instrumentId: string): Micros | null
  /** When it was listed; null: it is not. */
  listedAt(instrumentId: string): Micros | null
}

/**
 * Watches the age of the data of every instrument. Pure but for what it remembers: the caller asks `check` as often as
 * it likes (once a second is plenty) and is told what changed since the check before.
 */
export class StalenessWatchdog {
  readonly #market: WatchedMarket
  readonly #stale = new Set<string>()
  readonly #startedAt: Micros

  /** `startedAt`: an instrument that never had a quote is given its allowance from here, or from when it was listed. */
  constructor(market: WatchedMarket, startedAt: Micros) {
    this.#market = market
    this.#startedAt = startedAt
  }

  check(at: Micros): StalenessChange[] {
    const changes: StalenessChange[] = []
    const watched = new Set<string>()
    for (const instrument of this.#market.instruments) {
      watched.add(instrument.id)
      const listedAt = Math.max(this.#startedAt, this.#market.listedAt(instrument.id) ?? 0)
      const stale = isStale({
        assetClass: instrument.assetClass,
        calendar: this.#market.calendarOf(instrument),
        receivedAt: this.#market.receivedAt(instrument.id) ?? listedAt,
        expiresAt: expiryOf(instrument),
        at,
      })
      if (stale === this.#stale.has(instrument.id)) continue
      if (stale) this.#stale.add(instrument.id)
      else this.#stale.delete(instrument.id)
      changes.push({ instrumentId: instrument.id, stale })
    }
    // What nobody quotes any more is not missed.
    for (const instrumentId of this.#stale) if (!watched.has(instrumentId)) this.#stale.delete(instrumentId)
    return changes
  }

  /** Instruments whose data is too old now, in the order in which they became so. */
  stale(): readonly string[] {
    return [...this.#stale]
  }
}
