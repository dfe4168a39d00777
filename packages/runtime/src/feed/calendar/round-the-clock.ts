/** Markets without a nightly close: crypto never closes, currencies close for the weekend. Their sessions touch. */

import { WEEKDAY, weekdayOf } from './civil-day.ts'
import type { TradingCalendar } from './calendar.ts'
import { instantOf } from './zone.ts'

const DAY_MICROS = 86_400_000_000
const NEW_YORK = 'America/New_York'
const FIVE_PM = 17 * 60

/** Always open. Its sessions end at 00:00 UTC only so that DAY orders have an end. */
export const ALWAYS: TradingCalendar = {
  name: '24/7',
  zone: 'UTC',
  sessionOf: (tradeDate) => ({ opensAt: tradeDate * DAY_MICROS, closesAt: (tradeDate + 1) * DAY_MICROS }),
}

/** Currencies and metals: Sunday 17:00 to Friday 17:00 New York; the trade date rolls at 17:00, without a break. */
export const FX: TradingCalendar = {
  name: 'FX',
  zone: NEW_YORK,
  sessionOf(tradeDate) {
    if (weekdayOf(tradeDate) >= WEEKDAY.saturday) return null
    return {
      opensAt: instantOf(NEW_YORK, tradeDate - 1, FIVE_PM),
      closesAt: instantOf(NEW_YORK, tradeDate, FIVE_PM),
    }
  },
}
