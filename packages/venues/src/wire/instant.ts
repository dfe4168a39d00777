/** Venues' instants: RFC 3339 with any fraction and any offset, as UTC microseconds and back. */

import { formatInstant, parseInstant } from '@quarterdeck/engine'
import type { Micros } from '@quarterdeck/engine'

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):?(\d{2}))/

/** Microseconds since 1970; finer digits are cut off. Null: it is none. What follows the offset is not looked at. */
export function instantMicros(text: string): Micros | null {
  return sameDayMicros(text) ?? anyMicros(text)
}

/** The day that was read last, as a number such as 20260407: what a stream tells is of one day, and only its clock has to be read. */
let day = { number: 0, at: 0 }

/** An instant such as `2026-04-07T14:30:01.456789Z` of the day that was read last; null: it has to be read the long way. */
function sameDayMicros(text: string): Micros | null {
  const { length } = text
  if (
    length < 20 ||
    length > 30 ||
    text.charCodeAt(10) !== UPPER_T ||
    text.charCodeAt(13) !== COLON ||
    text.charCodeAt(16) !== COLON ||
    text.charCodeAt(length - 1) !== UPPER_Z ||
    dayNumber(text) !== day.number
  )
    return null
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null
  const micros = length === 20 ? 0 : fractionMicros(text, length - 1)
  return micros < 0 ? null : day.at + (hour * 3_600 + minute * 60 + second) * 1_000_000 + micros
}

/** The date at the beginning, as a number; negative: there is none. */
function dayNumber(text: string): number {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return NOT_DIGITS
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  return year * 10_000 + twoDigits(text, 5) * 100 + twoDigits(text, 8)
}

/** Microseconds of the fraction between the seconds and `end`; finer digits are cut off. Negative: it is none. */
function fractionMicros(text: string, end: number): number {
  if (end === 20 || text.charCodeAt(19) !== POINT) return NOT_DIGITS
  let micros = 0
  for (let at = 20; at < end; at += 1) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit < 0 || digit > 9) return NOT_DIGITS
    if (at < 26) micros = micros * 10 + digit
  }
  for (let at = end; at < 26; at += 1) micros *= 10
  return micros
}

/** A number of two digits; negative, whatever it is added to, where they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO
  const ones = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NOT_DIGITS
}

/** Less than any number of a date is more. */
const NOT_DIGITS = -1e9
const ZERO = 48
const DASH = 45
const POINT = 46
const COLON = 58
const UPPER_T = 84
const UPPER_Z = 90

function anyMicros(text: string): Micros | null {
  const match = INSTANT.exec(text)
  if (match === null) return null
  const [, date = '', clock, fraction = '', , sign, hours = '0', minutes = '0'] = match
  const at = parseInstant(`${date}T${clock}.${fraction.slice(0, 6).padEnd(6, '0')}Z`)
  const midnight = parseInstant(`${date}T00:00:00Z`)
  if (midnight !== null) day = { number: dayNumber(date), at: midnight }
  if (at === null || sign === undefined) return at
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000_000
  return sign === '+' ? at - offset : at + offset
}

/** RFC 3339 in UTC. */
export function instantText(at: Micros): string {
  return formatInstant(at)
}
