/** Bars for spans in which nothing was traded, for readers that need one in every place. */
import { createBarColumns, BAR_FIELDS, pickBars, sliceBars, type BarColumns } from '../columns/bar-columns.ts'
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
  const wanted: number[] = []
  // A row to copy, or -1 - row for a flat bar after that row.
  const sources: number[] = []
  const inSession = sessionTest(bars, calendar)
  for (let row = 0; row < bars.length; row += 1) {
    wanted.push(bars.time[row]!)
    sources.push(row)
    const next = row + 1 < bars.length ? bars.time[row + 1]! : Number.NEGATIVE_INFINITY
    for (let time = bars.time[row]! + step; time < next; time += step) {
      if (!inSession(time)) continue
      wanted.push(time)
      sources.push(-1 - row)
    }
  }
  return filled(bars, wanted, sources)
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

function filled(bars: BarColumns, times: readonly number[], sources: readonly number[]): BarColumns {
  if (times.length === bars.length) return bars
  const rows = sources.map((source) => (source < 0 ? -1 - source : source))
  const all = createBarColumns(times.length)
  const copied = pickBars(bars, rows)
  for (const field of BAR_FIELDS) all[field].set(copied[field])
  for (const [row, source] of sources.entries()) {
    if (source >= 0) continue
    const close = bars.close[-1 - source]!
    all.time[row] = times[row]!
    for (const field of ['open', 'high', 'low', 'close'] as const) all[field][row] = close
    all.volume[row] = 0
  }
  return all
}
