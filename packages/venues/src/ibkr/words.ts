/** The words of Interactive Brokers and ours: statuses, sides, order types, times in force, and how live a quote is. */

import type { Side } from '@quarterdeck/sdk'
import type { RecordStatus, VenueOrderType, VenueTimeInForce } from '../contract/words.ts'
import { type WordTable, wordTable } from '../wire/word-table.ts'

export const STATUS: WordTable<RecordStatus> = wordTable({
  field: 'order.status',
  words: {
    // The document calls it dead in one place and under way in another: it may live.
    PendingSubmit: 'PENDING_NEW',
    ApiPending: 'PENDING_NEW',
    // Waits for the answer to a question.
    WarnState: 'PENDING_NEW',
    // Held at the venue: a stop, or an order outside of hours.
    PreSubmitted: 'NEW',
    Submitted: 'NEW',
    Filled: 'FILLED',
    PendingCancel: 'PENDING_CANCEL',
    Cancelled: 'CANCELED',
    ApiCancelled: 'CANCELED',
    Rejected: 'REJECTED',
    Expired: 'EXPIRED',
    // Rejected, canceled or only held back: `INACTIVE` tells by a second word.
    Inactive: 'UNKNOWN',
  },
  safe: 'UNKNOWN',
})

/** What an inactive order is, by `order_ccp_status`; anything else leaves it open. */
export const INACTIVE: Readonly<Record<string, RecordStatus>> = {
  Rejected: 'REJECTED',
  Cancelled: 'CANCELED',
  Canceled: 'CANCELED',
  Expired: 'EXPIRED',
}

/** EXERCISE: the holder of an option uses it. It is listed among the orders, and is none. */
export const SIDE: WordTable<Side | 'EXERCISE' | null> = wordTable({
  field: 'side',
  words: { BUY: 'BUY', SELL: 'SELL', B: 'BUY', S: 'SELL', SSHORT: 'SELL', EXER: 'EXERCISE' },
  safe: null,
})

/** Compared in upper case with `_` for spaces: lists, answers and tickets spell them differently. */
export const ORDER_TYPE: WordTable<VenueOrderType | null> = wordTable({
  field: 'order.orderType',
  words: {
    LMT: 'LIMIT',
    LIMIT: 'LIMIT',
    MKT: 'MARKET',
    MARKET: 'MARKET',
    STP: 'STOP',
    STOP: 'STOP',
    STOP_LIMIT: 'STOP_LIMIT',
    STOPLIMIT: 'STOP_LIMIT',
    STP_LMT: 'STOP_LIMIT',
    TRAIL: 'TRAILING_STOP',
    TRAILING_STOP: 'TRAILING_STOP',
    MIT: 'MARKET_IF_TOUCHED',
    // Of others on the account: shown, and not one of our types.
    TRAILLMT: null,
    TRAILING_STOP_LIMIT: null,
    TRAIL_LIMIT: null,
    LIT: null,
    MIDPRICE: null,
    MOC: null,
    MARKETONCLOSE: null,
    LOC: null,
    LIMITONCLOSE: null,
    RELATIVE: null,
    REL: null,
    IBALGO: null,
  },
  safe: null,
})

export const TIME_IN_FORCE: WordTable<VenueTimeInForce | null> = wordTable({
  field: 'order.timeInForce',
  words: {
    DAY: 'DAY',
    GTC: 'GTC',
    IOC: 'IOC',
    GTD: 'GTD',
    FOK: 'FOK',
    // The opening, crypto, the night, the night and the day after.
    OPG: null,
    PAX: null,
    OVT: null,
    OND: null,
    CLOSE: null,
  },
  safe: null,
})

/** The first letter of field 6509: only what comes in real time is a live price. */
export const AVAILABILITY: WordTable<'LIVE' | 'NOT_LIVE'> = wordTable({
  field: '6509',
  words: {
    R: 'LIVE',
    D: 'NOT_LIVE',
    Z: 'NOT_LIVE',
    Y: 'NOT_LIVE',
    N: 'NOT_LIVE',
    // Not told yet, or a snapshot that is paid for.
    '': 'NOT_LIVE',
    S: 'NOT_LIVE',
    O: 'NOT_LIVE',
    i: 'NOT_LIVE',
    v: 'NOT_LIVE',
  },
  safe: 'NOT_LIVE',
})
