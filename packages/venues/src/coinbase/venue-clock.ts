/**
 * Coinbase's clock as its answers date themselves: tokens carry the venue's time, so that a clock of ours that is off does not
 * make orders and cancels fail.
 */

import type { AlertSink } from '../contract/alerts.ts'
import type { Timekeeper } from '../transport/timekeeper.ts'
import { COINBASE_VENUE_ID, type CoinbaseEnvironment } from './settings.ts'

/** Answers are dated to the second: what is less than this is no difference. */
const NOISE_MS = 2_000
/** A difference worth a person's look: our own stamps are off too. */
const ALERT_MS = 5_000

/** What every part of one connection shares. */
export interface CoinbaseContext extends CoinbaseEnvironment {
  readonly clock: VenueClock
}

export function coinbaseContext(environment: CoinbaseEnvironment): CoinbaseContext {
  return { ...environment, clock: new VenueClock(environment) }
}

export class VenueClock {
  /** Venue's clock minus ours. */
  offsetMs = 0
  private readonly time: Timekeeper
  private readonly alert: AlertSink
  private alerted = false

  constructor({ time, alert }: Pick<CoinbaseEnvironment, 'time' | 'alert'>) {
    this.time = time
    this.alert = alert
  }

  /** Seconds since 1970 by the venue's clock. */
  nowS(): number {
    return Math.floor((this.time.nowMs() + this.offsetMs) / 1_000)
  }

  /** Takes the Date header of an answer that took so long. */
  observe(date: string | undefined, roundTripMs: number): void {
    const told = Date.parse(date ?? '')
    if (Number.isNaN(told)) return
    // Half a second for the digits that are cut off.
    const difference = told + 500 - (this.time.nowMs() - roundTripMs / 2)
    this.offsetMs = Math.abs(difference) > NOISE_MS + roundTripMs / 2 ? Math.round(difference) : 0
    const off = Math.abs(this.offsetMs) > ALERT_MS
    if (off && !this.alerted)
      this.alert({
        venueId: COINBASE_VENUE_ID,
        kind: 'CLOCK_SKEW',
        subject: 'clock',
        message: `the clock of Coinbase is ${this.offsetMs} ms from ours: tokens carry its time`,
      })
    this.alerted = off
  }
}
