/**
 * Where each number lies in the packed rows of the risk kernel. All strides are powers of two; a double field is an
 * approximation of an exact value in the book, and never the last word where a comparison is close.
 */

/** Rows by account index, and three more (by mode) for all accounts of a mode together. */
export const ACCOUNT_STRIDE = 64
export const ACCOUNT = {
  /** Nine groups of gross, high and low: the whole account, then each asset class. */
  exposure: 0,
  /** Largest error that the exposure sums can carry, absolute. */
  exposureError: 27,
  /** Positions whose value is unknown: no mark or no rate. */
  exposureMissing: 28,
  /** When the oldest FX quote in the sums was received. */
  exposureRateAt: 29,
  /** Market version of the sums; -1: to be summed again. */
  exposureVersion: 30,
  equity: 31,
  equityError: 32,
  equityMissing: 33,
  equityRateAt: 34,
  equityVersion: 35,
  dayStart: 36,
  dayHigh: 37,
  /** Rows of a mode only: losses since the day's start and distances from the day's high, summed. */
  loss: 38,
  fall: 39,
  high: 40,
  openOrders: 41,
  mode: 42,
  currency: 43,
  /** Request times seen, and the first that still lies within the last second. */
  ordersHead: 44,
  rateTail: 45,
  rateAt: 46,
  policyGroup: 47,
  /** Amounts that equity was summed from; none: the account needs no mark and no rate. */
  equityTerms: 48,
  /** UTC day that the losses of a mode are counted for. */
  day: 49,
} as const

/** Offsets within a group of exposure sums: worst case of each position, all buys filled, all sells filled. */
export const SUM = { gross: 0, high: 1, low: 2 } as const
export const SUM_STRIDE = 3

export const POSITION_STRIDE = 8
export const POSITION = {
  lots: 0,
  buy: 1,
  sell: 2,
  cost: 3,
  account: 4,
  instrument: 5,
  /** Value of a lot at the mark in the account's currency, as of the account's exposureVersion; NaN unknown. */
  value: 6,
} as const

export const INSTRUMENT_STRIDE = 16
export const INSTRUMENT = {
  tickLotValue: 0,
  feeRate: 1,
  feePerLot: 2,
  quantityPerLot: 3,
  assetClass: 4,
  margined: 5,
  currency: 6,
  expiresAt: 7,
  marginRate: 8,
  /** Need of a short lot beyond its proceeds: constant + high x value at the highest price - low x value at the lowest. */
  shortConstant: 9,
  shortHigh: 10,
  shortLow: 11,
  maxTicks: 12,
  minTicks: 13,
  policyGroup: 14,
} as const

/** Rows by mode and instrument: lots of all accounts of the mode together, whole numbers. */
export const MODE_LOTS_STRIDE = 8
export const MODE_LOTS = {
  lots: 0,
  buy: 1,
  sell: 2,
  /** Sum over accounts of the larger of |all buys filled| and |all sells filled|. */
  worst: 3,
  /** Value of a lot at the mark in the base currency; NaN unknown. */
  value: 4,
} as const

/** Rows of limits: one double per slot (Infinity: none), then what follows. */
export const LIMIT_STRIDE = 64
export const LIMIT = {
  /** Policies that cover the order. */
  covering: 41,
  /** Bits of the levels at which portfolio limits are set. */
  levels: 42,
  /** Caps by asset class, in rows of one policy only. */
  caps: 48,
} as const
export const LEVEL_BIT = { ACCOUNT: 1, NARROW: 2, MODE: 4, EQUITY: 8, MODE_EQUITY: 16 } as const

/** Rows of a verdict: one per slot. A measured slot holds when observed <= limit x factor. */
export const VERDICT_STRIDE = 4
export const VERDICT = {
  verdict: 0,
  observed: 1,
  /** 1, or the equity that a ratio is a share of. */
  factor: 2,
  /** How far both sides can be wrong together beyond RELATIVE; Infinity: cannot be told in doubles; NaN: does not apply. */
  error: 3,
} as const
export const PASSED = 1
export const FAILED = 2
export const SKIPPED = 4
/** Too close to call in doubles; never left standing in an evaluation. */
export const AMBIGUOUS = 8

/** Observed where nothing could be measured: over every limit. */
export const BEYOND = 1e300

/** Sums beyond this are no longer certain to be whole in a double. */
export const WHOLE_MAX = 2 ** 52

/** Unit roundoff of a double. */
export const ROUNDOFF = 2 ** -53

/** Roundings in a product of terms and limit, generously: relative error of either side of a comparison. */
export const RELATIVE = 32 * ROUNDOFF
