/**
 * Time as strategies see it: instants and spans are whole microseconds in plain numbers (exact until the year 2255).
 * Nothing here knows the machine's clock or zone.
 */

/** An instant: microseconds since 1970-01-01T00:00:00Z. */
export type Micros = number

/** Length of a bar: a count and a unit, for example `1m`, `15m`, `4h`, `1d`. Seconds, minutes, hours, days, weeks. */
export type Timeframe = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`

const UNIT_MICROS = {
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
  w: 604_800_000_000,
} as const

const TIMEFRAME = /^([1-9]\d{0,4})([smhdw])$/

/** Microseconds in a timeframe or span such as `90s` or `4h`; null where the text is not one. */
export function timeframeMicros(text: string): Micros | null {
  const match = TIMEFRAME.exec(text)
  if (match === null) return null
  return Number(match[1]) * UNIT_MICROS[match[2] as keyof typeof UNIT_MICROS]
}

/** Whether a text is a timeframe: a count from 1 to 99,999 and one of `s m h d w`. */
export function isTimeframe(text: string): text is Timeframe {
  return TIMEFRAME.test(text)
}

/** An instant as ISO 8601 with `Z` and six digits after the second: `2026-03-02T14:30:00.000000Z`. */
export function isoInstant(instant: Micros): string {
  const day = Math.floor(instant / UNIT_MICROS.d)
  const inDay = instant - day * UNIT_MICROS.d
  const seconds = Math.floor(inDay / 1_000_000)
  const two = (value: number): string => value.toString().padStart(2, '0')
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${civilDate(day)}T${time}.${(inDay % 1_000_000).toString().padStart(6, '0')}Z`
}

// Howard Hinnant's civil calendar: eras of 400 years that begin on 1 March.
function civilDate(day: number): string {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${year.toString().padStart(4, '0')}-${month.toString().padStart(2, '0')}-${dayOfMonth.toString().padStart(2, '0')}`
}
