/**
 * Local time of a zone and back, from the zone rules that Node carries.
 *
 * A local time may name one instant, two (the hour that is lived twice when clocks go back) or none (the hour that is skipped):
 * the caller decides what the last two mean. All times are microseconds; local ones count from 1970 as if they were UTC.
 */
import { MarketDataError } from '../market-data-error.ts'
import { DAY_MICROS } from '../series/timeframe.ts'

/** An instant, or two in order, or none. */
export type Instants = readonly [] | readonly [number] | readonly [earlier: number, later: number]

export interface Zone {
  readonly name: string
  /** What to add to an instant for the local time. */
  offsetAt(utc: number): number
  /** The instants whose local time this is. */
  instants(local: number): Instants
}

/** An instant between two midnights UTC where the offset changes; or none. */
interface Day {
  readonly change: number
  readonly before: number
  readonly after: number
}

/** Finds a zone by its IANA name, such as `America/New_York`, or `UTC`. Throws `BAD_OPTION` for a name that is none. */
export function zoneNamed(name: string): Zone {
  if (name === 'UTC') return { name, offsetAt: () => 0, instants: (local) => [local] }
  const offsetOf = offsetReader(name)
  const days = new Map<number, Day>()
  let lastDay = Number.NaN
  let last: Day = { change: 0, before: 0, after: 0 }
  const offsetAt = (utc: number): number => {
    const day = Math.floor(utc / DAY_MICROS)
    if (day !== lastDay) {
      last = days.get(day) ?? readDay(offsetOf, day)
      days.set(day, last)
      lastDay = day
    }
    return utc < last.change ? last.before : last.after
  }
  return {
    name,
    offsetAt,
    instants(local) {
      const early = offsetAt(local - DAY_MICROS)
      const late = offsetAt(local + DAY_MICROS)
      if (early === late) return [local - early]
      const found = [local - early, local - late]
        .filter((utc) => local - utc === offsetAt(utc))
        .sort((a, b) => a - b)
      const [first, second] = found
      if (first === undefined) return []
      return second === undefined || second === first ? [first] : [first, second]
    },
  }
}

function readDay(offsetOf: (utc: number) => number, day: number): Day {
  let low = day * DAY_MICROS
  let high = low + DAY_MICROS
  const before = offsetOf(low)
  const after = offsetOf(high)
  if (before === after) return { change: low, before, after }
  // Zones change their offset on a whole minute; halving the day down to one finds it.
  while (high - low > 60e6) {
    const middle = low + Math.floor((high - low) / 120e6) * 60e6
    if (offsetOf(middle) === before) low = middle
    else high = middle
  }
  return { change: high, before, after }
}

function offsetReader(name: string): (utc: number) => number {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch (error) {
    const message = `"${name}" is no time zone (${(error as Error).message}); use UTC or an IANA name such as America/New_York`
    throw new MarketDataError('BAD_OPTION', message, { field: 'zone' })
  }
  return (utc) => {
    const text = format.formatToParts(utc / 1000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes, seconds] = /^GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(text) ?? []
    const size = Number(hours ?? 0) * 3_600e6 + Number(minutes ?? 0) * 60e6 + Number(seconds ?? 0) * 1e6
    return sign === '-' ? -size : size
  }
}
