/** What Coinbase Advanced Trade can do, for spot products. */

import {
  emulated,
  native,
  NATIVE,
  refused,
  type Capabilities,
  type StreamAbility,
} from '../contract/capabilities.ts'

const sequenced = (snapshot: boolean, fallbackPollMs: number | null): StreamAbility => ({
  ability: NATIVE,
  sequence: 'CONNECTION',
  snapshot,
  fallbackPollMs,
})

const AT_TIME = emulated('DAY_AS_GTD', "the session's end is sent as the order's end")

export const COINBASE_CAPABILITIES: Capabilities = {
  venueId: 'COINBASE',
  name: 'Coinbase',
  orders: {
    MARKET: {
      IOC: NATIVE,
      DAY: native('market orders trade at once or not at all: sent as immediate or cancel'),
      GTC: native('market orders trade at once or not at all: sent as immediate or cancel'),
      FOK: refused('Coinbase takes fill-or-kill market orders for derivatives only'),
    },
    LIMIT: { GTC: NATIVE, GTD: NATIVE, IOC: NATIVE, FOK: NATIVE, DAY: AT_TIME },
    STOP: {
      GTC: refused('Coinbase has no stop orders without a limit on spot products: use STOP_LIMIT'),
    },
    STOP_LIMIT: { GTC: NATIVE, GTD: NATIVE, DAY: AT_TIME },
  },
  postOnly: native('GTC and GTD limit orders'),
  reduceOnly: emulated('REDUCE_HERE', 'a spot sell is capped by what the wallet holds'),
  replace: native('limit and stop-limit orders that are good until canceled'),
  replaceNote:
    'Price, size and stop price in place: order id and client id stay. The size is the new total. Place in the queue is lost when the price changes or the size grows.',
  cancelAll: emulated('CANCEL_EACH', 'open orders are listed and canceled in batches of 100'),
  batchPlaceMax: 1,
  batchCancelMax: 100,
  streams: {
    quotes: sequenced(true, 2_000),
    trades: sequenced(true, 5_000),
    depth: sequenced(true, null),
    candles: sequenced(true, 60_000),
    orders: sequenced(true, 2_000),
    fills: {
      ability: emulated(
        'POLL',
        'fills are read by REST whenever the order stream tells of a new cumulative quantity',
      ),
      sequence: 'NONE',
      snapshot: false,
      fallbackPollMs: 2_000,
    },
  },
  candleLengths: [
    'ONE_MINUTE',
    'FIVE_MINUTES',
    'FIFTEEN_MINUTES',
    'THIRTY_MINUTES',
    'ONE_HOUR',
    'TWO_HOURS',
    'SIX_HOURS',
    'ONE_DAY',
  ],
  deadManSwitch: refused('Coinbase has no cancel-on-disconnect for Advanced Trade'),
  hours: 'ALWAYS',
  idempotency: {
    clientIdLengthMax: 128,
    clientIdCharacter: '[A-Za-z0-9_-]',
    repeat: 'UNSPECIFIED',
    uniqueFor: 'UNSPECIFIED',
    lookup: 'BY_SCAN',
    // A request is taken for as long as its token is valid, 120 s, and a little for the clocks.
    absenceProvenAfterMs: 150_000,
  },
  marketDataWithoutCredential: true,
  fillHistoryDays: null,
  uncertainties: [
    'What a repeated client order id is answered with today is not verified: both known answers are taken as "already placed" and the order is looked up.',
    'The most candles of one answer may be 300 or 350: 300 are asked for.',
    'How far a clock may be off is not documented: more than 5 seconds raise an alert.',
    'The user channel may not echo prices: our own copy of the terms is kept.',
  ],
}
