/** Where Kalshi is, how fast it may be asked and how long we wait for it. Everything can be set: an operator may rehearse. */

import type { RateLimit } from '../budget/limits.ts'
import type { AdapterEnvironment } from '../contract/environment.ts'
import type { KalshiCredential } from './credential.ts'

export const KALSHI_VENUE_ID = 'KALSHI'

/** Tokens a second by usage tier. A new account is BASIC; higher tiers are asked for, or earned by volume. */
export const KALSHI_TIERS = {
  BASIC: { read: 200, write: 100 },
  ADVANCED: { read: 300, write: 300 },
  EXPERT: { read: 600, write: 600 },
  PREMIER: { read: 1_000, write: 1_000 },
  PARAGON: { read: 2_000, write: 2_000 },
  PRIME: { read: 4_000, write: 4_000 },
  PRESTIGE: { read: 10_000, write: 8_000 },
} as const
export type KalshiTier = keyof typeof KALSHI_TIERS

export interface KalshiSettings {
  /** With the path prefix and without a slash at the end: the path is signed, the host is not. */
  readonly restBaseUrl: string
  readonly wsUrl: string
  /** Whether the money there is play money. */
  readonly demo: boolean
  /** Usage tier of the accounts there, the lowest where they differ: how fast they may ask follows from it. */
  readonly tier: KalshiTier
  /** Series whose contracts are listed; empty: those of all series. What is traded need not be listed. */
  readonly listedSeries: readonly string[]
  /** For one request, waiting for the budget excluded. */
  readonly timeoutMs: number
  /** Longest wait for the budget before a request is given up. */
  readonly budgetWaitMs: number
  /** Nothing on a stream for so long, pings included: the connection is dead. The venue pings every ten seconds. */
  readonly silentAfterMs: number
  /** Open and not in step for so long: tried anew. */
  readonly syncTimeoutMs: number
  /** A book that did not change for so long is compared with the venue's quote, and orders that were quiet are read. */
  readonly quietAfterMs: number
  /** A book that nothing vouched for, for so long, is not used. */
  readonly staleAfterMs: number
  /** How often quotes are asked for that no stream tells. */
  readonly quotesEveryMs: number
  /** Waits between tries to reconnect: the first and the longest. */
  readonly reconnectBaseMs: number
  readonly reconnectCapMs: number
}

export const KALSHI_PRODUCTION: KalshiSettings = {
  restBaseUrl: 'https://external-api.kalshi.com/trade-api/v2',
  wsUrl: 'wss://external-api-ws.kalshi.com/trade-api/ws/v2',
  demo: false,
  tier: 'BASIC',
  listedSeries: [],
  timeoutMs: 10_000,
  budgetWaitMs: 10_000,
  silentAfterMs: 30_000,
  syncTimeoutMs: 30_000,
  quietAfterMs: 60_000,
  staleAfterMs: 180_000,
  quotesEveryMs: 2_000,
  reconnectBaseMs: 250,
  reconnectCapMs: 30_000,
}

/** The venue's own sandbox: the same protocol with play money and keys of its own. */
export const KALSHI_DEMO: KalshiSettings = {
  ...KALSHI_PRODUCTION,
  restBaseUrl: 'https://external-api.demo.kalshi.co/trade-api/v2',
  wsUrl: 'wss://external-api-ws.demo.kalshi.co/trade-api/ws/v2',
  demo: true,
}

export interface KalshiEnvironment extends AdapterEnvironment {
  readonly settings: KalshiSettings
  /** Null: only public market data, and quotes by asking. */
  readonly credential: KalshiCredential | null
}

export const READ_LIMIT = 'read'
export const WRITE_LIMIT = 'write'

/** Weights in the venue's tokens: what most requests cost, and what costs less. */
export const TOKENS = { default: 10, cancel: 2, oneOrder: 2 } as const

/** Part of the write tokens that only exits may use. */
const RESERVED = 0.4

/** Two token buckets of an account. What a bucket banks beyond a second's tokens is left alone. */
export function kalshiLimits(tier: KalshiTier): readonly RateLimit[] {
  const { read, write } = KALSHI_TIERS[tier]
  return [
    { id: READ_LIMIT, capacity: read, perMs: 1_000, reserve: 0 },
    { id: WRITE_LIMIT, capacity: write, perMs: 1_000, reserve: Math.floor(write * RESERVED) },
  ]
}
