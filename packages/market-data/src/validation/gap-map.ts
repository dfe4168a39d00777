/** Which bars are missing in which session, which lie outside all sessions, and which are off the grid of their timeframe. */
import { firstRowAtOrAfter, type BarColumns } from '../columns/bar-columns.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import type { FindingTally } from './findings.ts'
import { sessionDay, type Session, type SessionCalendar } from './session-calendar.ts'

/** A run of bars that are missing within one session, times in microseconds UTC. */
export interface GapRun {
  /** Trade date of the session in days since 1970. */
  readonly day: number
  /** When the first missing bar opens. */
  readonly from: number
  /** When the last missing bar ends. */
  readonly to: number
  readonly missing: number
}

export interface GapMap {
  /** Bars that sessions have room for, from the first bar to the last. */
  readonly expected: number
  readonly present: number
  readonly missing: number
  readonly runCount: number
  /** The first runs, at most 10,000. */
  readonly runs: readonly GapRun[]
}

const RUNS_MAX = 10_000

export interface GapOptions {
  /** Length of a bar. */
  readonly step: number
  readonly calendar: SessionCalendar
  readonly found: FindingTally
}

interface Tally {
  expected: number
  present: number
  missing: number
  runCount: number
  readonly runs: GapRun[]
}

/** Finds the gaps of bars whose times rise. Daily bars are named by their date: one is expected for each session. */
export function mapGaps(bars: BarColumns, options: GapOptions): GapMap {
  const tally: Tally = { expected: 0, present: 0, missing: 0, runCount: 0, runs: [] }
  if (bars.length === 0) return tally
  if (options.step >= DAY_MICROS) mapDays(bars, options, tally)
  else mapSessions(bars, options, tally)
  return tally
}

function mapSessions(bars: BarColumns, { step, calendar, found }: GapOptions, tally: Tally): void {
  const { time } = bars
  const last = time[bars.length - 1]!
  let row = 0
  for (const session of calendar.sessions(time[0]!, last + 1)) {
    for (; row < bars.length && time[row]! < session.open; row += 1)
      found.add('SESSIONS', row, 'outside the sessions')
    for (const span of openSpans(session)) {
      for (; row < bars.length && time[row]! < span.open; row += 1)
        found.add('SESSIONS', row, 'within a break')
      const end = Math.min(span.close, last + step)
      let expected = Math.max(span.open, gridFrom(span.open, time[0]!, step))
      for (; row < bars.length && time[row]! < span.close; row += 1) {
        const at = time[row]!
        // Each bar costs one test; whatever is not simply the next one is looked at apart.
        if (at !== expected) {
          const off = (at - span.open) % step
          if (off !== 0) found.add('TIMEFRAME', row, 'off the grid of its timeframe')
          const missing = Math.floor((at - expected) / step)
          if (missing > 0) addRun(tally, { session, from: expected, missing, step, row, found })
          expected = at - off
        }
        tally.present += 1
        expected += step
      }
      const missing = Math.ceil((end - expected) / step)
      if (missing > 0)
        addRun(tally, { session, from: expected, missing, step, row: Math.max(0, row - 1), found })
    }
  }
  for (; row < bars.length; row += 1) found.add('SESSIONS', row, 'outside the sessions')
  tally.expected = tally.present + tally.missing
}

function mapDays(bars: BarColumns, { step, calendar, found }: GapOptions, tally: Tally): void {
  const first = Math.floor(bars.time[0]! / DAY_MICROS)
  const last = Math.floor(bars.time[bars.length - 1]! / DAY_MICROS)
  const span = { from: first * DAY_MICROS, to: (last + 1) * DAY_MICROS }
  const days = new Set(
    calendar
      .sessions(span.from, span.to)
      .map(sessionDay)
      .filter((day) => day >= first && day <= last),
  )
  const isEveryDay = step === DAY_MICROS
  const seen = new Set<number>()
  for (let row = 0; row < bars.length; row += 1) {
    const day = Math.floor(bars.time[row]! / DAY_MICROS)
    seen.add(day)
    if (isEveryDay && !days.has(day)) found.add('SESSIONS', row, 'on a day without a session')
    else tally.present += 1
  }
  if (isEveryDay) addMissingDays(bars, { days: [...days], seen, found }, tally)
  tally.expected = tally.present + tally.missing
}

function addMissingDays(
  bars: BarColumns,
  { days, seen, found }: { days: readonly number[]; seen: ReadonlySet<number>; found: FindingTally },
  tally: Tally,
): void {
  let from = 0
  let missing = 0
  for (const [index, day] of days.entries()) {
    if (!seen.has(day)) {
      if (missing === 0) from = day
      missing += 1
      if (index + 1 < days.length) continue
    }
    if (missing === 0) continue
    const row = Math.max(0, firstRowAtOrAfter(bars.time, from * DAY_MICROS) - 1)
    const session = { open: from * DAY_MICROS, close: from * DAY_MICROS + DAY_MICROS, date: from }
    addRun(tally, { session, from: from * DAY_MICROS, missing, step: DAY_MICROS, row, found })
    missing = 0
  }
}

function addRun(
  tally: Tally,
  run: {
    readonly session: Session
    readonly from: number
    readonly missing: number
    readonly step: number
    readonly row: number
    readonly found: FindingTally
  },
): void {
  const { session, from, missing, step } = run
  tally.missing += missing
  tally.runCount += 1
  const start = new Date(from / 1000).toISOString()
  run.found.add('GAPS', run.row, `${missing} bars missing from ${start}`)
  if (tally.runs.length < RUNS_MAX) {
    tally.runs.push({ day: sessionDay(session), from, to: from + missing * step, missing })
  }
}

/** The first place of the grid that starts at `open` and is not before `time`. */
function gridFrom(open: number, time: number, step: number): number {
  return open + Math.ceil((time - open) / step) * step
}

function openSpans({
  open,
  close,
  pause,
}: Session): readonly { readonly open: number; readonly close: number }[] {
  return pause == null
    ? [{ open, close }]
    : [
        { open, close: pause.start },
        { open: pause.end, close },
      ]
}
