/** Dates without a zone as whole numbers, days since 1970-01-01, so that calendar rules are arithmetic. */
import { MarketDataError } from '../market-data-error.ts'

/** Days since 1970-01-01. */
export type CivilDay = number

const DAY_MS = 86_400_000
const FORM = /^\d{4}-\d{2}-\d{2}$/

/** Reads `2026-12-25`; refuses other forms and days that no month has. */
export function civilDayOf(date: string): CivilDay {
  const day = FORM.test(date) ? Date.parse(`${date}T00:00:00Z`) / DAY_MS : Number.NaN
  if (Number.isNaN(day) || dateOf(day) !== date) {
    throw new MarketDataError('BAD_OPTION', `date "${date}" is no day written YYYY-MM-DD`, { field: 'date' })
  }
  return day
}

/** Writes `2026-12-25`. */
export function dateOf(day: CivilDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** 0 is Monday, 6 is Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: CivilDay): number {
  return (((day + 3) % 7) + 7) % 7
}
