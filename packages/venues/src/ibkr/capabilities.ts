/** What Interactive Brokers can do over its Client Portal Web API. */

import {
  emulated,
  native,
  NATIVE,
  refused,
  type Capabilities,
  type StreamAbility,
} from '../contract/capabilities.ts'

const told = (fallbackPollMs: number): StreamAbility => ({
  ability: NATIVE,
  sequence: 'NONE',
  snapshot: false,
  fallbackPollMs,
})

const notTold = (reason: string): StreamAbility => ({
  ability: refused(reason),
  sequence: 'NONE',
  snapshot: false,
  fallbackPollMs: null,
})

const RESTING = { DAY: NATIVE, GTC: NATIVE } as const
const NO_FOK = refused('Interactive Brokers lists no fill-or-kill among the times in force of this interface')
const NO_GTD = refused('an end of its own is in the rules of contracts, but how it is sent is not documented')

export const IBKR_CAPABILITIES: Capabilities = {
  venueId: 'IBKR',
  name: 'Interactive Brokers',
  orders: {
    MARKET: { DAY: NATIVE, IOC: NATIVE, GTC: NATIVE, FOK: NO_FOK },
    LIMIT: { ...RESTING, IOC: NATIVE, FOK: NO_FOK, GTD: NO_GTD },
    STOP: RESTING,
    STOP_LIMIT: RESTING,
  },
  postOnly: refused('Interactive Brokers takes no post-only orders over this interface'),
  reduceOnly: emulated('REDUCE_HERE', 'the quantity is capped by the position before it is sent'),
  replace: native('any order that works'),
  replaceNote:
    'The whole ticket is sent again, in place: the order id stays. The quantity is the new total. The venue may ask questions, as it does of a new order.',
  cancelAll: native('one request takes back every working order of the account, whoever placed it'),
  batchPlaceMax: 1,
  batchCancelMax: 1,
  streams: {
    quotes: told(2_000),
    trades: notTold('Interactive Brokers tells the last price twice a second at most, and no prints'),
    depth: notTold('the ladder is told for one contract at a time, in rows without a documented end'),
    candles: {
      ability: emulated('POLL', 'bars are read by request'),
      sequence: 'NONE',
      snapshot: false,
      fallbackPollMs: 60_000,
    },
    orders: told(10_000),
    fills: told(10_000),
  },
  candleLengths: [
    'ONE_MINUTE',
    'FIVE_MINUTES',
    'FIFTEEN_MINUTES',
    'THIRTY_MINUTES',
    'ONE_HOUR',
    'TWO_HOURS',
    'ONE_DAY',
  ],
  deadManSwitch: refused(
    'Interactive Brokers keeps orders when the session ends, and has no switch to change that',
  ),
  hours: 'SESSIONS',
  idempotency: {
    clientIdLengthMax: 64,
    clientIdCharacter: '[A-Za-z0-9_-]',
    repeat: 'REJECTS',
    uniqueFor: 'ONE_DAY',
    lookup: 'BY_SCAN',
    // The venue gives its own back end ten seconds and then says that it does not know; two minutes are for its lists, and ten
    // seconds for one that several lookups share.
    absenceProvenAfterMs: 130_000,
  },
  marketDataWithoutCredential: false,
  fillHistoryDays: 7,
  uncertainties: [
    'Whether query parameters are part of the signature is told in two ways: they are signed, and the venue takes both.',
    'The hours of its reset and maintenance differ between documents: both are expected, the session is tried all the same, and only nobody is alarmed.',
    'Whether an inactive order is dead is not certain without a second word: it counts as not ended until the venue says more.',
    'Whether a history is asked for from its beginning or its end is not certain: both are understood, by the bars that come.',
    'Executions that correct others are known by the last part of their id: they stand instead of the one before.',
    'An execution may come before its commission: it is waited for, and after a while taken without, with an alert.',
    'Sizes of quotes of US stocks may be in hundreds: they are taken as told, so never too large.',
    'A list of orders is of one day: who is not in it is looked for among the executions before being called absent.',
    'Whether one user may have two live session tokens or two streams is not documented: one of each is opened and shared.',
    'Most contracts in one request for quotes and most lines of market data are not documented: quotes are asked for one by one.',
    'Margin rates are not listed: positions are counted as paid in full.',
  ],
}
