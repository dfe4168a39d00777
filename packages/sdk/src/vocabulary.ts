/**
 * The closed word lists of the domain, as unions with their runtime arrays: FIX terms where FIX has one.
 * The order of an array bears meaning only where its comment says so.
 */

export const ASSET_CLASSES = [
  'CRYPTO',
  'EQUITY',
  'OPTION',
  'FUTURE',
  'FX',
  'METAL',
  'EVENT_CONTRACT',
  'INDEX',
] as const
export type AssetClass = (typeof ASSET_CLASSES)[number]

/** Which market gets an order's writes; fixed for the life of an account. */
export const MODES = ['PAPER', 'SHADOW', 'LIVE'] as const
export type Mode = (typeof MODES)[number]

export const SIDES = ['BUY', 'SELL'] as const
export type Side = (typeof SIDES)[number]

/** FIX OrdType (40), the subset that is traded. */
export const ORDER_TYPES = ['MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT'] as const
export type OrderType = (typeof ORDER_TYPES)[number]

/** FIX TimeInForce (59), the subset that is traded. */
export const TIMES_IN_FORCE = ['DAY', 'GTC', 'IOC', 'FOK'] as const
export type TimeInForce = (typeof TIMES_IN_FORCE)[number]

/** FIX OrdStatus (39), and UNKNOWN: sent, fate unproven. */
export const ORDER_STATUSES = [
  'PENDING_NEW',
  'NEW',
  'PARTIALLY_FILLED',
  'FILLED',
  'PENDING_CANCEL',
  'CANCELED',
  'PENDING_REPLACE',
  'REJECTED',
  'EXPIRED',
  'UNKNOWN',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** Whether a fill added (resting order) or removed (aggressor) liquidity. FIX LastLiquidityInd (851). */
export const LIQUIDITIES = ['MAKER', 'TAKER'] as const
export type Liquidity = (typeof LIQUIDITIES)[number]

export const OPTION_RIGHTS = ['CALL', 'PUT'] as const
export type OptionRight = (typeof OPTION_RIGHTS)[number]

/** FIX SecurityTradingStatus (326) reduced to what the gate needs. */
export const TRADING_STATUSES = ['OPEN', 'CLOSED', 'HALTED'] as const
export type TradingStatus = (typeof TRADING_STATUSES)[number]

/**
 * How a trade is paid for. FULL_PAYMENT: the notional changes hands (spot, shares, premiums, event contracts).
 * MARGINED: only margin is tied up and profit and loss settle in cash (futures, FX).
 */
export const FUNDING_STYLES = ['FULL_PAYMENT', 'MARGINED'] as const
export type FundingStyle = (typeof FUNDING_STYLES)[number]
