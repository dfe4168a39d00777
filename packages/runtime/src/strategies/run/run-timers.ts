/** The timers of a run, by the clock of this process and the calendars of exchanges. */
import type { Micros } from '@quarterdeck/engine'
import { CALENDAR_NAMES, type SessionCalendar, exchangeCalendar } from '@quarterdeck/market-data'
import type { SetTimerIntent, TimerSchedule } from '@quarterdeck/sdk'
import { StrategyTimers } from '@quarterdeck/simulation'

/** Every calendar there is, each made when it is first asked. */
const CALENDARS: Readonly<Record<string, SessionCalendar>> = Object.fromEntries(
  CALENDAR_NAMES.map((name) => [
    name,
    { sessions: (from: Micros, to: Micros) => exchangeCalendar(name).sessions(from, to) },
  ]),
)

export function runTimers(): StrategyTimers {
  return new StrategyTimers(CALENDARS)
}

/**
 * A timer that was set before a pause, as it is set again after it: what repeats goes on at its next turn, and what was missed in
 * between is not made up for.
 */
export function resumedTimer(name: string, schedule: TimerSchedule, now: Micros): SetTimerIntent {
  if (schedule.kind !== 'EVERY' || schedule.first >= now) return { type: 'SetTimer', name, schedule }
  const turns = Math.ceil((now - schedule.first) / schedule.interval)
  return {
    type: 'SetTimer',
    name,
    schedule: { ...schedule, first: schedule.first + turns * schedule.interval },
  }
}
