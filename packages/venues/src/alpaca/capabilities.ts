/** What Alpaca can do: with shares, and what is otherwise for crypto pairs and options. */

import {
  emulated,
  native,
  NATIVE,
  refused,
  type Capabilities,
  type StreamAbility,
} from '../contract/capabilities.ts'

const streamed = (fallbackPollMs: number | null, snapshot = false): StreamAbility => ({
  ability: NATIVE,
  sequence: 'NONE',
  snapshot,
  fallbackPollMs,
})

const asked = (note: string, fallbackPollMs: number): StreamAbility => ({
  ability: emulated('POLL', note),
  sequence: 'NONE',
  snapshot: false,
  fallbackPollMs,
})

const NO_DEPTH: StreamAbility = {
  ability: refused('Alpaca publishes no depth of shares and options'),
  sequence: 'NONE',
  snapshot: false,
  fallbackPollMs: null,
}

const STREAMS: Capabilities['streams'] = {
  quotes: streamed(2_000),
  trades: streamed(5_000),
  depth: { ...streamed(null, true), ability: native('crypto pairs only') },
  candles: streamed(60_000),
  orders: streamed(2_000),
  fills: asked(
    'an execution has one id in the stream and another in the list: fills are read from the list whenever the stream tells of a new cumulative quantity',
    2_000,
  ),
}

export const ALPACA_CAPABILITIES: Capabilities = {
  venueId: 'ALPACA',
  name: 'Alpaca',
  orders: {
    MARKET: { DAY: NATIVE, GTC: NATIVE, IOC: NATIVE, FOK: NATIVE },
    LIMIT: { DAY: NATIVE, GTC: NATIVE, IOC: NATIVE, FOK: NATIVE },
    STOP: { DAY: NATIVE, GTC: NATIVE },
    STOP_LIMIT: { DAY: NATIVE, GTC: NATIVE },
    TRAILING_STOP: {
      DAY: refused('the platform has no terms of a trailing stop'),
      GTC: refused('the platform has no terms of a trailing stop'),
    },
  },
  postOnly: refused('Alpaca has no post-only orders'),
  reduceOnly: emulated('REDUCE_HERE', 'capped by the position before it is sent: Alpaca knows no such flag'),
  replace: native('orders of which nothing is filled'),
  replaceNote:
    'Quantity, limit and stop price. It makes a new order with an id of its own; the old one ends as replaced. Place in the queue is lost. An order of which a part is filled is not changed: whether Alpaca counts that part into the new quantity is not certain.',
  cancelAll: native('all orders of the account at once; those of one symbol each on its own'),
  batchPlaceMax: 1,
  batchCancelMax: 1,
  streams: STREAMS,
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
  deadManSwitch: refused('Alpaca has no cancel-on-disconnect'),
  hours: 'SESSIONS',
  idempotency: {
    clientIdLengthMax: 128,
    clientIdCharacter: '[A-Za-z0-9_.-]',
    repeat: 'REJECTS',
    uniqueFor: 'EVER',
    lookup: 'BY_CLIENT_ID',
    // Requests carry no time that they are taken until: long enough for gateways to have given up one that hung.
    absenceProvenAfterMs: 120_000,
  },
  marketDataWithoutCredential: false,
  fillHistoryDays: null,
  uncertainties: [
    'Whether a changed order counts what was filled before is not certain: partly filled orders are not changed, and one that was filled meanwhile and is now more than was wanted is canceled.',
    'A change was seen to be refused in words and to happen all the same: such a refusal is looked up.',
    'The exact limits of requests are not certain: 200 a minute, and ten in a second.',
    'A placing that is refused in words that nobody knows is looked up by its client id before it is called rejected.',
    'Fees are in no execution: those of crypto pairs are taken from what was received, those of shares come later. Balances and positions are the truth.',
    'Executions of shares finer than a hundredth of a cent would be off the increments: a person is alerted, and the order stays open in our books.',
    'How a list of more than 500 open orders is continued is recent: a list that does not move on is a failure, not an end.',
    'Market data of crypto pairs may be readable without a key: it is asked for, and a refusal is told.',
    'Markets of options are asked for at addresses that no recording shows: what is not found there is a failure, not a price.',
    'A buy stop may be given a limit by Alpaca a few percent behind it.',
    'Bars of days begin at midnight in New York for shares.',
  ],
  forAssetClass: {
    EQUITY: { streams: { ...STREAMS, depth: NO_DEPTH } },
    CRYPTO: {
      hours: 'ALWAYS',
      orders: {
        MARKET: {
          IOC: NATIVE,
          GTC: NATIVE,
          DAY: native('sent as immediate or cancel'),
          FOK: refused('Alpaca takes no fill-or-kill orders of crypto pairs'),
        },
        LIMIT: {
          GTC: NATIVE,
          IOC: NATIVE,
          DAY: emulated(
            'CANCEL_AT_TIME',
            'Alpaca has no day orders of crypto pairs: we cancel it at the time',
          ),
          FOK: refused('Alpaca takes no fill-or-kill orders of crypto pairs'),
        },
        STOP: { GTC: refused('Alpaca takes stops of crypto pairs only with a limit: use STOP_LIMIT') },
        STOP_LIMIT: {
          GTC: NATIVE,
          DAY: emulated(
            'CANCEL_AT_TIME',
            'Alpaca has no day orders of crypto pairs: we cancel it at the time',
          ),
        },
      },
    },
    OPTION: {
      orders: {
        MARKET: { DAY: NATIVE },
        LIMIT: {
          DAY: NATIVE,
          GTC: refused('whether Alpaca takes good-until-canceled orders of options is not certain: use DAY'),
        },
        STOP: { DAY: NATIVE },
        STOP_LIMIT: { DAY: NATIVE },
      },
      streams: {
        ...STREAMS,
        candles: { ...NO_DEPTH, ability: refused('Alpaca tells no bars of options: they are asked for') },
        depth: NO_DEPTH,
      },
    },
  },
}
