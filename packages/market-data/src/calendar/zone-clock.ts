/// <reference lib="esnext.temporal" />
/**
 * What the clocks of a time zone show, from the zone's own list of changes.
 *
 * The list is read once from the time zone database of the runtime; after that an answer is a binary search, because
 * a gap map asks for the sessions of decades.
 */
import type { CivilDay } from './civil-day.ts'

const DAY_MICROS = 86_400e6
const HOUR_MICROS = 3600e6
const MINUTE_MICROS = 60e6

/** Changes are listed over these years; calendars lie within them. */
const SINCE = Date.UTC(1900, 0, 1)
const UNTIL = Date.UTC(2200, 0, 1)

export interface ZoneClock {
  /** The instant at which the zone's clocks show `minutes` since midnight of a day; may be negative or beyond the day. */
  instantOf(day: CivilDay, minutes: number): number
  /** The day that the zone's clocks show at an instant. */
  dayAt(at: number): CivilDay
  /** The hour that they show, 0 to 23. */
  hourAt(at: number): number
}

const clocks = new Map<string, ZoneClock>()

/** The clock of an IANA zone. Throws a RangeError for a name that the runtime does not know. */
export function zoneClock(zone: string): ZoneClock {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = createClock(zone)
  clocks.set(zone, clock)
  return clock
}

function createClock(zone: string): ZoneClock {
  const { since, offsets } = changesOf(zone)
  const offsetAt = (at: number): number => {
    let low = 0
    let high = since.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (since[middle]! <= at) low = middle
      else high = middle
    }
    return offsets[low]!
  }
  return {
    instantOf(day, minutes) {
      const local = day * DAY_MICROS + minutes * MINUTE_MICROS
      // The second look corrects the first when a change lies between; no session starts in an hour that is skipped.
      return local - offsetAt(local - offsetAt(local))
    },
    dayAt: (at) => Math.floor((at + offsetAt(at)) / DAY_MICROS),
    hourAt: (at) =>
      Math.floor((at + offsetAt(at)) / HOUR_MICROS) - 24 * Math.floor((at + offsetAt(at)) / DAY_MICROS),
  }
}

/** Instants from which each offset from UTC holds, both in microseconds. */
function changesOf(zone: string): { since: readonly number[]; offsets: readonly number[] } {
  let at: Temporal.ZonedDateTime | null =
    Temporal.Instant.fromEpochMilliseconds(SINCE).toZonedDateTimeISO(zone)
  const since: number[] = []
  const offsets: number[] = []
  while (at !== null && at.epochMilliseconds < UNTIL) {
    since.push(at.epochMilliseconds * 1000)
    offsets.push(at.offsetNanoseconds / 1000)
    at = at.getTimeZoneTransition('next')
  }
  return { since, offsets }
}
