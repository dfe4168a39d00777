/** How each asset class behaves in the synthetic market: how much it moves, how often and how tightly it is quoted. */

import type { AssetClass } from '@quarterdeck/sdk'

export interface MarketProfile {
  /** Volatility of the price per year of calendar time, as a share. For an event contract: of its log-odds. */
  readonly volatility: number
  readonly quotesPerSecond: number
  /** Usual spread as a share of the price, in basis points, and the least in ticks. */
  readonly spreadBp: number
  readonly spreadTicksMin: number
  /** Usual size on each side, in units of the quote currency. */
  readonly displayedNotional: number
  /** Share of quotes that come with a trade. */
  readonly tradeShare: number
}

export const PROFILES: Readonly<Record<AssetClass, MarketProfile>> = {
  CRYPTO: {
    volatility: 0.6,
    quotesPerSecond: 4,
    spreadBp: 0.6,
    spreadTicksMin: 1,
    displayedNotional: 40_000,
    tradeShare: 0.4,
  },
  EQUITY: {
    volatility: 0.28,
    quotesPerSecond: 3,
    spreadBp: 0.5,
    spreadTicksMin: 1,
    displayedNotional: 90_000,
    tradeShare: 0.35,
  },
  INDEX: {
    volatility: 0.16,
    quotesPerSecond: 2,
    spreadBp: 0.4,
    spreadTicksMin: 1,
    displayedNotional: 1e6,
    tradeShare: 0,
  },
  FUTURE: {
    volatility: 0.18,
    quotesPerSecond: 3,
    spreadBp: 0.2,
    spreadTicksMin: 1,
    displayedNotional: 6e6,
    tradeShare: 0.35,
  },
  FX: {
    volatility: 0.08,
    quotesPerSecond: 3,
    spreadBp: 0.6,
    spreadTicksMin: 2,
    displayedNotional: 2e6,
    tradeShare: 0.2,
  },
  METAL: {
    volatility: 0.16,
    quotesPerSecond: 2,
    spreadBp: 1.2,
    spreadTicksMin: 2,
    displayedNotional: 400_000,
    tradeShare: 0.2,
  },
  OPTION: {
    volatility: 0.28,
    quotesPerSecond: 1,
    spreadBp: 150,
    spreadTicksMin: 1,
    displayedNotional: 25_000,
    tradeShare: 0.08,
  },
  EVENT_CONTRACT: {
    volatility: 2.5,
    quotesPerSecond: 0.5,
    spreadBp: 150,
    spreadTicksMin: 1,
    displayedNotional: 2_000,
    tradeShare: 0.25,
  },
}

/** Where walks begin and what they are pulled back to, by symbol or by the root that a symbol begins with. */
const ANCHORS: Readonly<Record<string, number>> = {
  'BTC-USD': 68_000,
  'ETH-USD': 3_500,
  'SOL-USD': 180,
  'XRP-USD': 0.9,
  AAPL: 230,
  MSFT: 430,
  NVDA: 140,
  TSLA: 320,
  AMZN: 205,
  GOOG: 175,
  SPY: 590,
  QQQ: 505,
  ES: 5_900,
  MES: 5_900,
  NQ: 20_700,
  MNQ: 20_700,
  CL: 70,
  GC: 2_650,
  SPX: 5_900,
  NDX: 20_700,
  'EUR-USD': 1.08,
  'GBP-USD': 1.27,
  'AUD-USD': 0.66,
  'USD-JPY': 152,
  'USD-CHF': 0.88,
  'USD-CAD': 1.39,
  'EUR-JPY': 164,
  'XAU-USD': 2_650,
  'XAG-USD': 31,
  'XPT-USD': 960,
}

const ANCHOR_OF_CLASS: Readonly<Record<AssetClass, number>> = {
  CRYPTO: 100,
  EQUITY: 100,
  INDEX: 5_000,
  FUTURE: 5_000,
  FX: 1.2,
  METAL: 1_000,
  OPTION: 100,
  EVENT_CONTRACT: 0.5,
}

/** The price around which a symbol walks: its own, that of the longest root it begins with, or that of its class. */
export function anchorOf(symbol: string, assetClass: AssetClass): number {
  const roots = Object.keys(ANCHORS).filter((root) => symbol.startsWith(root))
  const longest = roots.toSorted((a, b) => b.length - a.length)[0]
  return longest === undefined
    ? ANCHOR_OF_CLASS[assetClass]
    : (ANCHORS[longest] ?? ANCHOR_OF_CLASS[assetClass])
}
