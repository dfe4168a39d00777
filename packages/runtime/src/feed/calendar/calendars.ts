/** The trading calendars by the names that instruments carry. */

import type { TradingCalendar } from './calendar.ts'
import { CME } from './cme.ts'
import { ALWAYS, FX } from './round-the-clock.ts'
import { XNYS } from './xnys.ts'

const CALENDARS: readonly TradingCalendar[] = [ALWAYS, XNYS, CME, FX]
const byName = new Map(CALENDARS.map((calendar) => [calendar.name, calendar]))

/** Throws on an unknown name, which is a fault of the instrument's listing. */
export function calendarNamed(name: string): TradingCalendar {
  const calendar = byName.get(name)
  if (calendar === undefined) {
    throw new Error(`calendar "${name}" is not known; allowed: ${[...byName.keys()].join(', ')}`)
  }
  return calendar
}
