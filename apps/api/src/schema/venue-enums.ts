/** The closed word lists of connections to venues, each word with its meaning. */
import { enumOf } from './enums.ts'

export const ConnectionPurpose = enumOf(
  'ConnectionPurpose',
  'What a connection is opened for, least first.',
  {
    MARKET_DATA: 'Quotes and trades. Needs no credential where the venue publishes them.',
    READ: 'The account as well, without a way to write: for shadow.',
    TRADE: 'Orders as well.',
  },
)

export const ConnectionState = enumOf(
  'ConnectionState',
  'How a connection stands. READY alone lets orders out.',
  {
    CONNECTING: 'A line is being opened.',
    SYNCING: 'It is open; how things stand is being read.',
    READY: 'What it tells is current.',
    DEGRADED: 'It is open, and what it told may be stale.',
    DOWN: 'Closed, or refused by the venue: it is not tried again by itself.',
  },
)

export const ConnectionTrialStep = enumOf('ConnectionTrialStep', 'A step of trying a connection.', {
  CREDENTIAL: 'The credential has the form of one, and the venue takes it.',
  CLOCK: "The venue's clock and ours agree.",
  HEALTH: 'The venue takes orders now.',
  ACCOUNT: 'Whose account it is, and what the credential may do there.',
  BALANCES: 'What the account holds can be read.',
  INSTRUMENTS: 'The symbols to follow are listed.',
})

export const VenueAbilityKind = enumOf('VenueAbilityKind', 'Whether a venue can do something.', {
  NATIVE: 'By itself.',
  EMULATED: 'Not by itself: it is brought about in another way.',
  REFUSED: 'Not at all; the note says why.',
})

export const VenueEmulation = enumOf('VenueEmulation', 'How something that a venue lacks is brought about.', {
  MARKET_AS_IOC_LIMIT: 'A limit order at the edge of the protected price, immediate or cancel.',
  DAY_AS_GTD: "The session's end is sent as the order's own end.",
  CANCEL_AT_TIME: 'The order rests without an end; it is cancelled at the time.',
  TRIGGER_HERE: 'The order waits here until the market reaches its stop: not while we are down.',
  CANCEL_AND_PLACE: "Cancel, wait for the venue's final word, place the rest anew.",
  CANCEL_EACH: 'Every working order is cancelled on its own.',
  REDUCE_HERE: 'The quantity is capped by the position before it is sent.',
  POLL: 'Asked again and again instead of told.',
})

export const VenueSequence = enumOf('VenueSequence', 'How a stream says that a message was lost.', {
  CONNECTION: 'Its messages are numbered per line.',
  SUBSCRIPTION: 'Its messages are numbered per subscription.',
  NONE: 'It does not.',
})

export const VenueHours = enumOf('VenueHours', 'When a venue trades.', {
  ALWAYS: 'At every hour.',
  SESSIONS: 'In sessions.',
})

export const VenueRepeat = enumOf('VenueRepeat', 'What a venue does with a client order id it has seen.', {
  RETURNS_ORIGINAL: 'Answers with the order that it has.',
  REJECTS: 'Refuses.',
  UNSPECIFIED: 'Either; both are handled.',
})

export const VenueUniqueness = enumOf('VenueUniqueness', 'For how long a client order id is unique.', {
  EVER: 'For ever.',
  ONE_DAY: 'For a day.',
  WHILE_OPEN: 'While its order works.',
  UNSPECIFIED: 'The venue does not say.',
})

export const VenueLookup = enumOf('VenueLookup', 'How an order is found whose answer was lost.', {
  BY_CLIENT_ID: 'By its client order id.',
  BY_SCAN: 'In the lists of orders.',
})

export const RequestUrgency = enumOf(
  'RequestUrgency',
  'What a request to a venue is for, first come first.',
  {
    EXIT: 'Cancels, and orders that only close. They alone may use the reserve.',
    ENTRY: 'Every other write.',
    READ: 'Questions.',
  },
)
