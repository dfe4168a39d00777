/** The closed word lists of the schema, each word with its meaning. FIX terms where FIX has one. */
import { builder } from './builder.ts'

type Meanings<Word extends string> = Readonly<Record<Word, string>>

export function enumOf<Word extends string>(name: string, description: string, meanings: Meanings<Word>) {
  const words = Object.keys(meanings) as Word[]
  const values = Object.fromEntries(words.map((word) => [word, { description: meanings[word] }]))
  return builder.enumType(name, { description, values: values as Record<Word, { description: string }> })
}

export const AssetClass = enumOf('AssetClass', 'What kind of thing is traded.', {
  CRYPTO: 'A crypto asset, spot.',
  EQUITY: 'A share.',
  OPTION: 'The right to buy or sell an underlying at a strike.',
  FUTURE: 'An obligation to settle at an expiry.',
  FX: 'A pair of currencies.',
  METAL: 'A metal, spot.',
  EVENT_CONTRACT: 'Pays 1 if an event happens, 0 otherwise.',
  INDEX: 'A number that is quoted and not traded itself.',
})

export const Mode = enumOf('Mode', 'Which market gets the writes; fixed for the life of an account.', {
  PAPER: 'Simulated venue, simulated money.',
  SHADOW: "The live venue's market, a simulated venue for writes.",
  LIVE: 'The live venue, if every gate is open.',
})

export const OrderSide = enumOf('OrderSide', 'Direction of an order.', { BUY: 'Buys.', SELL: 'Sells.' })

export const OrderType = enumOf('OrderType', 'When and at what price an order may trade. FIX OrdType.', {
  MARKET: 'At once, at the best price there is.',
  LIMIT: 'At the limit price or better.',
  STOP: 'Becomes a market order once the stop price trades.',
  STOP_LIMIT: 'Becomes a limit order once the stop price trades.',
  TRAILING_STOP: 'A stop that follows the market. Not accepted in this release.',
  MARKET_IF_TOUCHED: 'A market order once a better price is touched. Not accepted in this release.',
})

export const TimeInForce = enumOf('TimeInForce', 'How long an order works. FIX TimeInForce.', {
  DAY: 'Until the session ends.',
  GTC: 'Until it is cancelled.',
  IOC: 'What fills at once; the rest is cancelled.',
  FOK: 'All at once, or nothing.',
  GTD: 'Until a date. Not accepted in this release.',
})

export const OrderStatus = enumOf(
  'OrderStatus',
  'Where an order is in its life. FIX OrdStatus, and UNKNOWN.',
  {
    PENDING_NEW: 'Accepted here, not yet confirmed by the venue.',
    NEW: 'Working at the venue.',
    PARTIALLY_FILLED: 'Working, and filled in part.',
    FILLED: 'Filled whole. Final.',
    PENDING_CANCEL: 'A cancel was asked for; it may still fill.',
    CANCELED: 'Cancelled. Final.',
    PENDING_REPLACE: 'A replacement was asked for; the old terms still work.',
    REJECTED: 'Blocked by the gate, or refused by the venue. Final; the decision says which and why.',
    EXPIRED: 'Its time in force ended. Final.',
    UNKNOWN: 'Sent, fate unproven: counts at full size until the venue has spoken.',
  },
)

export const Liquidity = enumOf('Liquidity', 'Which side of the book a fill was on.', {
  MAKER: 'Rested and added liquidity.',
  TAKER: 'Crossed and removed liquidity.',
})

export const OptionRight = enumOf('OptionRight', 'What an option gives a right to.', {
  CALL: 'To buy.',
  PUT: 'To sell.',
})

export const TradingStatus = enumOf('TradingStatus', 'Whether an instrument trades now.', {
  OPEN: 'Trading.',
  CLOSED: 'Outside its sessions.',
  HALTED: 'Stopped by the venue.',
})

export const DecisionOutcome = enumOf('DecisionOutcome', 'What the gate decided.', {
  ALLOWED: 'The order may go out.',
  BLOCKED: 'The order ends here; the failed checks say why.',
})

export const CheckVerdict = enumOf('CheckVerdict', 'How one check ended.', {
  PASSED: 'Within its limit.',
  FAILED: 'Breaks its limit, or could not be evaluated and fails closed.',
  SKIPPED: 'Did not apply; the message says why.',
})

const switchScopes = {
  GLOBAL: 'Every organization. Only for people of the platform organization.',
  ORGANIZATION: 'The whole organization.',
  VENUE: 'One venue.',
  ACCOUNT: 'One account.',
  STRATEGY: 'One strategy.',
  USER: 'What one person, or a key that the person answers for, submits.',
}

export const KillSwitchScope = enumOf('KillSwitchScope', 'What a kill switch stops.', switchScopes)

export const RiskPolicyScope = enumOf(
  'RiskPolicyScope',
  'What a risk policy limits. The tightest limit wins.',
  {
    ...switchScopes,
    ASSET_CLASS: 'One asset class.',
    INSTRUMENT: 'One instrument.',
  },
)

export const KillSwitchPhase = enumOf('KillSwitchPhase', 'How far a kill switch has come.', {
  ENGAGED: 'New orders in scope are blocked.',
  CANCELLING: 'Blocked, and open orders are being cancelled.',
  CONFIRMED: "The venue's own answer shows no working order left in scope.",
  RELEASED: 'No longer in force.',
})

export const RoleEnum = enumOf('Role', 'What a member or a key may do; `permissions` has the table.', {
  OWNER: 'Everything, including who else is an owner.',
  ADMIN: 'Everything but making owners.',
  RISK_MANAGER: 'Sets limits, throws and releases switches, cancels, reads the audit log. Does not trade.',
  TRADER: 'Trades.',
  VIEWER: 'Looks.',
})

export const ActorKind = enumOf('ActorKind', 'What kind of caller did it.', {
  USER: 'A signed-in person.',
  API_KEY: 'A program with an API key.',
  STRATEGY: 'A deployment of a strategy.',
  SYSTEM: 'The platform itself.',
  VENUE: 'A venue, by its report.',
})

export const StrategyStatus = enumOf('StrategyStatus', 'Whether a strategy runs.', {
  RUNNING: 'It receives market data and may order.',
  STOPPED: 'It does nothing.',
  FAILED: 'It was stopped for a fault.',
})

export const ProblemCodeEnum = enumOf('ProblemCode', 'The kind of a problem; stable.', {
  BAD_USER_INPUT: 'A value is malformed or not allowed; the message says what is.',
  NOT_FOUND: 'No such thing for this caller.',
  CONFLICT: 'It contradicts what is already there.',
  FORBIDDEN: 'This caller may not.',
  RATE_LIMITED: 'Too much in too short a time.',
  SECOND_FACTOR_REQUIRED: 'The session must show the second factor first.',
})

export const OrderSort = enumOf('OrderSort', 'The order of a list of orders.', {
  CREATED_AT_DESC: 'Newest first.',
  CREATED_AT_ASC: 'Oldest first.',
})

export const BarInterval = enumOf('BarInterval', 'The length of a bar.', {
  S1: 'One second.',
  S5: 'Five seconds.',
  M1: 'One minute.',
  M5: 'Five minutes.',
  M15: 'Fifteen minutes.',
  H1: 'One hour.',
  D1: 'One day.',
})
