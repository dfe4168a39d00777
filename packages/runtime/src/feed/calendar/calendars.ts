/** The trading calendars by the names that instruments carry: those of market data, as the live feeds ask them. */

import { exchangeCalendar } from '@quarterdeck/market-data'
import type { TradingCalendar } from './calendar.ts'

/** One object a name, because answers are remembered by it. */
const byName = new Map<string, TradingCalendar>()

/**
 * Throws on an unknown name, which is a fault of the instrument's listing, and on an exchange that closes over lunch: no
 * venue here keeps a DAY order over a break. Outside of the horizon of its data a calendar throws instead of guessing.
 */
export function calendarNamed(name: string): TradingCalendar {
  const known = byName.get(name)
  if (known !== undefined) return known
  const exchange = exchangeCalendar(name)
  if (exchange.hasBreaks) {
    throw new Error(`calendar "${name}" has sessions with a break, which no venue here can trade`)
  }
  const calendar: TradingCalendar = {
    name,
    zone: exchange.zone,
    sessionOf(tradeDate) {
      const session = exchange.sessionOf(tradeDate)
      return session === null ? null : { opensAt: session.open, closesAt: session.close }
    },
  }
  byName.set(name, calendar)
  return calendar
}
