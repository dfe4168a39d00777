/** Where Interactive Brokers is and how long we wait for it. Everything can be set: an operator may rehearse against a simulator. */

import type { Decimal, OptionRight } from '@quarterdeck/sdk'
import type { AdapterEnvironment } from '../contract/environment.ts'
import type { IbkrCredential } from './credential.ts'
import type { ExchangeRegion } from './zone.ts'

export const IBKR_VENUE_ID = 'IBKR'

/**
 * What is to be traded: the venue lists millions of contracts, so an operator names his. `conid` is the venue's own number of a
 * contract; where it is given nothing is searched for, and what it turns out to be is held against the rest.
 */
export type IbkrContract = { readonly conid?: string } & (
  | {
      readonly kind: 'STOCK'
      readonly symbol: string
      /** Listing exchange; absent: the one in the US. */ readonly exchange?: string
    }
  | { readonly kind: 'FUTURE'; readonly symbol: string; /** YYYYMMDD. */ readonly expiry: string }
  | {
      readonly kind: 'OPTION'
      readonly symbol: string
      readonly underlying: 'STOCK' | 'INDEX'
      /** YYYYMMDD. */
      readonly expiry: string
      readonly strike: Decimal
      readonly right: OptionRight
    }
  | { readonly kind: 'FX' | 'METAL'; readonly base: string; readonly quote: string }
)

export interface IbkrSettings {
  /** GATEWAY: a local gateway in which a person has logged in. OAUTH: the venue itself, with requests signed by a credential. */
  readonly mode: 'GATEWAY' | 'OAUTH'
  /**
   * What somebody has to know to trade as the person who logged in to the gateway; null with OAUTH. The gateway itself lets in whoever
   * reaches it.
   */
  readonly gatewayKey: string | null
  /** With the path prefix and without a slash at the end. */
  readonly restBaseUrl: string
  readonly wsUrl: string
  /** What requests are signed for: the real address, whatever is connected to. */
  readonly signedBaseUrl: string
  /** Takes the certificate of a local gateway, which nobody vouches for. */
  readonly allowSelfSigned: boolean
  /** The venue answers nothing to who does not name one. */
  readonly userAgent: string
  /** `limited_poa`; `test_realm` with the consumer key TESTCONS. */
  readonly realm: string
  /** Null: the account that the venue has selected. */
  readonly accountId: string | null
  readonly contracts: readonly IbkrContract[]
  /** Questions about an order that are answered with yes, by their ids; all others are declined. */
  readonly confirmedQuestions: readonly string[]
  /** Whether another session of the same user is thrown out when ours opens. */
  readonly compete: boolean
  /** Whether orders may trade outside regular hours. */
  readonly outsideRegularHours: boolean
  /** Who runs the program, as futures exchanges want to be told. */
  readonly operatorId: string
  /** Where the account is kept: its midnight ends the session. */
  readonly region: ExchangeRegion
  /** Longer than the venue's own patience with itself, which is 10 seconds. */
  readonly timeoutMs: number
  /** Longest wait for the budget before a request is given up. */
  readonly budgetWaitMs: number
  /** How often the session is kept alive. */
  readonly tickleMs: number
  /** How long the venue takes to open a brokerage session that it has confirmed. */
  readonly settleMs: number
  /** Wait before a session that could not be opened is tried again. */
  readonly reopenMs: number
  /** Wait between the first, empty answer of an endpoint that has to be warmed up and the next. */
  readonly warmUpMs: number
  /** How long nothing is sent after a "too many" without a time. */
  readonly penaltyMs: number
  /** How long a cancel waits for an order whose questions are being answered. */
  readonly exitWaitMs: number
  /** How long an execution may lack its commission before it is taken without. */
  readonly commissionWaitMs: number
  /** Nothing heard on the stream for so long: the connection is dead. */
  readonly heartbeatMissedMs: number
  /** How often the stream is told that we are there. */
  readonly ticMs: number
  /** A stream that told nothing for so long is compared with what is read. */
  readonly quietAfterMs: number
  /** A quote that nothing vouched for, for so long, is not used. */
  readonly staleAfterMs: number
  readonly reconnectBaseMs: number
  readonly reconnectCapMs: number
}

export const IBKR_PRODUCTION: IbkrSettings = {
  mode: 'OAUTH',
  gatewayKey: null,
  restBaseUrl: 'https://api.ibkr.com/v1/api',
  wsUrl: 'wss://api.ibkr.com/v1/api/ws',
  signedBaseUrl: 'https://api.ibkr.com/v1/api',
  allowSelfSigned: false,
  userAgent: 'quarterdeck',
  realm: 'limited_poa',
  accountId: null,
  contracts: [],
  // Notices that explain an order type. What warns of a price, a size or missing data is never confirmed by itself.
  confirmedQuestions: ['o0', 'o10151', 'o10152', 'o10331'],
  compete: true,
  outsideRegularHours: false,
  operatorId: 'quarterdeck',
  region: 'America/New_York',
  timeoutMs: 15_000,
  budgetWaitMs: 20_000,
  tickleMs: 60_000,
  settleMs: 2_000,
  reopenMs: 5_000,
  warmUpMs: 1_000,
  penaltyMs: 900_000,
  exitWaitMs: 2_000,
  commissionWaitMs: 10_000,
  heartbeatMissedMs: 30_000,
  ticMs: 30_000,
  quietAfterMs: 60_000,
  staleAfterMs: 60_000,
  reconnectBaseMs: 500,
  reconnectCapMs: 60_000,
}

/** The same over the gateway that an individual runs on his own machine. */
export const IBKR_GATEWAY: IbkrSettings = {
  ...IBKR_PRODUCTION,
  mode: 'GATEWAY',
  restBaseUrl: 'https://localhost:5000/v1/api',
  wsUrl: 'wss://localhost:5000/v1/api/ws',
  allowSelfSigned: true,
}

export interface IbkrEnvironment extends AdapterEnvironment {
  readonly settings: IbkrSettings
  /** Null: none, as with a gateway. */
  readonly credential: IbkrCredential | null
}
