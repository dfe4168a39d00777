/** Whether returns differ by month, weekday or hour, on the clocks of a zone. */
import { dateOf, weekdayOf } from '../calendar/civil-day.ts'
import { zoneClock, type ZoneClock } from '../calendar/zone-clock.ts'
import { MarketDataError } from '../market-data-error.ts'
import type { TimedValues } from './returns.ts'
import { mean, quantileOfSorted, sampleDeviation } from './statistics.ts'

export const SEASONS = ['month', 'weekday', 'hour'] as const
export type Season = (typeof SEASONS)[number]

export interface SeasonalOptions {
  readonly by: Season
  /** IANA zone whose clocks count; `UTC` for daily bars, which are dated at midnight UTC. */
  readonly zone: string
}

export interface SeasonalBucket {
  /** Month 1 to 12, weekday 1 (Monday) to 7, hour 0 to 23. */
  readonly key: number
  readonly count: number
  readonly mean: number
  readonly median: number
  /** Sample standard deviation; NaN of a single return. */
  readonly deviation: number
  /** Share of returns above 0. */
  readonly positiveShare: number
  /** Mean over its standard error: beyond 2 it is rarely chance, but twelve months are twelve trials. NaN of a single return. */
  readonly tStatistic: number
}

const KEY_OF: Readonly<Record<Season, (clock: ZoneClock, at: number) => number>> = {
  month: (clock, at) => Number(dateOf(clock.dayAt(at)).slice(5, 7)),
  weekday: (clock, at) => weekdayOf(clock.dayAt(at)) + 1,
  hour: (clock, at) => clock.hourAt(at),
}

/** One bucket for each key that has returns, in order. A return counts where its time lies (the bar that it ends in). */
export function seasonality(returns: TimedValues, { by, zone }: SeasonalOptions): readonly SeasonalBucket[] {
  if (!SEASONS.includes(by)) {
    throw new MarketDataError('BAD_OPTION', `season "${by}" is none of ${SEASONS.join(', ')}`, {
      field: 'by',
    })
  }
  const clock = clockOf(zone)
  const buckets = new Map<number, number[]>()
  for (const [row, time] of returns.time.entries()) {
    const key = KEY_OF[by](clock, time)
    const bucket = buckets.get(key)
    if (bucket === undefined) buckets.set(key, [returns.value[row]!])
    else bucket.push(returns.value[row]!)
  }
  return [...buckets].toSorted(([a], [b]) => a - b).map(([key, values]) => bucketOf(key, values))
}

function clockOf(zone: string): ZoneClock {
  try {
    return zoneClock(zone)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new MarketDataError('BAD_OPTION', `zone "${zone}" is no IANA time zone`, { field: 'zone' })
  }
}

function bucketOf(key: number, values: readonly number[]): SeasonalBucket {
  const [centre, deviation] = [mean(values), sampleDeviation(values)]
  return {
    key,
    count: values.length,
    mean: centre,
    median: quantileOfSorted(
      values.toSorted((a, b) => a - b),
      0.5,
    ),
    deviation,
    positiveShare: values.filter((value) => value > 0).length / values.length,
    tStatistic: centre / (deviation / Math.sqrt(values.length)),
  }
}
