/** Venues' instants: RFC 3339 with any fraction and any offset, as UTC microseconds and back. */

import { formatInstant, parseInstant } from '@quarterdeck/engine'
import type { Micros } from '@quarterdeck/engine'

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):?(\d{2}))/

/** Microseconds since 1970; finer digits are cut off. Null: it is none. What follows the offset is not looked at. */
export function instantMicros(text: string): Micros | null {
  const match = INSTANT.exec(text)
  if (match === null) return null
  const [, day, clock, fraction = '', , sign, hours = '0', minutes = '0'] = match
  const at = parseInstant(`${day}T${clock}.${fraction.slice(0, 6).padEnd(6, '0')}Z`)
  if (at === null || sign === undefined) return at
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000_000
  return sign === '+' ? at - offset : at + offset
}

/** RFC 3339 in UTC. */
export function instantText(at: Micros): string {
  return formatInstant(at)
}
