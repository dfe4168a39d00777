/** The exchange calendars by name; each is read from its file when it is first asked for. */
import { MarketDataError } from '../market-data-error.ts'
import { readCalendarFile } from './calendar-file.ts'
import { createExchangeCalendar, type ExchangeCalendar } from './exchange-calendar.ts'
import { ALWAYS, FX } from './round-the-clock.ts'

/** Calendars with a file of their own; XNYS is also Nasdaq's, CME-METALS also that of energy. */
export const FILED_CALENDARS = [
  'XNYS',
  'XLON',
  'XETR',
  'XPAR',
  'XAMS',
  'XBRU',
  'XLIS',
  'XTSE',
  'XHKG',
  'XTKS',
  'XASX',
  'CBOE-OPTIONS',
  'CBOE-INDEX-OPTIONS',
  'CME-EQUITY',
  'CME-FX',
  'CME-RATES',
  'CME-METALS',
  'CME-CRYPTO',
] as const

/** Other names, as venues and other programs write them. */
const ALIASES: Readonly<Record<string, string>> = {
  NYSE: 'XNYS',
  NASDAQ: 'XNYS',
  XNAS: 'XNYS',
  ARCX: 'XNYS',
  LSE: 'XLON',
  XETRA: 'XETR',
  EURONEXT: 'XPAR',
  TSX: 'XTSE',
  HKEX: 'XHKG',
  JPX: 'XTKS',
  ASX: 'XASX',
  XCBO: 'CBOE-OPTIONS',
  CME: 'CME-EQUITY',
  'CME-ENERGY': 'CME-METALS',
  COMEX: 'CME-METALS',
  NYMEX: 'CME-METALS',
  CRYPTO: '24/7',
  '24/5': 'FX',
}

/** Names of all calendars, without their other names. */
export const CALENDAR_NAMES: readonly string[] = [ALWAYS.name, FX.name, ...FILED_CALENDARS]

const read = new Map<string, ExchangeCalendar>([
  [ALWAYS.name, createExchangeCalendar(ALWAYS)],
  [FX.name, createExchangeCalendar(FX)],
])

/** The calendar of a name or one of its other names. Refuses a name that is not known, with those that are. */
export function exchangeCalendar(name: string): ExchangeCalendar {
  const canonical = ALIASES[name] ?? name
  const known = read.get(canonical)
  if (known !== undefined) return known
  if (!CALENDAR_NAMES.includes(canonical)) {
    throw new MarketDataError(
      'NOT_FOUND',
      `calendar "${name}" is not known; allowed: ${CALENDAR_NAMES.join(', ')}, or ${Object.keys(ALIASES).join(', ')}`,
      { field: 'calendar' },
    )
  }
  const calendar = createExchangeCalendar(readCalendarFile(canonical).rules)
  read.set(canonical, calendar)
  return calendar
}
