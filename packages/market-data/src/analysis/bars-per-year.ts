/** How many bars a year has, which turns a measure per bar into one per year. */
import type { ExchangeCalendar } from '../calendar/exchange-calendar.ts'
import { civilDayOf } from '../calendar/civil-day.ts'
import { MarketDataError } from '../market-data-error.ts'
import { isIntraday, timeframeMicros, type Timeframe } from '../series/timeframe.ts'

const MINUTE_MICROS = 60e6
const DAYS_PER_YEAR = 365.2425

/**
 * Bars of a timeframe that an exchange gives in a calendar year, counted on its calendar: sessions for days, trading minutes
 * for less, calendar days over the length for weeks and more.
 */
export function barsPerYear(timeframe: Timeframe, calendar: ExchangeCalendar, year: number): number {
  const [first, last] = [civilDayOf(`${year}-01-01`), civilDayOf(`${year}-12-31`)]
  const micros = timeframeMicros(timeframe)
  if (timeframe === 'tick') {
    throw new MarketDataError('BAD_OPTION', 'ticks have no number in a year', { field: 'timeframe' })
  }
  if (micros === undefined) return 12 / Number.parseInt(timeframe, 10)
  let [sessions, minutes] = [0, 0]
  for (let date = first; date <= last; date += 1) {
    const session = calendar.sessionOf(date)
    if (session === null) continue
    sessions += 1
    minutes += calendar.openMinutes(session.open, session.close)
  }
  if (isIntraday(timeframe)) return minutes / (micros / MINUTE_MICROS)
  const days = micros / (1440 * MINUTE_MICROS)
  return days < 7 ? sessions / days : DAYS_PER_YEAR / days
}
