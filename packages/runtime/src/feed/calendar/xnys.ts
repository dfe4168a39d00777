/**
 * New York Stock Exchange: 09:30 to 16:00 New York, Monday to Friday, with its holidays and 13:00 closes since 2000.
 *
 * Holidays follow the rules of today's exchange; one-off closings are listed in `one-off-closings.ts`.
 */

import { WEEKDAY, civilDay, parseCivilDay, weekdayOf, yearOf } from './civil-day.ts'
import type { CivilDay } from './civil-day.ts'
import type { Session, TradingCalendar } from './calendar.ts'
import { XNYS_ONE_OFF_CLOSINGS } from './one-off-closings.ts'
import {
  christmas,
  goodFriday,
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

const ZONE = 'America/New_York'
const OPEN = 9 * 60 + 30
const CLOSE = 16 * 60
const EARLY_CLOSE = 13 * 60

const oneOff = new Map(XNYS_ONE_OFF_CLOSINGS.map((closing) => [parseCivilDay(closing.date), closing]))
const holidaysByYear = new Map<number, ReadonlySet<CivilDay>>()

function holidays(year: number): ReadonlySet<CivilDay> {
  const kept = holidaysByYear.get(year)
  if (kept !== undefined) return kept
  const days = [
    newYearsDay(year),
    martinLutherKingDay(year),
    washingtonsBirthday(year),
    goodFriday(year),
    memorialDay(year),
    juneteenth(year),
    independenceDay(year),
    laborDay(year),
    thanksgiving(year),
    christmas(year),
  ]
  const set = new Set(days.filter((day) => day !== null))
  holidaysByYear.set(year, set)
  return set
}

function closesEarly(day: CivilDay): boolean {
  const year = yearOf(day)
  if (day === thanksgiving(year) + 1) return true
  if (day === civilDay(year, 12, 24)) return isShortEve(day)
  const fourth = civilDay(year, 7, 4)
  // Around a Thursday 4 July the short day was Friday the 5th until 2012; since 2013 it is Wednesday the 3rd.
  if (weekdayOf(fourth) === WEEKDAY.thursday) return day === (year < 2013 ? fourth + 1 : fourth - 1)
  return day === fourth - 1 && isShortEve(day)
}

function sessionOf(tradeDate: CivilDay): Session | null {
  if (weekdayOf(tradeDate) >= WEEKDAY.saturday || holidays(yearOf(tradeDate)).has(tradeDate)) return null
  const exception = oneOff.get(tradeDate)
  if (exception?.close === null) return null
  const regular = closesEarly(tradeDate) ? EARLY_CLOSE : CLOSE
  const close = exception === undefined ? regular : exception.close.hour * 60 + exception.close.minute
  return { opensAt: instantOf(ZONE, tradeDate, OPEN), closesAt: instantOf(ZONE, tradeDate, close) }
}

export const XNYS: TradingCalendar = { name: 'XNYS', zone: ZONE, sessionOf }
