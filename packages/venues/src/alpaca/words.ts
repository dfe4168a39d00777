/** Alpaca's words and ours: statuses, events, times in force, order types and sides. What it says when it refuses is in `refusals.ts`. */

import type { AssetClass, Side } from '@quarterdeck/sdk'
import type { RecordStatus, VenueOrderType, VenueTimeInForce } from '../contract/words.ts'
import { type WordTable, wordTable } from '../wire/word-table.ts'

export const STATUS: WordTable<RecordStatus> = wordTable({
  field: 'order.status',
  words: {
    accepted: 'PENDING_NEW',
    pending_new: 'PENDING_NEW',
    accepted_for_bidding: 'PENDING_NEW',
    pending_review: 'PENDING_NEW',
    // A leg that waits for its entry.
    held: 'PENDING_NEW',
    new: 'NEW',
    partially_filled: 'NEW',
    // Of today nothing more comes; that it expires is said by itself.
    done_for_day: 'NEW',
    calculated: 'NEW',
    stopped: 'NEW',
    suspended: 'NEW',
    pending_cancel: 'PENDING_CANCEL',
    pending_replace: 'PENDING_REPLACE',
    filled: 'FILLED',
    canceled: 'CANCELED',
    expired: 'EXPIRED',
    rejected: 'REJECTED',
    replaced: 'REPLACED',
  },
  safe: 'UNKNOWN',
})

/**
 * What a message of the order stream means. TOLD: the order with it says all. REREAD: what it is about has to be read. REVISED: an
 * execution was taken back or changed, which a person must look at.
 */
export type EventMeaning = 'TOLD' | 'REREAD' | 'REVISED'

export const EVENT: WordTable<EventMeaning> = wordTable({
  field: 'trade_updates.event',
  words: {
    new: 'TOLD',
    accepted: 'TOLD',
    pending_new: 'TOLD',
    held: 'TOLD',
    fill: 'TOLD',
    partial_fill: 'TOLD',
    canceled: 'TOLD',
    expired: 'TOLD',
    rejected: 'TOLD',
    replaced: 'TOLD',
    done_for_day: 'TOLD',
    calculated: 'TOLD',
    stopped: 'TOLD',
    suspended: 'TOLD',
    pending_cancel: 'TOLD',
    pending_replace: 'TOLD',
    restated: 'REREAD',
    order_replace_rejected: 'REREAD',
    order_cancel_rejected: 'REREAD',
    trade_bust: 'REVISED',
    trade_correct: 'REVISED',
  },
  safe: 'REREAD',
})

export const SIDE: WordTable<Side | null> = wordTable({
  field: 'side',
  words: { buy: 'BUY', sell: 'SELL', sell_short: 'SELL' },
  safe: null,
})

/** Who came to the book in a trade of a crypto pair. */
export const TAKER_SIDE: WordTable<Side | null> = wordTable({
  field: 'trade.tks',
  words: { B: 'BUY', S: 'SELL' },
  safe: null,
})

export const TIME_IN_FORCE: WordTable<VenueTimeInForce | null> = wordTable({
  field: 'order.time_in_force',
  words: {
    day: 'DAY',
    gtc: 'GTC',
    gtd: 'GTD',
    ioc: 'IOC',
    fok: 'FOK',
    // Of others on the account: for an auction, which is not one of ours.
    opg: null,
    cls: null,
  },
  safe: null,
})

export const ORDER_TYPE: WordTable<VenueOrderType | null> = wordTable({
  field: 'order.type',
  words: {
    market: 'MARKET',
    limit: 'LIMIT',
    stop: 'STOP',
    stop_limit: 'STOP_LIMIT',
    trailing_stop: 'TRAILING_STOP',
  },
  safe: null,
})

/** Null: a class that is not traded here. */
export const ASSET_CLASS: WordTable<AssetClass | null> = wordTable({
  field: 'asset.class',
  words: {
    us_equity: 'EQUITY',
    crypto: 'CRYPTO',
    us_option: 'OPTION',
    crypto_perp: null,
    us_index: null,
    treasury: null,
    corporate: null,
    global_equity: null,
    ipo: null,
  },
  safe: null,
})
