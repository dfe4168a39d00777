/** Counts requests by endpoint as the venue does. Who asks too often is shut out of everything for a while. */

import { RequestMeter } from '../core/request-meter.ts'

const FIVE_SECONDS_MS = 5_000

/** As published; the global limit is the gateway's. */
const LIMITS: readonly (readonly [endpoint: RegExp, capacity: number, perMs: number])[] = [
  [/^\w+ \//, 10, 1_000],
  [/^POST \/tickle$/, 1, 1_000],
  [/^GET \/iserver\/marketdata\/snapshot$/, 10, 1_000],
  [/^GET \/iserver\/account\/orders$/, 1, FIVE_SECONDS_MS],
  [/^GET \/iserver\/account\/trades$/, 1, FIVE_SECONDS_MS],
  [/^GET \/portfolio\/accounts$/, 1, FIVE_SECONDS_MS],
]

export interface PacingMeterOptions {
  /** How many times faster than the venue's everything passes: a rehearsal need not take its time. */
  readonly pace: number
  readonly penaltyMs: number
}

export class PacingMeter {
  private readonly meters: readonly (readonly [endpoint: RegExp, meter: RequestMeter])[]
  private readonly penaltyMs: number
  private shutUntilMs = Number.NEGATIVE_INFINITY

  constructor({ pace, penaltyMs }: PacingMeterOptions) {
    this.penaltyMs = penaltyMs
    this.meters = LIMITS.map(([endpoint, capacity, perMs]) => [
      endpoint,
      new RequestMeter(capacity, perMs / pace),
    ])
  }

  /** Requests that came over a limit. */
  get over(): number {
    return this.meters.reduce((sum, [, meter]) => sum + meter.over, 0)
  }

  /** `endpoint` is method and path without prefix. */
  admits(endpoint: string, nowMs: number): boolean {
    if (nowMs < this.shutUntilMs) return false
    const own = this.meters.filter(([pattern]) => pattern.test(endpoint))
    const admitted = own.map(([, meter]) => meter.admits(nowMs)).every(Boolean)
    if (!admitted) this.shutUntilMs = nowMs + this.penaltyMs
    return admitted
  }
}
