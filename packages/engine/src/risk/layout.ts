/**
 * Where each number lies in the packed rows of the risk kernel. All strides are powers of two; a double field is an
 * approximation of an exact value in the book, and never the last word where a comparison is close.
 */

/** Rows by account index, and three more (by mode) for all accounts of a mode together. What a decision reads comes first. */
export const ACCOUNT_STRIDE = 64
export const ACCOUNT = {
  /** Market version that the exposures were last brought up to; -1: to be looked at again. */
  exposureVersion: 0,
  /** The last moment at which they hold: until a rate in them is too old; -Infinity while a line cannot be valued. */
  exposureUntil: 1,
  /** Largest error that they can carry, absolute. */
  exposureError: 2,
  /** As of the exposures, for what is taken from equity. */
  equityVersion: 3,
  equityUntil: 4,
  /** Between these the exact equity lies. */
  equityLow: 5,
  equityHigh: 6,
  /** Between these the exact loss since the day's start lies, and the fall from the day's high. */
  lossLow: 7,
  lossHigh: 8,
  fallLow: 9,
  fallHigh: 10,
  /** The high that the fall is a share of; NaN where no share can be told in doubles. */
  fallFrom: 11,
  /** Microseconds at which the day of the marks begins; NaN while there are none. */
  dayFrom: 12,
  openOrders: 13,
  /** Request times seen, and the first that still lies within the last second. */
  ordersHead: 14,
  rateTail: 15,
  rateAt: 16,
  mode: 17,
  currency: 18,
  policyGroup: 19,
  /** Rows of a mode only: NaN once its lots passed what a double holds whole, else 0; a term that makes sums unknown. */
  beyondWhole: 20,
  /** Versions of the exact sums and of the rates that the exposures were taken from. */
  exposureSeen: 21,
  exposureSeenRates: 22,
  /** As of the exposures, for equity. */
  equitySeen: 23,
  equitySeenRates: 24,
  /** No mark that ages was received before this. */
  markAt: 25,
  /** Nine groups of gross, high and low: the whole account, then each asset class. */
  exposure: 32,
} as const

/** Offsets within a group of exposure sums: worst case of each position, all buys filled, beside it all sells filled. */
export const SUM = { gross: 0, high: 1, low: 2 } as const
export const SUM_STRIDE = 3

export const POSITION_STRIDE = 8
export const POSITION = {
  lots: 0,
  /** Working lots; the two sides lie beside each other. */
  buy: 1,
  sell: 2,
  account: 3,
  instrument: 4,
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
  /** Share of the value that a purchase ties up: all of it, or the margin. */
  cashRate: 15,
} as const

/** Rows by mode and instrument: lots of all accounts of the mode together, whole numbers. */
export const MODE_LOTS_STRIDE = 8
export const MODE_LOTS = {
  lots: 0,
  /** Working lots; the two sides lie beside each other. */
  buy: 1,
  sell: 2,
  /** Sum over accounts of the larger of |all buys filled| and |all sells filled|. */
  worst: 3,
} as const

/**
 * Rows of limits: per slot what is surely within it (Infinity: no limit), then what follows; beyond LIMIT_SURE the same again
 * with what is surely over it. Only what lies between needs whole numbers.
 */
export const LIMIT_STRIDE = 128
export const LIMIT_SURE = 64
export const LIMIT = {
  /** Policies that cover the order. */
  covering: 56,
  /** Bits of the levels at which portfolio limits are set. */
  levels: 57,
  /** Largest age of a quote, in whole microseconds, set or not. */
  quoteAgeMicros: 58,
  /** Largest age of the marks that a portfolio is valued at, in whole microseconds. */
  markAgeMicros: 59,
  /** Caps by asset class, in rows of one policy only. */
  caps: 48,
} as const
export const LEVEL_BIT = { ACCOUNT: 1, NARROW: 2, MODE: 4, EQUITY: 8, MODE_EQUITY: 16 } as const

/** Share of a limit around it in which doubles say nothing: far above any rounding, far below any unit of account. */
export const BAND = 2 ** -40

/** Verdicts, a byte per slot. */
export const PASSED = 1
export const FAILED = 2
export const SKIPPED = 4
/** Too close to call in doubles; never left standing in an evaluation. */
export const AMBIGUOUS = 8

/** Sums beyond this are no longer certain to be whole in a double. */
export const WHOLE_MAX = 2 ** 52

/** Unit roundoff of a double. */
export const ROUNDOFF = 2 ** -53

/** Roundings in a product of terms and limit, generously: relative error of either side of a comparison. */
export const RELATIVE = 32 * ROUNDOFF
