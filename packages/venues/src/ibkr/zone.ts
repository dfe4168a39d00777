/** Clocks on the wall of the places where the venue's days end and its contracts expire. */

import type { Micros } from '@quarterdeck/engine'

export const EXCHANGE_REGIONS = ['America/New_York', 'Europe/Zurich', 'Asia/Hong_Kong'] as const
export type ExchangeRegion = (typeof EXCHANGE_REGIONS)[number]

export interface WallClock {
  /** 0 is Sunday. */
  readonly weekday: number
  /** Minutes since midnight. */
  readonly minute: number
}

const FORMATS = new Map<string, Intl.DateTimeFormat>()

/** What the clock on the wall shows at an instant, UTC milliseconds. */
export function wallClock(atMs: number, zone: string): WallClock {
  const shown = new Date(atMs + offsetMs(atMs, zone))
  return { weekday: shown.getUTCDay(), minute: shown.getUTCHours() * 60 + shown.getUTCMinutes() }
}

/** The instant at which it is so many minutes past midnight of a day, YYYYMMDD, in a zone; null: it is no day. */
export function wallInstant(day: string, minute: number, zone: string): Micros | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(day)
  if (match === null) return null
  const asUtc = Date.parse(`${match[1]}-${match[2]}-${match[3]}T00:00:00Z`) + minute * 60_000
  if (Number.isNaN(asUtc)) return null
  // The offset of a moment near it, then that of the moment itself: they differ only around a change of the clocks.
  const near = asUtc - offsetMs(asUtc, zone)
  return (asUtc - offsetMs(near, zone)) * 1_000
}

/** How far the clock on the wall is ahead of UTC. */
function offsetMs(atMs: number, zone: string): number {
  let format = FORMATS.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    FORMATS.set(zone, format)
  }
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return shown - Math.floor(atMs / 1_000) * 1_000
}
