/** From points of any spacing to one a period: the last equity of each day, week or month, and the returns between. */
import { simpleReturns } from '../statistics/index.ts'
import type { ReportDefinitions } from './definitions.ts'

const MICROS_PER_MINUTE = 60_000_000
const MICROS_PER_DAY = 1440 * MICROS_PER_MINUTE
/** 1970-01-01 was a Thursday: this many days later a Monday begins. */
const FIRST_MONDAY = 4

/** Places of the last point of each period, ascending; a period without a point is no period. */
export function lastOfEachPeriod(times: Float64Array, definitions: ReportDefinitions): Int32Array {
  if (definitions.sampling === 'BAR') return Int32Array.from(times, (_, i) => i)
  const places: number[] = []
  const firstDay = definitions.dayStartMinutesUtc * MICROS_PER_MINUTE
  let day = Number.NaN
  let current = Number.NaN
  let period = Number.NaN
  for (let i = 0; i < times.length; i++) {
    const itsDay = Math.floor(((times[i] ?? 0) - firstDay) / MICROS_PER_DAY)
    // Points of one day share every longer period too.
    if (itsDay !== day) period = periodOf(itsDay, definitions.sampling)
    day = itsDay
    if (period === current) places[places.length - 1] = i
    else places.push(i)
    current = period
  }
  return Int32Array.from(places)
}

/** A number that two days share exactly if they lie in the same period. */
function periodOf(day: number, sampling: ReportDefinitions['sampling']): number {
  if (sampling === 'WEEK') return Math.floor((day - FIRST_MONDAY) / 7)
  if (sampling === 'MONTH') {
    const date = new Date(day * 86_400_000)
    return date.getUTCFullYear() * 12 + date.getUTCMonth()
  }
  return day
}

/** The values at the given places. */
export function at(values: Float64Array, places: Int32Array): Float64Array {
  return Float64Array.from(places, (place) => values[place] ?? Number.NaN)
}

/** One return for each period: the first from the initial value, or NaN where it has none. */
export function periodReturns(
  values: Float64Array,
  initial: number,
  firstPeriod: ReportDefinitions['firstPeriod'],
): Float64Array {
  const first = firstPeriod === 'FROM_CAPITAL' ? (values[0] ?? Number.NaN) / initial - 1 : Number.NaN
  return prepend(first, simpleReturns(values))
}

/** A series with one value in front. */
export function prepend(first: number, rest: Float64Array): Float64Array {
  const all = new Float64Array(rest.length + 1)
  all[0] = first
  all.set(rest, 1)
  return all
}
