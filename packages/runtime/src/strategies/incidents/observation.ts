/** What the rules see of one deployment at one moment: plain values, so that each rule is a function of them. */
import type { DeploymentDesired, Micros } from '@quarterdeck/engine'
import type { DeploymentActivity } from '../strategies.ts'

/** One of its subscriptions, as far as the market came through it. */
export interface FeedAge {
  readonly instrumentId: string
  /** STREAM: quotes or trades. */
  readonly kind: 'STREAM' | 'BARS'
  /** Newest input, or since when one is awaited. */
  readonly lastAt: Micros
  /** Between two inputs as a rule; null: too few came to say. Of bars their timeframe. */
  readonly usualGap: Micros | null
  /** Start of the session that runs; null: its market is closed or halted. */
  readonly openSince: Micros | null
  /** Newest quote that the platform has, whoever was told; null: none. */
  readonly marketAt: Micros | null
}

/** An order whose last request has no answer. */
export interface PendingOrder {
  readonly orderId: string
  readonly clientOrderId: string
  readonly status: 'PENDING_NEW' | 'PENDING_CANCEL' | 'PENDING_REPLACE' | 'UNKNOWN'
  readonly since: Micros
}

/** Its newest comparison that came to an end. */
export interface ComparedRun {
  readonly reportId: string
  readonly run: number
  readonly status: 'EQUAL' | 'DIFFERENT'
  /** Where the first difference is; null: there is none. */
  readonly field: string | null
}

/** What its fills come to and what is kept of them are not the same. */
export interface Imbalance {
  readonly instrumentId: string
  readonly what: 'position' | 'profit'
  readonly kept: string
  readonly fills: string
}

export interface Observation {
  readonly at: Micros
  readonly activity: DeploymentActivity
  readonly desired: DeploymentDesired
  readonly quarantineReason: string | null
  readonly lastFault: string | null
  /** Unexpected ends of its runs, oldest first. */
  readonly faults: readonly Micros[]
  /** Empty while it does not run. */
  readonly feeds: readonly FeedAge[]
  readonly pending: readonly PendingOrder[]
  readonly workingOrders: number
  readonly compared: ComparedRun | null
  readonly imbalance: Imbalance | null
  /** Requests that were refused within the bounds' window. */
  readonly refusedOfLate: number
  readonly requestsInMinute: number
  readonly ordersPerMinuteMax: number
  /** Age of its oldest input without an answer; null: nothing is unanswered. */
  readonly unansweredFor: Micros | null
  /** Part of the last ten seconds that its callbacks took, from 0. */
  readonly busyShare: number
}
