/** When an exchange trades, as far as validation and resampling need to know; calendars of real exchanges implement it. */
import { DAY_MICROS } from '../series/timeframe.ts'

/** One trading session, in microseconds UTC: bars open from `open` up to, without, `close`. */
export interface Session {
  readonly open: number
  readonly close: number
  /** The trade date in days since 1970; where it is left out the date of the session's end counts. */
  readonly date?: number
  /** A break within it, closed from `start` up to, without, `end`. */
  readonly pause?: { readonly start: number; readonly end: number } | null
}

/** The trade date of a session in days since 1970: exchanges count an evening's trading to the day that follows. */
export function sessionDay({ close, date }: Session): number {
  return date ?? Math.floor((close - 1) / DAY_MICROS)
}

export interface SessionCalendar {
  /** Sessions that overlap the span from `from` up to, without, `to` (microseconds UTC), in order, none overlapping another. */
  sessions(from: number, to: number): readonly Session[]
}

/** Markets that never close: one session a UTC day. */
export const ALWAYS_OPEN: SessionCalendar = {
  sessions(from, to) {
    const days: Session[] = []
    for (let open = Math.floor(from / DAY_MICROS) * DAY_MICROS; open < to; open += DAY_MICROS) {
      days.push({ open, close: open + DAY_MICROS })
    }
    return days
  },
}
