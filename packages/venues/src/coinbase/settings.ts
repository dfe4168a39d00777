/** Where Coinbase is and how long we wait for it. Everything can be set: an operator may rehearse against a simulator. */

import type { Decimal } from '@quarterdeck/sdk'
import type { RateLimit } from '../budget/limits.ts'
import type { AdapterEnvironment } from '../contract/environment.ts'
import type { CoinbaseCredential } from './credential.ts'

export const COINBASE_VENUE_ID = 'COINBASE'

export interface CoinbaseSettings {
  /** With the path prefix and without a slash at the end. */
  readonly restBaseUrl: string
  readonly wsMarketUrl: string
  readonly wsUserUrl: string
  /** The host that tokens are made out to: the real one, whatever is connected to. */
  readonly jwtHost: string
  /** For one request, waiting for the budget excluded. */
  readonly timeoutMs: number
  /** Longest wait for the budget before a request is given up. */
  readonly budgetWaitMs: number
  /** How long a token is valid, in seconds; the venue takes at most 120. */
  readonly jwtLifetimeS: number
  /** No heartbeat on a stream for so long: the connection is dead. */
  readonly heartbeatMissedMs: number
  /** A book that did not change for so long is compared with the venue's quote. */
  readonly quietAfterMs: number
  /** A book that nothing vouched for, for so long, is not used. */
  readonly staleAfterMs: number
  /** Waits between tries to reconnect: the first and the longest. */
  readonly reconnectBaseMs: number
  readonly reconnectCapMs: number
  /** Rates that instruments are listed with while the account's own are not known: those of the lowest tier. */
  readonly assumedMakerRate: Decimal
  readonly assumedTakerRate: Decimal
}

export const COINBASE_PRODUCTION: CoinbaseSettings = {
  restBaseUrl: 'https://api.coinbase.com/api/v3/brokerage',
  wsMarketUrl: 'wss://advanced-trade-ws.coinbase.com',
  wsUserUrl: 'wss://advanced-trade-ws-user.coinbase.com',
  jwtHost: 'api.coinbase.com',
  timeoutMs: 10_000,
  budgetWaitMs: 10_000,
  jwtLifetimeS: 120,
  heartbeatMissedMs: 5_000,
  quietAfterMs: 15_000,
  staleAfterMs: 30_000,
  reconnectBaseMs: 250,
  reconnectCapMs: 30_000,
  assumedMakerRate: '0.006',
  assumedTakerRate: '0.008',
}

export interface CoinbaseEnvironment extends AdapterEnvironment {
  readonly settings: CoinbaseSettings
  /** Null: only public market data. */
  readonly credential: CoinbaseCredential | null
}

export const PRIVATE_LIMIT = 'private'
export const PUBLIC_LIMIT = 'public'

/** 30 private requests a second and user. */
export const COINBASE_CREDENTIAL_LIMITS: readonly RateLimit[] = [
  { id: PRIVATE_LIMIT, capacity: 30, perMs: 1_000, reserve: 8 },
]

/** 10 public requests a second and address, whoever asks. */
export const COINBASE_ADDRESS_LIMITS: readonly RateLimit[] = [
  { id: PUBLIC_LIMIT, capacity: 10, perMs: 1_000, reserve: 0 },
]
