/** How much of what an exchange traded a series holds: bars expected by its calendar against bars there. */
import { dateOf } from '../calendar/civil-day.ts'
import type { ExchangeCalendar } from '../calendar/exchange-calendar.ts'
import type { BarColumns } from '../columns/bar-columns.ts'
import { MarketDataError } from '../market-data-error.ts'
import { DAY_MICROS, timeframeMicros, type Timeframe } from '../series/timeframe.ts'

export interface CoverageOptions {
  /** Up to a day: longer bars have no slots on a calendar of sessions. */
  readonly timeframe: Timeframe
  readonly calendar: ExchangeCalendar
  /** Span to be covered, microseconds UTC; that of the bars unless given. */
  readonly from?: number
  readonly to?: number
}

export interface YearCoverage {
  readonly year: number
  readonly expected: number
  readonly present: number
}

export interface Coverage {
  readonly expected: number
  /** Expected slots that hold a bar. */
  readonly present: number
  /** `present` of `expected`, 0 to 1; 1 where nothing is expected. */
  readonly share: number
  /** Bars where the calendar expects none: outside of sessions, or off the grid of the others. */
  readonly unexpected: number
  readonly years: readonly YearCoverage[]
}

/**
 * Counts slots. Daily bars are matched by date. Shorter bars lie on a grid whose phase is that of the first bar (so that hours
 * may begin at :00 or at :30), and a slot is expected where it overlaps an open span. Markets that trade seldom leave slots
 * without a bar and without a fault: the share says how dense a series is, not that it is broken.
 */
export function coverageOf(bars: BarColumns, options: CoverageOptions): Coverage {
  const length = timeframeMicros(options.timeframe)
  if (length === undefined || length > DAY_MICROS) {
    throw new MarketDataError(
      'BAD_OPTION',
      `coverage is counted for bars up to 1d, not ${options.timeframe}`,
      {
        field: 'timeframe',
      },
    )
  }
  const last = bars.time[bars.length - 1]
  const from = options.from ?? bars.time[0] ?? 0
  const to = options.to ?? (last === undefined ? from : last + length)
  const phase = length === DAY_MICROS ? 0 : (((bars.time[0] ?? 0) % length) + length) % length
  const slots = slotsOf({ ...options, from, to }, { length, phase })
  const years = new Map<number, { expected: number; present: number }>()
  let [present, expected, row] = [0, 0, 0]
  for (const slot of slots) {
    while (row < bars.length && bars.time[row]! < slot) row += 1
    const year = Number(dateOf(Math.floor(slot / DAY_MICROS)).slice(0, 4))
    const counted = years.get(year) ?? { expected: 0, present: 0 }
    const hit = bars.time[row] === slot ? 1 : 0
    expected += 1
    present += hit
    years.set(year, { expected: counted.expected + 1, present: counted.present + hit })
  }
  const within = bars.time.filter((time) => time >= from && time < to).length
  return {
    expected,
    present,
    share: expected === 0 ? 1 : present / expected,
    unexpected: within - present,
    years: [...years].map(([year, counts]) => ({ year, ...counts })),
  }
}

interface Grid {
  readonly length: number
  readonly phase: number
}

/** Openings of the expected bars within a span, in order, each once. */
function slotsOf(
  { calendar, from, to }: CoverageOptions & { readonly from: number; readonly to: number },
  { length, phase }: Grid,
): readonly number[] {
  if (to <= from) return []
  if (length === DAY_MICROS) {
    const slots: number[] = []
    for (let day = Math.ceil(from / DAY_MICROS); day * DAY_MICROS < to; day += 1) {
      if (calendar.sessionOf(day) !== null) slots.push(day * DAY_MICROS)
    }
    return slots
  }
  const slots: number[] = []
  for (const { open, close } of calendar.openSpans(from, to)) {
    const first = Math.floor((open - phase) / length) * length + phase
    for (let slot = first; slot < close; slot += length) {
      if (slot >= from && slot < to && slot !== slots.at(-1)) slots.push(slot)
    }
  }
  return slots
}
