/** Days of the civil calendar as whole numbers (days since 1970-01-01), so that holiday rules are arithmetic. */

/** Days since 1970-01-01; a date without a zone. */
export type CivilDay = number

/** ISO weekday numbers. */
export const WEEKDAY = {
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 7,
} as const

const DAY_MS = 86_400_000

/** `month` is 1 to 12. A day past the month's end runs into the next month. */
export function civilDay(year: number, month: number, day: number): CivilDay {
  return Date.UTC(year, month - 1, day) / DAY_MS
}

/** Reads `2026-12-25`. */
export function parseCivilDay(text: string): CivilDay {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) throw new Error(`Invariant: a date is written YYYY-MM-DD, not "${text}"`)
  return civilDay(Number(match[1]), Number(match[2]), Number(match[3]))
}

export function yearOf(day: CivilDay): number {
  return new Date(day * DAY_MS).getUTCFullYear()
}

/** ISO weekday, 1 (Monday) to 7 (Sunday). 1970-01-01 was a Thursday. */
export function weekdayOf(day: CivilDay): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** The nth (from 1) given weekday of a month. */
export function nthWeekday(month: { year: number; month: number }, weekday: number, nth: number): CivilDay {
  const first = civilDay(month.year, month.month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7
}

export function lastWeekday(month: { year: number; month: number }, weekday: number): CivilDay {
  const last = civilDay(month.year, month.month + 1, 1) - 1
  return last - ((weekdayOf(last) - weekday + 7) % 7)
}

/** Good Friday of the Gregorian Easter (anonymous Gregorian computus). */
export function goodFriday(year: number): CivilDay {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  const day = ((h + l - 7 * m + 114) % 31) + 1
  return civilDay(year, month, day) - 2
}
