/** Days of the civil calendar as whole numbers (days since 1970-01-01), so that going from one to the next is arithmetic. */

/** Days since 1970-01-01; a date without a zone. */
export type CivilDay = number

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
