/** Every exchange calendar that there is, for hosts that cannot know which ones a strategy's timers will ask for. */

import { CALENDAR_NAMES, exchangeCalendar, type SessionCalendar } from '@quarterdeck/market-data'

/** By name; each is read when it is asked for first. */
export function everyCalendar(): Readonly<Record<string, SessionCalendar>> {
  const known: Record<string, SessionCalendar> = {}
  for (const name of CALENDAR_NAMES)
    Object.defineProperty(known, name, { enumerable: true, get: () => exchangeCalendar(name) })
  return known
}
