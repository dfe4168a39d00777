/**
 * A venue's clock as its answers date themselves: requests that are signed with the time carry the venue's, so that a clock of
 * ours that is off does not make orders and cancels fail.
 */

import type { AlertSink } from '../contract/alerts.ts'
import type { Timekeeper } from './timekeeper.ts'

/** Answers are dated to the second: what is less than this is no difference. */
const NOISE_MS = 2_000
/** A difference worth a person's look: our own stamps are off too. */
const ALERT_MS = 5_000

export interface VenueClockOptions {
  readonly venueId: string
  readonly time: Timekeeper
  readonly alert: AlertSink
}

export class VenueClock {
  /** Venue's clock minus ours. */
  offsetMs = 0
  private readonly options: VenueClockOptions
  private alerted = false

  constructor(options: VenueClockOptions) {
    this.options = options
  }

  /** UTC milliseconds by the venue's clock. */
  nowMs(): number {
    return this.options.time.nowMs() + this.offsetMs
  }

  /** Seconds since 1970 by the venue's clock. */
  nowS(): number {
    return Math.floor(this.nowMs() / 1_000)
  }

  /** Takes the Date header of an answer that took so long. */
  observe(date: string | undefined, roundTripMs: number): void {
    const told = Date.parse(date ?? '')
    if (Number.isNaN(told)) return
    const { venueId, time, alert } = this.options
    // Half a second for the digits that are cut off.
    const difference = told + 500 - (time.nowMs() - roundTripMs / 2)
    this.offsetMs = Math.abs(difference) > NOISE_MS + roundTripMs / 2 ? Math.round(difference) : 0
    const off = Math.abs(this.offsetMs) > ALERT_MS
    if (off && !this.alerted)
      alert({
        venueId,
        kind: 'CLOCK_SKEW',
        subject: 'clock',
        message: `the clock of ${venueId} is ${this.offsetMs} ms from ours: what is signed carries its time`,
      })
    this.alerted = off
  }
}
