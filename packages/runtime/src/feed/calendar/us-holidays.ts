/** United States market holidays by rule: on which date each is observed in a given year. */

import { WEEKDAY, civilDay, goodFriday, lastWeekday, nthWeekday, weekdayOf } from './civil-day.ts'
import type { CivilDay } from './civil-day.ts'

/** A holiday that falls on Saturday is observed on Friday, on Sunday on Monday. */
function observed(day: CivilDay): CivilDay {
  const weekday = weekdayOf(day)
  if (weekday === WEEKDAY.saturday) return day - 1
  return weekday === WEEKDAY.sunday ? day + 1 : day
}

/** Null when 1 January is a Saturday: the exchanges then trade on Friday, the last day of their year. */
export function newYearsDay(year: number): CivilDay | null {
  const day = civilDay(year, 1, 1)
  if (weekdayOf(day) === WEEKDAY.saturday) return null
  return observed(day)
}

export function martinLutherKingDay(year: number): CivilDay {
  return nthWeekday({ year, month: 1 }, WEEKDAY.monday, 3)
}

export function washingtonsBirthday(year: number): CivilDay {
  return nthWeekday({ year, month: 2 }, WEEKDAY.monday, 3)
}

export { goodFriday }

export function memorialDay(year: number): CivilDay {
  return lastWeekday({ year, month: 5 }, WEEKDAY.monday)
}

/** Null before 2022, the first year in which the exchanges closed for it. */
export function juneteenth(year: number): CivilDay | null {
  return year < 2022 ? null : observed(civilDay(year, 6, 19))
}

export function independenceDay(year: number): CivilDay {
  return observed(civilDay(year, 7, 4))
}

export function laborDay(year: number): CivilDay {
  return nthWeekday({ year, month: 9 }, WEEKDAY.monday, 1)
}

export function thanksgiving(year: number): CivilDay {
  return nthWeekday({ year, month: 11 }, WEEKDAY.thursday, 4)
}

export function christmas(year: number): CivilDay {
  return observed(civilDay(year, 12, 25))
}

/** The trading days before Independence Day and Christmas that are shortened: Monday to Thursday only. */
export function isShortEve(day: CivilDay): boolean {
  return weekdayOf(day) <= WEEKDAY.thursday
}
