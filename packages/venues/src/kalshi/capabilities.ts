/** What Kalshi can do: limit orders on YES, one stream of everything, no stops and no market orders. */

import {
  emulated,
  native,
  NATIVE,
  refused,
  type Ability,
  type Capabilities,
  type StreamAbility,
} from '../contract/capabilities.ts'

const unsequenced = (fallbackPollMs: number | null): StreamAbility => ({
  ability: NATIVE,
  sequence: 'NONE',
  snapshot: false,
  fallbackPollMs,
})

const AS_LIMIT = emulated(
  'MARKET_AS_IOC_LIMIT',
  'Kalshi has no market orders: a limit behind the touch that is immediate or canceled',
)
const NO_STOPS: Ability = refused('Kalshi has no stop orders')

export const KALSHI_CAPABILITIES: Capabilities = {
  venueId: 'KALSHI',
  name: 'Kalshi',
  orders: {
    MARKET: {
      IOC: AS_LIMIT,
      DAY: AS_LIMIT,
      GTC: AS_LIMIT,
      FOK: refused(
        'a market order is made of an immediate limit, which may be filled in part: use LIMIT FOK',
      ),
    },
    LIMIT: {
      GTC: NATIVE,
      GTD: native('to the second'),
      IOC: NATIVE,
      FOK: NATIVE,
      DAY: emulated('DAY_AS_GTD', "the session's end is sent as the order's end"),
    },
    STOP: { GTC: NO_STOPS, DAY: NO_STOPS },
    STOP_LIMIT: { GTC: NO_STOPS, DAY: NO_STOPS },
  },
  postOnly: NATIVE,
  reduceOnly: emulated(
    'REDUCE_HERE',
    "capped by the position; what the venue's own flag does to an order that rests is not certain",
  ),
  replace: native('limit orders that rest'),
  replaceNote:
    'Price and size in place: order id and client id stay. The size is the new total. Place in the queue is kept only where the size goes down and the price stays.',
  cancelAll: emulated('CANCEL_EACH', 'open orders are listed and canceled in batches'),
  batchPlaceMax: 1,
  batchCancelMax: 20,
  streams: {
    quotes: { ...unsequenced(2_000), snapshot: true },
    trades: unsequenced(null),
    depth: { ability: NATIVE, sequence: 'SUBSCRIPTION', snapshot: true, fallbackPollMs: null },
    candles: {
      ability: refused('Kalshi streams no candles: they are asked for'),
      sequence: 'NONE',
      snapshot: false,
      fallbackPollMs: null,
    },
    orders: unsequenced(2_000),
    fills: unsequenced(2_000),
  },
  candleLengths: ['ONE_MINUTE', 'ONE_HOUR', 'ONE_DAY'],
  deadManSwitch: refused('Kalshi has no timer that withdraws orders; it can cancel them when trading pauses'),
  hours: 'ALWAYS',
  idempotency: {
    clientIdLengthMax: 64,
    clientIdCharacter: '[A-Za-z0-9_-]',
    repeat: 'REJECTS',
    uniqueFor: 'EVER',
    lookup: 'BY_SCAN',
    // A signature is good for less than a minute; the rest is for queues and for lists that lag behind.
    absenceProvenAfterMs: 90_000,
  },
  marketDataWithoutCredential: true,
  fillHistoryDays: 90,
  uncertainties: [
    'How far a clock may be off is between 5 and 30 seconds: what is signed carries the time that the venue dates its answers with.',
    'A single order that is asked for may be told as it was half a second ago: one that is said to rest is looked up in the list too, which was never seen to lag.',
    'A cancel that is answered with "not found" may be of an order that was filled: it is looked up.',
    'An answer to a cancel or a change may describe another order: such an answer leaves its fate open until it is read.',
    'A post-only order that would trade is refused, or taken and canceled at once: both are handled.',
    'An immediate order that finds nothing is taken and told as canceled; one that is to be filled whole may be refused instead: both are handled.',
    'What working orders have set aside is not told: the balance is what may be spent.',
    'Money lies on shards of the exchange: an order may be refused for want of funds on its shard although the balance, the sum of all, would do.',
    'Sizes of price steps may differ within one market: its finest is listed, and a price that is off its own range is refused by the venue, never rounded.',
    'The scale of NO prices in books is asked for explicitly as that of YES; a quiet book is compared with the quote, which would show a venue that does otherwise.',
    'Every Thursday from 03:00 to 05:00 New York time trading is paused: orders can be canceled, not placed. The same may happen at any time; health tells it.',
    'Candles of a day are days in New York.',
    'The most candles of one answer may be 5,000 or 10,000: fewer are asked for.',
    'Orders go to the primary subaccount. Those of other subaccounts are shown, and are not canceled from here.',
    'Orders, fills and candles older than about three months are in an archive that is not read.',
  ],
}
