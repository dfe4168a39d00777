/** Bars for spans in which nothing was traded, for readers that need one in every place. */
import { createBarColumns, BAR_FIELDS, sliceBars, type BarColumns } from '../columns/bar-columns.ts'
import { MarketDataError } from '../market-data-error.ts'
import { timeframeMicros, type Timeframe } from '../series/timeframe.ts'
import { ALWAYS_OPEN, type SessionCalendar } from '../validation/session-calendar.ts'

/**
 * Puts a flat bar at the previous close, without volume, wherever one is missing between the first and the last.
 *
 * With a calendar only places within its sessions are filled. Throws `BAD_OPTION` for a timeframe without a fixed length.
 */
export function fillGaps(
  bars: BarColumns,
  {
    timeframe,
    calendar = ALWAYS_OPEN,
  }: { readonly timeframe: Timeframe; readonly calendar?: SessionCalendar },
): BarColumns {
  const step = timeframeMicros(timeframe)
  if (step === undefined) {
    throw new MarketDataError('BAD_OPTION', `"${timeframe}" has no fixed length`, { field: 'timeframe' })
  }
  if (bars.length === 0) return bars
  const places = placesBetween(bars, step, sessionTest(bars, calendar))
  return places.length === 0 ? bars : filled(bars, places)
}

/** Times at which a bar is missing, in order. */
function placesBetween(bars: BarColumns, step: number, inSession: (time: number) => boolean): number[] {
  const places: number[] = []
  for (let row = 1; row < bars.length; row += 1) {
    const next = bars.time[row]!
    for (let time = bars.time[row - 1]! + step; time < next; time += step)
      if (inSession(time)) places.push(time)
  }
  return places
}

/** The bars without the last, which may not have ended when it was recorded. */
export function dropUnfinished(bars: BarColumns): BarColumns {
  return sliceBars(bars, 0, Math.max(0, bars.length - 1))
}

function sessionTest(bars: BarColumns, calendar: SessionCalendar): (time: number) => boolean {
  const sessions = calendar.sessions(bars.time[0]!, bars.time[bars.length - 1]! + 1)
  let at = 0
  return (time) => {
    while (at < sessions.length && sessions[at]!.close <= time) at += 1
    return at < sessions.length && sessions[at]!.open <= time
  }
}

function filled(bars: BarColumns, places: readonly number[]): BarColumns {
  const all = createBarColumns(bars.length + places.length)
  let row = 0
  let place = 0
  for (let at = 0; at < all.length; at += 1) {
    const missing = place < places.length ? places[place]! : Number.POSITIVE_INFINITY
    if (row < bars.length && bars.time[row]! < missing) {
      for (const field of BAR_FIELDS) all[field][at] = bars[field][row]!
      row += 1
      continue
    }
    all.time[at] = missing
    for (const field of ['open', 'high', 'low', 'close'] as const) all[field][at] = bars.close[row - 1]!
    place += 1
  }
  return all
}
