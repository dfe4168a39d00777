/** The ways in which recordings write time, read to the microsecond. */

import type { Micros } from '@quarterdeck/engine'
import { civilDay } from '../calendar/civil-day.ts'
import { instantOf } from '../calendar/zone.ts'

export const TIME_FORMATS = ['iso', 'epoch-s', 'epoch-ms', 'epoch-us', 'epoch-ns'] as const
export type TimeFormat = (typeof TIME_FORMATS)[number]

const ISO =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(Z|[+-]\d{2}:?\d{2})?$/

const WHAT: Readonly<Record<TimeFormat, string>> = {
  iso: 'must be a time such as 2026-11-21T13:00:00.123456Z or 20261121 13:00',
  'epoch-s': 'must be seconds since 1970 as a plain decimal',
  'epoch-ms': 'must be milliseconds since 1970 as a plain decimal',
  'epoch-us': 'must be whole microseconds since 1970',
  'epoch-ns': 'must be whole nanoseconds since 1970',
}

export type ReadTime =
  | { readonly ok: true; readonly at: Micros }
  | { readonly ok: false; readonly message: string }

/** Reads an instant; `zone` is that of times which carry none. Digits finer than a microsecond are dropped. */
export function readTime(text: string, format: TimeFormat, zone: string): ReadTime {
  const at = format === 'iso' ? isoMicros(text, zone) : epochMicros(text, format)
  if (at === null || !Number.isSafeInteger(at)) return { ok: false, message: WHAT[format] }
  return { ok: true, at }
}

const MICRO_DIGITS = { 'epoch-s': 6, 'epoch-ms': 3, 'epoch-us': 0, 'epoch-ns': -3 } as const

/** Works on digits: nanoseconds since 1970 are beyond what a double holds exactly. */
function epochMicros(text: string, format: Exclude<TimeFormat, 'iso'>): Micros | null {
  const match = /^(\d{1,19})(?:\.(\d+))?$/.exec(text)
  if (match === null) return null
  const whole = match[1] ?? ''
  const fraction = match[2] ?? ''
  const digits = MICRO_DIGITS[format]
  if (digits < 0) return fraction === '' ? Number(whole.slice(0, digits) || '0') : null
  return Number(whole + fraction.slice(0, digits).padEnd(digits, '0'))
}

function isoMicros(text: string, zone: string): Micros | null {
  const match = ISO.exec(text)
  if (match === null) return null
  const field = (index: number): number => Number(match[index] ?? '0')
  const [year, month, day] = [field(1), field(2), field(3)]
  const [hour, minute, second] = [field(4), field(5), field(6)]
  if (hour > 23 || minute > 59 || second > 59) return null
  const date = civilDay(year, month, day)
  if (new Date(date * 86_400_000).getUTCDate() !== day || month < 1 || month > 12) return null
  const micros = second * 1e6 + Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'))
  const offset = match[8]
  if (offset === undefined && zone !== 'UTC') return instantOf(zone, date, hour * 60 + minute) + micros
  return (date * 1440 + hour * 60 + minute - offsetMinutes(offset)) * 60e6 + micros
}

function offsetMinutes(offset: string | undefined): number {
  if (offset === undefined || offset === 'Z') return 0
  const digits = offset.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))
  return digits.startsWith('-') ? -minutes : minutes
}
