/**
 * Instants as text and back, in plain arithmetic: the core has no Date, so that no machine's zone can reach a decision.
 *
 * Text is ISO 8601 in UTC with `Z`; numbers are microseconds since 1970 (years 1970 to 2255).
 */

import type { Micros } from '../book/command.ts'
import { utcDay } from '../risk/day.ts'

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?Z$/
const DAY_MICROS = 86_400_000_000

/** Reads an instant such as `2026-12-18T21:00:00Z`; null where the text is not one. */
export function parseInstant(text: string): Micros | null {
  const match = INSTANT.exec(text)
  if (match === null) return null
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((group) =>
    Number(match[group] ?? '0'),
  ) as [number, number, number, number, number, number]
  const dayNumber = daysFromCivil(year, month, day)
  if (year < 1970 || year > 2254 || month > 12) return null
  // A day that its month does not have comes back as another date.
  if (!text.startsWith(utcDay(dayNumber * DAY_MICROS))) return null
  if (hour > 23 || minute > 59 || second > 59) return null
  const micros = Number((match[7] ?? '').padEnd(6, '0'))
  return dayNumber * DAY_MICROS + (hour * 3600 + minute * 60 + second) * 1_000_000 + micros
}

/** Writes an instant with as many fraction digits as it has. */
export function formatInstant(at: Micros): string {
  const inDay = at % DAY_MICROS
  const seconds = Math.floor(inDay / 1_000_000)
  const fraction = (inDay % 1_000_000).toString().padStart(6, '0').replace(/0+$/, '')
  const two = (value: number): string => value.toString().padStart(2, '0')
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${utcDay(at)}T${clock}${fraction === '' ? '' : `.${fraction}`}Z`
}

// Howard Hinnant's civil calendar: eras of 400 years that begin on 1 March.
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
