/**
 * CME Globex equity index futures: 17:00 to 16:00 Chicago, so a trade date begins the evening before it and the hour
 * between is the daily break. On most United States holidays trading ends early instead of not taking place.
 */

import { WEEKDAY, civilDay, goodFriday, parseCivilDay, weekdayOf, yearOf } from './civil-day.ts'
import type { CivilDay } from './civil-day.ts'
import type { Session, TradingCalendar } from './calendar.ts'
import { CME_ONE_OFF_CLOSINGS } from './one-off-closings.ts'
import {
  christmas,
  independenceDay,
  isShortEve,
  juneteenth,
  laborDay,
  martinLutherKingDay,
  memorialDay,
  newYearsDay,
  thanksgiving,
  washingtonsBirthday,
} from './us-holidays.ts'
import { instantOf } from './zone.ts'

const ZONE = 'America/Chicago'
/** Minutes from the midnight that begins the trade date: 17:00 of the day before. */
const OPEN = -7 * 60
const CLOSE = 16 * 60
const HOLIDAY_CLOSE = 12 * 60
/** Holiday sessions ended at 10:30 until spring 2014. */
const HOLIDAY_CLOSE_BEFORE_2014_04 = 10 * 60 + 30
const EVE_CLOSE = 12 * 60 + 15
/** Trading until the equity market's would-be open when the jobs report comes out on Good Friday. */
const JOBS_REPORT_CLOSE = 8 * 60 + 15

const NOON_SINCE = civilDay(2014, 4, 1)

const oneOff = new Map(CME_ONE_OFF_CLOSINGS.map((closing) => [parseCivilDay(closing.date), closing]))
const closeByYear = new Map<number, ReadonlyMap<CivilDay, number | null>>()

/** Minutes after midnight at which each special trade date of a year ends; null: no session. */
function specialCloses(year: number): ReadonlyMap<CivilDay, number | null> {
  const kept = closeByYear.get(year)
  if (kept !== undefined) return kept
  const closes = new Map<CivilDay, number | null>()
  for (const eve of [civilDay(year, 7, 3), civilDay(year, 12, 24)]) {
    if (isShortEve(eve)) closes.set(eve, EVE_CLOSE)
  }
  closes.set(thanksgiving(year) + 1, EVE_CLOSE)
  const shortened = [
    martinLutherKingDay(year),
    washingtonsBirthday(year),
    memorialDay(year),
    juneteenth(year),
    independenceDay(year),
    laborDay(year),
    thanksgiving(year),
  ]
  for (const day of shortened) {
    if (day !== null) closes.set(day, day < NOON_SINCE ? HOLIDAY_CLOSE_BEFORE_2014_04 : HOLIDAY_CLOSE)
  }
  const newYear = newYearsDay(year)
  if (newYear !== null) closes.set(newYear, null)
  closes.set(christmas(year), null)
  const friday = goodFriday(year)
  closes.set(friday, isFirstFriday(friday) ? JOBS_REPORT_CLOSE : null)
  closeByYear.set(year, closes)
  return closes
}

/** The jobs report comes out on the first Friday of a month, holiday or not. */
function isFirstFriday(friday: CivilDay): boolean {
  return new Date(friday * 86_400_000).getUTCDate() <= 7
}

function sessionOf(tradeDate: CivilDay): Session | null {
  if (weekdayOf(tradeDate) >= WEEKDAY.saturday) return null
  const special = specialCloses(yearOf(tradeDate)).get(tradeDate)
  if (special === null) return null
  const exception = oneOff.get(tradeDate)?.close
  const close = exception == null ? (special ?? CLOSE) : exception.hour * 60 + exception.minute
  return { opensAt: instantOf(ZONE, tradeDate, OPEN), closesAt: instantOf(ZONE, tradeDate, close) }
}

export const CME: TradingCalendar = { name: 'CME', zone: ZONE, sessionOf }
