/** The DateTime scalar's rules: an instant in UTC with a `Z`, up to microseconds. */
import { GraphQLError } from 'graphql'

const ALLOWED = 'an instant in UTC such as "2026-01-31T12:00:00Z", with up to six decimals of the second'
const SYNTAX = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?Z$/

/** Reads an input instant; throws what is allowed for any other form and for days that do not exist. */
export function parseDateTimeInput(value: unknown): Date {
  if (typeof value !== 'string')
    throw new GraphQLError(`DateTime must be ${ALLOWED}; it came as a ${typeof value}`)
  const match = SYNTAX.exec(value)
  if (match === null) throw new GraphQLError(`DateTime must be ${ALLOWED}`)
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const instant = new Date(Date.UTC(year, month - 1, day, hour, minute, second, milliseconds))
  // Date rolls February 30 over to March; an instant that comes back other than it went in does not exist.
  const same =
    instant.getUTCMonth() === month - 1 &&
    instant.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  if (!same || year < 1970) throw new GraphQLError('DateTime must be an instant that exists, from 1970 on')
  return instant
}

/** Writes a Date (milliseconds) or a number of microseconds since 1970. */
export function formatDateTimeOutput(value: Date | number): string {
  if (value instanceof Date) return value.toISOString()
  const iso = new Date(Math.floor(value / 1000)).toISOString()
  const rest = value % 1000
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`
}
