/** The timers that a strategy has set, by name; what is due comes earliest first, in order of setting within one instant. */

import type { Micros, SetTimerIntent, TimerSchedule } from '@quarterdeck/sdk'
import type { SessionCalendar } from '@quarterdeck/market-data'

/** A strategy asked for the sessions of a calendar that the backtest was not given. */
export class CalendarMissing extends Error {
  override readonly name = 'CalendarMissing'
}

interface Timer {
  readonly name: string
  readonly schedule: TimerSchedule
  readonly due: Micros
  readonly sequence: number
}

/** Plain JSON of the timers that are set. */
export interface TimersState {
  readonly timers: readonly Timer[]
  readonly sequence: number
}

/** How far ahead a calendar is asked for the next session. */
const SESSION_SEARCH_MICROS = 15 * 86_400e6

export class Timers {
  private timers: Timer[] = []
  private sequence = 0
  private readonly calendars: Readonly<Record<string, SessionCalendar>>
  /** When the next one is due; Infinity: none is. */
  nextAt: Micros = Number.POSITIVE_INFINITY

  constructor(calendars: Readonly<Record<string, SessionCalendar>>) {
    this.calendars = calendars
  }

  /** Sets a timer in the place of an earlier one of its name. Throws `CalendarMissing` for a calendar that is not there. */
  set({ name, schedule }: SetTimerIntent, now: Micros): void {
    this.cancel(name)
    const due = this.firstDue(schedule, now)
    if (due === null) return
    this.sequence += 1
    this.timers.push({ name, schedule, due, sequence: this.sequence })
    this.plan()
  }

  cancel(name: string): void {
    this.timers = this.timers.filter((timer) => timer.name !== name)
    this.plan()
  }

  /** Takes out what is due first, and sets it anew where it repeats. */
  take(): { readonly name: string; readonly due: Micros } {
    const first = this.timers[0]
    if (first === undefined) throw new Error('Invariant: a timer is due')
    this.timers.shift()
    const next = this.dueAfter(first.schedule, first.due)
    if (next !== null) this.timers.push({ ...first, due: next })
    this.plan()
    return first
  }

  state(): TimersState {
    return { timers: this.timers, sequence: this.sequence }
  }

  restore(state: TimersState): void {
    this.timers = [...state.timers]
    this.sequence = state.sequence
    this.plan()
  }

  private plan(): void {
    this.timers.sort((one, other) => one.due - other.due || one.sequence - other.sequence)
    this.nextAt = this.timers[0]?.due ?? Number.POSITIVE_INFINITY
  }

  private firstDue(schedule: TimerSchedule, now: Micros): Micros | null {
    if (schedule.kind === 'ONCE') return Math.max(schedule.at, now)
    if (schedule.kind === 'EVERY') return Math.max(schedule.first, now)
    return this.sessionEdge(schedule, now)
  }

  private dueAfter(schedule: TimerSchedule, due: Micros): Micros | null {
    if (schedule.kind === 'ONCE') return null
    if (schedule.kind === 'EVERY') return due + schedule.interval
    return this.sessionEdge(schedule, due)
  }

  /** The first opening or close of a session, shifted, after an instant. */
  private sessionEdge(schedule: Extract<TimerSchedule, { kind: 'SESSION' }>, after: Micros): Micros | null {
    const calendar = this.calendars[schedule.calendar]
    if (calendar === undefined) {
      const known = Object.keys(this.calendars).join(', ') || 'none'
      throw new CalendarMissing(`the backtest has no calendar "${schedule.calendar}"; there are: ${known}`)
    }
    const from = after - Math.abs(schedule.offset) - 86_400e6
    for (const session of calendar.sessions(
      from,
      after + Math.abs(schedule.offset) + SESSION_SEARCH_MICROS,
    )) {
      const edge = (schedule.at === 'OPEN' ? session.open : session.close) + schedule.offset
      if (edge > after) return edge
    }
    return null
  }
}
