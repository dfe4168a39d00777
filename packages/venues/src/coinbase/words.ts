/** Coinbase's words and ours: statuses, times in force, order types, and every reason for a refusal that is known. */

import type { Liquidity, Side } from '@quarterdeck/sdk'
import type { RejectCode } from '../contract/outcome.ts'
import type { RecordStatus, VenueOrderType, VenueTimeInForce } from '../contract/words.ts'
import { type WordTable, wordTable } from '../wire/word-table.ts'

export const STATUS: WordTable<RecordStatus> = wordTable({
  field: 'order.status',
  words: {
    PENDING: 'PENDING_NEW',
    OPEN: 'NEW',
    // Waits for its session or its trigger: the venue has it.
    QUEUED: 'NEW',
    CANCEL_QUEUED: 'PENDING_CANCEL',
    EDIT_QUEUED: 'PENDING_REPLACE',
    FILLED: 'FILLED',
    CANCELLED: 'CANCELED',
    EXPIRED: 'EXPIRED',
    FAILED: 'REJECTED',
    UNKNOWN_ORDER_STATUS: 'UNKNOWN',
  },
  safe: 'UNKNOWN',
})

export const SIDE: WordTable<Side | null> = wordTable({
  field: 'side',
  words: { BUY: 'BUY', SELL: 'SELL' },
  safe: null,
})

export const TIME_IN_FORCE: WordTable<VenueTimeInForce | null> = wordTable({
  field: 'order.time_in_force',
  words: {
    GOOD_UNTIL_CANCELLED: 'GTC',
    GOOD_UNTIL_DATE_TIME: 'GTD',
    IMMEDIATE_OR_CANCEL: 'IOC',
    FILL_OR_KILL: 'FOK',
    UNKNOWN_TIME_IN_FORCE: null,
  },
  safe: null,
})

/** Spelled in three ways by different channels: compared in upper case with `_` for spaces. */
export const ORDER_TYPE: WordTable<VenueOrderType | null> = wordTable({
  field: 'order.order_type',
  words: {
    MARKET: 'MARKET',
    LIMIT: 'LIMIT',
    STOP: 'STOP',
    STOP_LIMIT: 'STOP_LIMIT',
    // Of others on the account: shown, and not one of our types.
    BRACKET: null,
    TWAP: null,
    SCALED: null,
    ROLL_OPEN: null,
    ROLL_CLOSE: null,
    LIQUIDATION: null,
    UNKNOWN_ORDER_TYPE: null,
  },
  safe: null,
})

export const LIQUIDITY: WordTable<Liquidity | null> = wordTable({
  field: 'fill.liquidity_indicator',
  words: { MAKER: 'MAKER', TAKER: 'TAKER', UNKNOWN_LIQUIDITY_INDICATOR: null },
  safe: null,
})

/** Reasons of a refused new order, without the prefix PREVIEW_. */
export const NEW_ORDER_FAILURE: WordTable<RejectCode> = wordTable({
  field: 'new_order_failure_reason',
  words: {
    INSUFFICIENT_FUND: 'INSUFFICIENT_FUNDS',
    INSUFFICIENT_FUNDS: 'INSUFFICIENT_FUNDS',
    INSUFFICIENT_FUNDS_FOR_FUTURES: 'INSUFFICIENT_FUNDS',
    INVALID_SIZE_PRECISION: 'INVALID_QUANTITY',
    INVALID_BASE_SIZE: 'INVALID_QUANTITY',
    INVALID_BASE_SIZE_TOO_SMALL: 'INVALID_QUANTITY',
    INVALID_BASE_SIZE_TOO_LARGE: 'INVALID_QUANTITY',
    INVALID_QUOTE_SIZE_TOO_SMALL: 'INVALID_QUANTITY',
    INVALID_QUOTE_SIZE_TOO_LARGE: 'INVALID_QUANTITY',
    INVALID_QUOTE_SIZE_PRECISION: 'INVALID_QUANTITY',
    INVALID_PRICE_PRECISION: 'INVALID_PRICE',
    INVALID_LIMIT_PRICE: 'INVALID_PRICE',
    INVALID_STOP_PRICE: 'INVALID_PRICE',
    INVALID_LIMIT_PRICE_POST_ONLY: 'POST_ONLY_WOULD_TAKE',
    LIMIT_PRICE_TOO_FAR_FROM_MARKET: 'PRICE_OUT_OF_BAND',
    STOP_PRICE_ABOVE_LAST_TRADE_PRICE: 'INVALID_PRICE',
    STOP_PRICE_BELOW_LAST_TRADE_PRICE: 'INVALID_PRICE',
    STOP_PRICE_ABOVE_LIMIT_PRICE: 'INVALID_PRICE',
    STOP_PRICE_BELOW_LIMIT_PRICE: 'INVALID_PRICE',
    ORDER_ENTRY_DISABLED: 'TRADING_DISABLED',
    TRADING_DISABLED: 'TRADING_DISABLED',
    UNSUPPORTED_ORDER_CONFIGURATION: 'UNSUPPORTED_ORDER',
    INVALID_ORDER_CONFIG: 'UNSUPPORTED_ORDER',
    INVALID_SIDE: 'INVALID_TERMS',
    INVALID_REQUEST: 'INVALID_TERMS',
    INVALID_PRODUCT_ID: 'UNKNOWN_INSTRUMENT',
    COMMANDER_REJECTED_NEW_ORDER: 'CANCELED_BY_VENUE',
    END_TIME_IS_IN_THE_PAST: 'INVALID_TERMS',
    INELIGIBLE_PAIR: 'TRADING_DISABLED',
    NO_LIQUIDITY: 'NO_LIQUIDITY',
    MARKET_CLOSED: 'MARKET_CLOSED',
    SELF_TRADE: 'SELF_TRADE',
    // The venue says no and does not say why.
    UNKNOWN_FAILURE_REASON: 'UNMAPPED',
  },
  safe: 'UNMAPPED',
})

/** Said of an id that the venue has seen: the order is there, or was. */
export const DUPLICATE_ID = 'DUPLICATE_CLIENT_ORDER_ID'

/**
 * What became of a cancel. TAKEN: it is under way already. An order that is not known, or done, is for a lookup to settle.
 */
export const CANCEL_FAILURE: WordTable<RejectCode | 'TAKEN'> = wordTable({
  field: 'cancel.failure_reason',
  words: {
    UNKNOWN_CANCEL_FAILURE_REASON: 'UNMAPPED',
    UNKNOWN_CANCEL_ORDER: 'UNKNOWN_ORDER',
    DUPLICATE_CANCEL_REQUEST: 'TAKEN',
    COMMANDER_REJECTED_CANCEL_ORDER: 'CANCELED_BY_VENUE',
    INVALID_CANCEL_REQUEST: 'INVALID_TERMS',
    INVALID_CANCEL_PRODUCT_ID: 'UNKNOWN_INSTRUMENT',
    INVALID_CANCEL_FCM_TRADING_SESSION: 'MARKET_CLOSED',
    NOT_ALLOWED_TO_CANCEL: 'FORBIDDEN',
    ORDER_IS_FULLY_FILLED: 'ORDER_ALREADY_DONE',
    ORDER_IS_BEING_REPLACED: 'DUPLICATE_REQUEST',
  },
  safe: 'UNMAPPED',
})

export const EDIT_FAILURE: WordTable<RejectCode> = wordTable({
  field: 'edit_failure_reason',
  words: {
    UNKNOWN_EDIT_ORDER_FAILURE_REASON: 'UNMAPPED',
    COMMANDER_REJECTED_EDIT_ORDER: 'CANCELED_BY_VENUE',
    CANNOT_EDIT_TO_BELOW_FILLED_SIZE: 'INVALID_QUANTITY',
    ORDER_NOT_FOUND: 'UNKNOWN_ORDER',
    CALLER_ID_MISMATCH: 'FORBIDDEN',
    ONLY_LIMIT_ORDER_EDITS_SUPPORTED: 'UNSUPPORTED_ORDER',
    INVALID_EDITED_PRICE: 'INVALID_PRICE',
    INVALID_EDITED_SIZE: 'INVALID_QUANTITY',
    ORDER_ALREADY_CLOSED: 'ORDER_ALREADY_DONE',
    ORDER_IS_FULLY_FILLED: 'ORDER_ALREADY_DONE',
  },
  safe: 'UNMAPPED',
})

/** Words of the error body of a refused request. */
export const ERROR_WORD: WordTable<RejectCode> = wordTable({
  field: 'error',
  words: {
    INVALID_ARGUMENT: 'INVALID_TERMS',
    invalid_request: 'INVALID_TERMS',
    FAILED_PRECONDITION: 'TRADING_DISABLED',
    PERMISSION_DENIED: 'FORBIDDEN',
    UNAUTHENTICATED: 'UNAUTHORIZED',
    NOT_FOUND: 'UNKNOWN_ORDER',
    RESOURCE_EXHAUSTED: 'RATE_LIMITED',
    rate_limit_exceeded: 'RATE_LIMITED',
    unknown: 'UNMAPPED',
  },
  safe: 'UNMAPPED',
})
