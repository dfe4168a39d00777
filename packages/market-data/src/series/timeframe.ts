/** How long a bar is: seconds to days have a length, weeks and months follow the calendar, ticks have none. */

export type TimeframeUnit = 's' | 'm' | 'h' | 'd' | 'w' | 'mo'

/** `tick` for trades, quotes and depth, otherwise a count and a unit: `30s`, `1m`, `4h`, `1d`, `1w`, `1mo`. */
export type Timeframe = 'tick' | `${number}${TimeframeUnit}`

const MICROS: Readonly<Record<Exclude<TimeframeUnit, 'mo'>, number>> = {
  s: 1e6,
  m: 60e6,
  h: 3_600e6,
  d: 86_400e6,
  w: 7 * 86_400e6,
}
const FORM = /^([1-9]\d{0,3})(mo|s|m|h|d|w)$/

/** Microseconds of a day. */
export const DAY_MICROS: number = MICROS.d

export interface ParsedTimeframe {
  readonly count: number
  readonly unit: TimeframeUnit
}

/** Reads a timeframe; undefined for `tick` and for anything that is no timeframe. */
export function timeframeParts(text: string): ParsedTimeframe | undefined {
  const [, count, unit] = FORM.exec(text) ?? []
  return count === undefined ? undefined : { count: Number(count), unit: unit as TimeframeUnit }
}

/** Whether a text names a timeframe. */
export function isTimeframe(text: string): text is Timeframe {
  return text === 'tick' || timeframeParts(text) !== undefined
}

/** Length of a bar in microseconds; undefined for ticks and months, which have no fixed one. */
export function timeframeMicros(timeframe: Timeframe): number | undefined {
  const parts = timeframeParts(timeframe)
  return parts === undefined || parts.unit === 'mo' ? undefined : parts.count * MICROS[parts.unit]
}

/** Whether bars of this length lie within a trading day. */
export function isIntraday(timeframe: Timeframe): boolean {
  const micros = timeframeMicros(timeframe)
  return timeframe === 'tick' || (micros !== undefined && micros < DAY_MICROS)
}

/** The timeframe of bars that lie `micros` apart, in its largest unit; undefined for a distance that is no whole second. */
export function timeframeOfMicros(micros: number): Timeframe | undefined {
  for (const unit of ['w', 'd', 'h', 'm', 's'] as const) {
    if (micros >= MICROS[unit] && micros % MICROS[unit] === 0) return `${micros / MICROS[unit]}${unit}`
  }
  return undefined
}
