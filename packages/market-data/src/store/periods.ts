/** Into which files a series is cut: by day, month, year or decade, so that a file holds a few thousand to some 50,000 bars. */
import { DAY_MICROS, timeframeMicros, type Timeframe } from '../series/timeframe.ts'

export type PeriodUnit = 'day' | 'month' | 'year' | 'decade'

/** One file's span of time: its name in paths, and its bounds in microseconds UTC, the end not included. */
export interface Period {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** The unit in which a series of this timeframe is cut. */
export function periodUnit(timeframe: Timeframe): PeriodUnit {
  if (timeframe === 'tick') return 'day'
  const micros = timeframeMicros(timeframe)
  if (micros === undefined || micros >= DAY_MICROS) return 'decade'
  if (micros >= 3_600e6) return 'year'
  return micros >= 60e6 ? 'month' : 'day'
}

/** The period that holds an instant. */
export function periodAt(unit: PeriodUnit, time: number): Period {
  const date = new Date(Math.floor(time / 1000))
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth()
  if (unit === 'day') {
    const from = Math.floor(time / DAY_MICROS) * DAY_MICROS
    return { name: date.toISOString().slice(0, 10), from, to: from + DAY_MICROS }
  }
  if (unit === 'month') {
    return { name: date.toISOString().slice(0, 7), from: micros(year, month), to: micros(year, month + 1) }
  }
  if (unit === 'year') return { name: String(year), from: micros(year, 0), to: micros(year + 1, 0) }
  const decade = Math.floor(year / 10) * 10
  return { name: `${decade}s`, from: micros(decade, 0), to: micros(decade + 10, 0) }
}

function micros(year: number, month: number): number {
  return Date.UTC(year, month, 1) * 1000
}
