/// <reference lib="esnext.temporal" />
/** Local wall time of an exchange to UTC and back; daylight saving comes from the time zone database of the runtime. */

import type { Micros } from '@quarterdeck/engine'
import { yearOf } from './civil-day.ts'
import type { CivilDay } from './civil-day.ts'

const DAY_MS = 86_400_000

/** The instant of a wall time: `minutes` since local midnight, which may run past the day (24 * 60 is the next midnight). */
export function instantOf(zone: string, day: CivilDay, minutes: number): Micros {
  const whole = day + Math.floor(minutes / 1440)
  const rest = ((minutes % 1440) + 1440) % 1440
  const date = new Date(whole * DAY_MS)
  return (
    Temporal.ZonedDateTime.from({
      timeZone: zone,
      year: yearOf(whole),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: Math.floor(rest / 60),
      minute: rest % 60,
    }).epochMilliseconds * 1000
  )
}

/** The civil day that the zone's clocks show at an instant. */
export function civilDayAt(zone: string, at: Micros): CivilDay {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 1000)).toZonedDateTimeISO(zone)
  return Date.UTC(local.year, local.month - 1, local.day) / DAY_MS
}

/** Whether the runtime knows a zone by this IANA name. */
export function isZone(name: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
