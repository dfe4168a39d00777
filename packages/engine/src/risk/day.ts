/** UTC days from microseconds, without the machine's calendar: the risk day of an account runs from midnight to midnight UTC. */

import type { Micros } from '../book/command.ts'

export const MICROS_PER_DAY: Micros = 86_400_000_000

/** Whole days since 1970-01-01. */
export function dayNumber(at: Micros): number {
  return Math.floor(at / MICROS_PER_DAY)
}

/**
 * The UTC date of an instant.
 *
 * @example
 * utcDay(0) // => '1970-01-01'
 */
export function utcDay(at: Micros): string {
  const number = dayNumber(at)
  if (number !== newest.number) {
    newest.number = number
    newest.date = dateOf(number)
  }
  return newest.date
}

/** The day that was asked for last: it is asked for with every order. */
const newest = { number: Number.NaN, date: '' }

function dateOf(number: number): string {
  // Civil date from a day count over 400-year eras that begin on 1 March, so that the leap day is the last of its year.
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/**
 * The instant at which a UTC date begins.
 *
 * @example
 * dayStart('1970-01-02') // => 86400000000
 */
export function dayStart(day: string): Micros {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7))
  // As above, years from 1 March.
  const fromMarch = month <= 2 ? year - 1 : year
  const dayOfYear =
    Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + Number(day.slice(8, 10)) - 1
  const days =
    fromMarch * 365 +
    Math.floor(fromMarch / 4) -
    Math.floor(fromMarch / 100) +
    Math.floor(fromMarch / 400) +
    dayOfYear -
    719_468
  return days * MICROS_PER_DAY
}
