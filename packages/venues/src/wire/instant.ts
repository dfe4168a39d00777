/** Venues' instants: RFC 3339 with any fraction and any offset, as UTC microseconds and back. */

import { formatInstant, parseInstant } from '@quarterdeck/engine'
import type { Micros } from '@quarterdeck/engine'

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):?(\d{2}))/

/** Microseconds since 1970; finer digits are cut off. Null: it is none. What follows the offset is not looked at. */
export function instantMicros(text: string): Micros | null {
  return sameDayMicros(text) ?? anyMicros(text)
}

/** The day that was read last: what a stream tells is of one day, and only its clock has to be read. */
let day = { text: '', at: 0 }

/** An instant such as `2026-04-07T14:30:01.456789Z` of the day that was read last; null: it has to be read the long way. */
function sameDayMicros(text: string): Micros | null {
  const { length } = text
  if (length < 20 || length > 30 || text.charCodeAt(length - 1) !== UPPER_Z || !text.startsWith(day.text))
    return null
  if (
    day.text === '' ||
    text.charCodeAt(10) !== UPPER_T ||
    text.charCodeAt(13) !== COLON ||
    text.charCodeAt(16) !== COLON
  )
    return null
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  if (!(hour < 24 && minute < 60 && second < 60)) return null
  let fraction = 0
  if (length > 20) {
    if (length === 21 || text.charCodeAt(19) !== POINT) return null
    for (let at = 20, unit = 100_000; at < length - 1; at += 1, unit /= 10) {
      const digit = text.charCodeAt(at) - ZERO
      if (!(digit >= 0 && digit <= 9)) return null
      if (unit >= 1) fraction += digit * unit
    }
  }
  return day.at + (hour * 3_600 + minute * 60 + second) * 1_000_000 + fraction
}

/** A number of two digits; NaN where they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO
  const ones = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

const ZERO = 48
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
  if (midnight !== null) day = { text: date, at: midnight }
  if (at === null || sign === undefined) return at
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000_000
  return sign === '+' ? at - offset : at + offset
}

/** RFC 3339 in UTC. */
export function instantText(at: Micros): string {
  return formatInstant(at)
}
