/** Kalshi's words and ours: states of orders and markets, sides, fee kinds, and every reason for a refusal or an end that is known. */

import type { Side, TradingStatus } from '@quarterdeck/sdk'
import type { RejectCode } from '../contract/outcome.ts'
import type { RecordStatus, VenueOrderType } from '../contract/words.ts'
import { type WordTable, wordTable } from '../wire/word-table.ts'

export const STATUS: WordTable<RecordStatus> = wordTable({
  field: 'order.status',
  words: {
    resting: 'NEW',
    canceled: 'CANCELED',
    executed: 'FILLED',
    // Of an earlier interface: on its way to the book.
    pending: 'PENDING_NEW',
  },
  safe: 'UNKNOWN',
})

/** Bids buy YES, and offers sell it, which is the same as buying NO. */
export const BOOK_SIDE: WordTable<Side | null> = wordTable({
  field: 'book_side',
  words: { bid: 'BUY', ask: 'SELL' },
  safe: null,
})

export const OUTCOME_SIDE: WordTable<Side | null> = wordTable({
  field: 'outcome_side',
  words: { yes: 'BUY', no: 'SELL' },
  safe: null,
})

export const ORDER_TYPE: WordTable<VenueOrderType | null> = wordTable({
  field: 'order.type',
  words: { limit: 'LIMIT', market: 'MARKET' },
  safe: null,
})

export const MARKET_STATUS: WordTable<TradingStatus> = wordTable({
  field: 'market.status',
  words: {
    active: 'OPEN',
    inactive: 'HALTED',
    initialized: 'CLOSED',
    closed: 'CLOSED',
    determined: 'CLOSED',
    disputed: 'CLOSED',
    amended: 'CLOSED',
    finalized: 'CLOSED',
  },
  safe: 'CLOSED',
})

/** How a series charges: shares of the most that a dollar of notional can cost, before the series' multiplier. */
export interface FeeKind {
  readonly makerRate: string
  readonly takerRate: string
}

/** 0.07 x price x (1 - price) a contract is at most 7 % of its price; makers pay a quarter of it, a half for combos, or nothing. */
const DEAR: FeeKind = { makerRate: '0.07', takerRate: '0.07' }
export const FEE_KIND: WordTable<FeeKind> = wordTable({
  field: 'series.fee_type',
  words: {
    quadratic: { makerRate: '0', takerRate: '0.07' },
    quadratic_with_maker_fees: { makerRate: '0.0175', takerRate: '0.07' },
    quadratic_with_combo_maker_fees: { makerRate: '0.035', takerRate: '0.07' },
    // By a table of its own that is not published through this interface.
    flat: DEAR,
  },
  safe: DEAR,
})

/** Codes of refused requests, in the spelling of `wordOf`; those of the FIX interface are the same words. */
export const ERROR_WORD: WordTable<RejectCode> = wordTable({
  field: 'error.code',
  words: {
    INSUFFICIENT_BALANCE: 'INSUFFICIENT_FUNDS',
    AVAILABLE_BALANCE_TOO_LOW: 'INSUFFICIENT_FUNDS',
    INVALID_PRICE: 'INVALID_PRICE',
    INVALID_ORDER_SIZE: 'INVALID_QUANTITY',
    INVALID_AMEND_QTY_FOR_ORDER: 'INVALID_QUANTITY',
    INVALID_ORDER: 'INVALID_TERMS',
    INVALID_PARAMETERS: 'INVALID_TERMS',
    INVALID_CONTENT_TYPE: 'INVALID_TERMS',
    BAD_REQUEST: 'INVALID_TERMS',
    ORDER_ID_AND_CLIENT_ORDER_ID_MISMATCH: 'INVALID_TERMS',
    ORDER_SIDE_MISMATCH: 'INVALID_TERMS',
    ORDER_TICKER_MISMATCH: 'INVALID_TERMS',
    ORDER_GROUP_NOT_FOUND: 'INVALID_TERMS',
    USER_NOT_FOUND: 'FORBIDDEN',
    DEPRECATED_V1_ORDER_ENDPOINT: 'UNSUPPORTED_ORDER',
    POST_ONLY_CROSS: 'POST_ONLY_WOULD_TAKE',
    FOK_INSUFFICIENT_VOLUME: 'NO_LIQUIDITY',
    FILL_OR_KILL_INSUFFICIENT_RESTING_VOLUME: 'NO_LIQUIDITY',
    SELF_CROSS_ATTEMPT: 'SELF_TRADE',
    EXCEEDED_PER_MARKET_RISK_LIMIT: 'RISK_LIMIT',
    EXCEEDED_ORDER_GROUP_RISK_LIMIT: 'RISK_LIMIT',
    MARKET_NOT_FOUND: 'UNKNOWN_INSTRUMENT',
    MARKET_INACTIVE: 'MARKET_CLOSED',
    MARKET_ALREADY_CLOSED: 'MARKET_CLOSED',
    TRADING_PAUSED: 'TRADING_DISABLED',
    EXCHANGE_PAUSED: 'MAINTENANCE',
    EXCHANGE_UNAVAILABLE: 'MAINTENANCE',
    CANNOT_UPDATE_FILLED_ORDER: 'ORDER_ALREADY_DONE',
    NOT_FOUND: 'UNKNOWN_ORDER',
    TOO_MANY_REQUESTS: 'RATE_LIMITED',
  },
  safe: 'UNMAPPED',
})

/** Said of an id that the venue has seen, whatever became of its order. */
export const DUPLICATE_ID = 'ORDER_ALREADY_EXISTS'

/** The venue does not know itself what it did. */
export const INTERNAL_FAULT = 'INTERNAL_ERROR'

/** `last_update_reason` of an order that ended, in the spelling of `wordOf`. */
export const END_REASON: WordTable<RejectCode> = wordTable({
  field: 'order.last_update_reason',
  words: {
    POST_ONLY_CROSS_CANCEL: 'POST_ONLY_WOULD_TAKE',
    POST_ONLY_CROSS: 'POST_ONLY_WOULD_TAKE',
    TAKER_CANCEL_FOR_SELF_TRADE_PREVENTION: 'SELF_TRADE',
    MAKER_CANCEL_FOR_SELF_TRADE_PREVENTION: 'SELF_TRADE',
    FOK_INSUFFICIENT_VOLUME: 'NO_LIQUIDITY',
    IMMEDIATE_OR_CANCELLED: 'NO_LIQUIDITY',
    ORDER_GROUP_CANCEL: 'CANCELED_BY_VENUE',
    MARKET_INACTIVE: 'MARKET_CLOSED',
    MARKET_ALREADY_CLOSED: 'MARKET_CLOSED',
    EXCHANGE_PAUSED: 'MAINTENANCE',
    // Its quantity went down to nothing: at somebody's word, ours or the venue's.
    DECREASE: 'CANCELED_BY_VENUE',
    CANCEL: 'CANCELED_BY_VENUE',
    CANCELED: 'CANCELED_BY_VENUE',
  },
  safe: 'CANCELED_BY_VENUE',
})

/** What an error of a stream means for the connection: GIVEN_UP ends the subscription, WRONG is about one command. */
export const STREAM_ERROR: WordTable<'GIVEN_UP' | 'WRONG' | 'NO_MARKET' | 'UNAUTHORIZED'> = wordTable({
  field: 'stream error code',
  words: {
    1: 'WRONG',
    2: 'WRONG',
    3: 'WRONG',
    4: 'WRONG',
    5: 'WRONG',
    6: 'WRONG',
    7: 'WRONG',
    8: 'WRONG',
    9: 'UNAUTHORIZED',
    10: 'GIVEN_UP',
    11: 'WRONG',
    12: 'WRONG',
    13: 'WRONG',
    14: 'WRONG',
    15: 'WRONG',
    16: 'NO_MARKET',
    17: 'GIVEN_UP',
    18: 'WRONG',
    19: 'WRONG',
    20: 'WRONG',
    21: 'WRONG',
    22: 'WRONG',
    25: 'GIVEN_UP',
    26: 'WRONG',
    27: 'WRONG',
    28: 'WRONG',
  },
  safe: 'GIVEN_UP',
})
