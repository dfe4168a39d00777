/** Markets without a nightly close: crypto never closes, currencies close for the weekend. Their sessions touch. */
import type { CalendarRules, CalendarSource, SessionHours } from './calendar-rules.ts'
import { civilDayOf, weekdayOf } from './civil-day.ts'

const DAY_MINUTES = 1440
const FIVE_PM = 17 * 60
const SATURDAY = 5
const CONVENTION: CalendarSource = { package: 'rule', version: '1', calendar: '', license: '' }
const WHOLE_DAY: SessionHours = { open: 0, close: DAY_MINUTES, pause: null }
const NEW_YORK_DAY: SessionHours = { open: FIVE_PM - DAY_MINUTES, close: FIVE_PM, pause: null }

/** Always open. Its sessions are the days of UTC, so that daily bars and DAY orders have an end. */
export const ALWAYS: CalendarRules = {
  name: '24/7',
  title: 'Markets that never close',
  zone: 'UTC',
  source: { ...CONVENTION, calendar: 'every day of UTC' },
  corrections: [],
  hasBreaks: false,
  first: civilDayOf('1900-01-01'),
  last: civilDayOf('2199-12-31'),
  hoursOf: () => WHOLE_DAY,
  usualHoursOf: () => WHOLE_DAY,
  holidayName: () => null,
}

const newYorkDay = (date: number): SessionHours | null => (weekdayOf(date) < SATURDAY ? NEW_YORK_DAY : null)

/** Currencies and metals over the counter: Sunday 17:00 to Friday 17:00 New York, holidays included. */
export const FX: CalendarRules = {
  name: 'FX',
  title: 'Currencies over the counter',
  zone: 'America/New_York',
  source: { ...CONVENTION, calendar: 'the trade date rolls at 17:00 New York, Sunday to Friday' },
  corrections: [],
  hasBreaks: false,
  first: civilDayOf('1971-01-01'),
  last: civilDayOf('2199-12-31'),
  hoursOf: newYorkDay,
  usualHoursOf: newYorkDay,
  holidayName: () => null,
}
