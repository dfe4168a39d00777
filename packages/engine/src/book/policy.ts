/** Risk limits, their scopes, and kill-switch scopes: plain data as commands and events carry it. */

import type { AssetClass, Decimal } from '@quarterdeck/sdk'

export const SWITCH_SCOPES = ['GLOBAL', 'ORGANIZATION', 'VENUE', 'ACCOUNT', 'STRATEGY', 'USER'] as const
export type SwitchScope = (typeof SWITCH_SCOPES)[number]

export const POLICY_SCOPES = [...SWITCH_SCOPES, 'ASSET_CLASS', 'INSTRUMENT'] as const
export type PolicyScope = (typeof POLICY_SCOPES)[number]

/**
 * Limits of one policy; null: this policy sets none. Money is in the account's currency, or in the book's base
 * currency where a GLOBAL or ORGANIZATION policy measures all accounts of a mode together.
 */
export interface RiskLimits {
  /** Quantity of one order, in units of the instrument. */
  readonly maxOrderQuantity: Decimal | null
  /** Worst-case price times quantity times multiplier of one order. */
  readonly maxOrderNotional: Decimal | null
  /** Largest share (0.05 is 5 %) by which a limit or the touched quote may be worse than the reference price. */
  readonly priceCollar: Decimal | null
  /** Absolute position per instrument, working orders included in the worst case. */
  readonly maxPositionQuantity: Decimal | null
  readonly maxPositionNotional: Decimal | null
  /** Sum of absolute exposures, and absolute sum of signed exposures, worst case with working orders. */
  readonly maxGrossExposure: Decimal | null
  readonly maxNetExposure: Decimal | null
  /** Gross exposure divided by equity. */
  readonly maxLeverage: Decimal | null
  /** Largest single instrument's share of equity, 0 to 1 and above. */
  readonly maxConcentration: Decimal | null
  readonly maxOpenOrders: number | null
  readonly maxOrdersPerSecond: number | null
  /** Loss of equity since the day's start; drawdown from the day's high, as a share of that high. */
  readonly maxDailyLoss: Decimal | null
  readonly maxDrawdown: Decimal | null
  readonly maxQuoteAgeMs: number | null
  /** True: no order in scope that adds risk. */
  readonly restricted: boolean | null
  readonly assetClassCaps: readonly AssetClassCap[] | null
}

export interface AssetClassCap {
  readonly assetClass: AssetClass
  /** Largest gross exposure in the class. */
  readonly maxExposure: Decimal
}

/** A policy that sets nothing: the base for literals. */
export const NO_LIMITS: RiskLimits = {
  maxOrderQuantity: null,
  maxOrderNotional: null,
  priceCollar: null,
  maxPositionQuantity: null,
  maxPositionNotional: null,
  maxGrossExposure: null,
  maxNetExposure: null,
  maxLeverage: null,
  maxConcentration: null,
  maxOpenOrders: null,
  maxOrdersPerSecond: null,
  maxDailyLoss: null,
  maxDrawdown: null,
  maxQuoteAgeMs: null,
  restricted: null,
  assetClassCaps: null,
}
