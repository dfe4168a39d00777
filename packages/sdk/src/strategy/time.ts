/**
 * Time as strategies see it: instants and spans are whole microseconds in plain numbers (exact until the year 2255).
 * Nothing here knows the machine's clock or zone.
 */

/** An instant: microseconds since 1970-01-01T00:00:00Z. */
export type Micros = number

/** Length of a bar: a count and a unit, for example `1m`, `15m`, `4h`, `1d`. Seconds, minutes, hours, days, weeks. */
export type Timeframe = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`

/** Microseconds in one of each unit. */
export const UNIT_MICROS = {
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
  w: 604_800_000_000,
} as const
