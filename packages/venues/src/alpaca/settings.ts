/** Where Alpaca is and how long we wait for it. Everything can be set: paper is another address, and so is a simulator. */

import type { Decimal } from '@quarterdeck/sdk'
import type { RateLimit } from '../budget/limits.ts'
import type { AdapterEnvironment } from '../contract/environment.ts'
import type { AlpacaCredential } from './credential.ts'

export const ALPACA_VENUE_ID = 'ALPACA'

export interface AlpacaSettings {
  /** Without a path and without a slash at the end, as all addresses here. */
  readonly tradingBaseUrl: string
  readonly dataBaseUrl: string
  readonly orderStreamUrl: string
  /** The feed is put behind it. */
  readonly stockStreamUrl: string
  /** The location is put behind it. */
  readonly cryptoStreamUrl: string
  /** The feed is put behind it. */
  readonly optionStreamUrl: string
  /** `iex` is free; `sip` is what all exchanges show, and costs. */
  readonly stockFeed: string
  readonly cryptoLocation: string
  /** `indicative` is free; `opra` is what all exchanges show, and costs. */
  readonly optionFeed: string
  /** Symbols whose options are listed; options of others can be traded and are not shown. */
  readonly optionUnderlyings: readonly string[]
  /** Whether the address is that of paper money; it needs keys of its own. */
  readonly paper: boolean
  /** Sends limit orders of shares, DAY and GTC, so that they may trade outside of regular hours too. */
  readonly extendedHours: boolean
  /** For one request, waiting for the budget excluded. */
  readonly timeoutMs: number
  /** Longest wait for the budget before a request is given up. */
  readonly budgetWaitMs: number
  /** How often a stream is asked whether it is there, and after how long without any answer it is not. */
  readonly pingEveryMs: number
  readonly deadAfterMs: number
  /** An order stream that told nothing for so long is compared with a reading: it may be dead and answer all the same. */
  readonly ordersQuietAfterMs: number
  /** A book or quote that did not change for so long is compared with the venue's quote. */
  readonly quietAfterMs: number
  /** One that nothing vouched for, for so long, is not used. */
  readonly staleAfterMs: number
  /** Waits between tries to reconnect: the first and the longest. */
  readonly reconnectBaseMs: number
  readonly reconnectCapMs: number
  /** Longer waits where the venue says that an earlier connection is still open: the first, and by how much each is longer. */
  readonly connectionLimitWaitMs: number
  /** Rates that crypto pairs are listed with: those of the lowest tier. Shares cost no commission. */
  readonly assumedMakerRate: Decimal
  readonly assumedTakerRate: Decimal
}

export const ALPACA_PRODUCTION: AlpacaSettings = {
  tradingBaseUrl: 'https://api.alpaca.markets',
  dataBaseUrl: 'https://data.alpaca.markets',
  orderStreamUrl: 'wss://api.alpaca.markets/stream',
  stockStreamUrl: 'wss://stream.data.alpaca.markets/v2',
  cryptoStreamUrl: 'wss://stream.data.alpaca.markets/v1beta3/crypto',
  optionStreamUrl: 'wss://stream.data.alpaca.markets/v1beta1',
  stockFeed: 'iex',
  cryptoLocation: 'us',
  optionFeed: 'indicative',
  optionUnderlyings: [],
  paper: false,
  extendedHours: false,
  timeoutMs: 10_000,
  budgetWaitMs: 10_000,
  pingEveryMs: 5_000,
  deadAfterMs: 12_000,
  ordersQuietAfterMs: 30_000,
  quietAfterMs: 15_000,
  staleAfterMs: 30_000,
  reconnectBaseMs: 250,
  reconnectCapMs: 30_000,
  connectionLimitWaitMs: 5_000,
  assumedMakerRate: '0.0015',
  assumedTakerRate: '0.0025',
}

/** Paper money: the same interface at another address, with keys of its own. Market data is the same. */
export const ALPACA_PAPER: AlpacaSettings = {
  ...ALPACA_PRODUCTION,
  tradingBaseUrl: 'https://paper-api.alpaca.markets',
  orderStreamUrl: 'wss://paper-api.alpaca.markets/stream',
  paper: true,
}

export interface AlpacaEnvironment extends AdapterEnvironment {
  readonly settings: AlpacaSettings
  /** Null: nothing but the market data of crypto pairs. */
  readonly credential: AlpacaCredential | null
}

export const TRADING_LIMIT = 'trading'
export const BURST_LIMIT = 'trading-burst'
export const DATA_LIMIT = 'data'

/** 200 requests a minute and account, at most ten of them in a second; as many again for market data. */
export const ALPACA_LIMITS: readonly RateLimit[] = [
  { id: TRADING_LIMIT, capacity: 200, perMs: 60_000, reserve: 50 },
  { id: BURST_LIMIT, capacity: 10, perMs: 1_000, reserve: 3 },
  { id: DATA_LIMIT, capacity: 200, perMs: 60_000, reserve: 0 },
]
