/** What a calendar knows by itself, from data or from a rule: which hours a date has. Every answer is derived from this. */
import type { CivilDay } from './civil-day.ts'

/** Hours of a session in minutes since local midnight of its own date; negative is the evening before. */
export interface SessionHours {
  readonly open: number
  readonly close: number
  /** The lunch break, where there is one. */
  readonly pause: { readonly start: number; readonly end: number } | null
}

/** Where the rules come from, for readers and reports. */
export interface CalendarSource {
  /** Package that was asked, or `rule` for a convention written down here. */
  readonly package: string
  readonly version: string
  /** Its name there. */
  readonly calendar: string
  readonly license: string
}

/** A date on which the exchange announced something else than the source answers. */
export interface CalendarCorrection {
  readonly date: CivilDay
  /** The notice, or the reason. */
  readonly why: string
}

export interface CalendarRules {
  readonly name: string
  readonly title: string
  /** IANA zone of its dates and hours. */
  readonly zone: string
  readonly source: CalendarSource
  readonly corrections: readonly CalendarCorrection[]
  /** Whether any of its sessions is interrupted, as by lunch. */
  readonly hasBreaks: boolean
  /** First and last date that it answers for. */
  readonly first: CivilDay
  readonly last: CivilDay
  /** The hours of a date within the horizon; null: no session. */
  hoursOf(date: CivilDay): SessionHours | null
  /** The hours that the weekday would have without holidays and other exceptions. */
  usualHoursOf(date: CivilDay): SessionHours | null
  /** Name of the holiday on a date; null where the source names none (one-off closings). */
  holidayName(date: CivilDay): string | null
}
