/** Observations of a deployment that is well, for tests of what the rules find in one that is not. */
import type { Micros } from '@quarterdeck/engine'
import type { FeedAge, Observation } from '../observation.ts'

/** Noon of a Monday. */
export const NOON: Micros = Date.UTC(2026, 10, 23, 12) * 1_000
export const SECOND: Micros = 1e6

export function well(seen: Partial<Observation> = {}): Observation {
  return {
    at: NOON,
    activity: 'RUNNING',
    desired: 'RUNNING',
    quarantineReason: null,
    lastFault: null,
    faults: [],
    feeds: [feed()],
    pending: [],
    workingOrders: 0,
    compared: null,
    imbalance: null,
    refusedOfLate: 0,
    requestsInMinute: 0,
    ordersPerMinuteMax: 60,
    unansweredFor: null,
    busyShare: 0,
    ...seen,
  }
}

/** Quoted every second, a moment ago, in a market that opened an hour ago. */
export function feed(of: Partial<FeedAge> = {}): FeedAge {
  return {
    instrumentId: 'SIM:BTC-USD',
    kind: 'STREAM',
    lastAt: NOON - SECOND,
    usualGap: SECOND,
    openSince: NOON - 3_600 * SECOND,
    marketAt: NOON - SECOND,
    ...of,
  }
}
