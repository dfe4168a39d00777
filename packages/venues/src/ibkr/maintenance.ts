/**
 * When the venue is expected to be away: sessions end at the region's midnight, and at the weekend it is worked on. Its documents
 * differ by an hour, so both are within. It is tried all the same; only nobody is alarmed.
 */

import { wallClock, type ExchangeRegion } from './zone.ts'

const SATURDAY = 6
const HOUR = 60
const RESET_FROM = 23 * HOUR + 45
const RESET_TO = HOUR + 15

/** Why the venue may be away at a time, UTC milliseconds; null: it should be there. */
export function expectedOutage(atMs: number, region: ExchangeRegion): string | null {
  const newYork = wallClock(atMs, 'America/New_York')
  const weekend =
    (newYork.weekday === SATURDAY && newYork.minute >= 23 * HOUR) ||
    (newYork.weekday === 0 && newYork.minute < 3 * HOUR)
  if (weekend) return 'the weekly maintenance, Saturday 23:00 to Sunday 03:00 in New York'
  const { minute } = wallClock(atMs, region)
  return minute >= RESET_FROM || minute < RESET_TO
    ? `the daily reset, 23:45 to 01:15 in ${region.replace('_', ' ')}`
    : null
}
