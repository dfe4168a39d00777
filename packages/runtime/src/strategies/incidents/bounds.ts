/** Every number that the rules of incidents go by, in one place; docs/incidents.md says them to people. */
import type { Micros } from '@quarterdeck/engine'
import type { IncidentKind } from './incident.ts'

export interface IncidentBounds {
  /** CRASH_LOOP: unexpected ends of its runs within the window, and how long after the last of them the loop counts as over. */
  readonly faultsMax: number
  readonly faultWindow: Micros
  readonly faultRest: Micros
  /** MUTE_FEED: silence as a multiple of the usual gap, within these two; of a feed too young to have a usual gap, the longer. */
  readonly silenceGaps: number
  readonly silenceMin: Micros
  readonly silenceMax: Micros
  /** MUTE_FEED of bars: so many of them did not close, and `silenceMin` passed. */
  readonly silenceBars: number
  /** DRIFT: how often the book's figures are held against recorded fills. */
  readonly balanceEvery: Micros
  /** STUCK_ORDER: how long a request may be on its way. */
  readonly orderPending: Micros
  /** RUNAWAY: refusals within the window; and the share of its own order rate that it may use for a minute. */
  readonly refusals: number
  readonly refusalWindow: Micros
  readonly rateShare: number
  /** RUNAWAY: requests within a minute below which no rate is high. */
  readonly rateRequestsMin: number
  /** SLOW: age of an unanswered input, and the share of the last seconds that its callbacks took. */
  readonly unanswered: Micros
  readonly busyShare: number
  /** How long a rule must hold before it is an incident. */
  readonly hold: Readonly<Record<IncidentKind, Micros>>
  /** How long a rule must be quiet before the incident closes by itself. */
  readonly quiet: Micros
}

export const INCIDENT_BOUNDS: IncidentBounds = {
  faultsMax: 3,
  faultWindow: 600e6,
  faultRest: 60e6,
  silenceGaps: 20,
  silenceMin: 30e6,
  silenceMax: 300e6,
  silenceBars: 3,
  balanceEvery: 300e6,
  orderPending: 15e6,
  refusals: 50,
  refusalWindow: 60e6,
  rateShare: 0.9,
  rateRequestsMin: 10,
  unanswered: 3e6,
  busyShare: 0.8,
  hold: { CRASH_LOOP: 0, MUTE_FEED: 0, STUCK_ORDER: 0, DRIFT: 0, RUNAWAY: 0, SLOW: 0 },
  quiet: 60e6,
}
