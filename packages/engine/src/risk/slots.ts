/**
 * The slots of an evaluation: one per check and level at which it is measured, in the order in which they are shown.
 *
 * A check that a policy can limit at several levels (the order's account, all accounts of its mode, ...) has a slot for each,
 * so that every limit that applies is judged and explained on its own.
 */

import type { CheckName } from '../book/decision.ts'
import type { PolicyScope, RiskLimits } from '../book/policy.ts'

/** What is measured: the order, its account, one asset class or instrument in it, or all accounts of its mode. */
export type Level = 'ORDER' | 'ACCOUNT' | 'ASSET_CLASS' | 'INSTRUMENT' | 'MODE'

export type LimitName = keyof RiskLimits

export interface Slot {
  readonly check: CheckName
  readonly level: Level
  /** The limit it compares with; null: the rule stands without a policy. */
  readonly limit: LimitName | null
}

/** Index of each slot; the table below has them in the same order. */
export const SLOT = {
  tradingMode: 0,
  liveGate: 1,
  killSwitch: 2,
  instrumentActive: 3,
  marketHours: 4,
  quoteAvailable: 5,
  quoteAge: 6,
  fxRate: 7,
  restricted: 8,
  orderQuantity: 9,
  orderNotional: 10,
  priceCollar: 11,
  positionQuantity: 12,
  positionQuantityMode: 13,
  positionNotional: 14,
  positionNotionalMode: 15,
  availableCash: 16,
  openOrders: 17,
  openOrdersMode: 18,
  orderRate: 19,
  orderRateMode: 20,
  deploymentOrderRate: 21,
  grossExposure: 22,
  grossExposureClass: 23,
  grossExposureInstrument: 24,
  grossExposureMode: 25,
  netExposure: 26,
  netExposureClass: 27,
  netExposureInstrument: 28,
  netExposureMode: 29,
  leverage: 30,
  leverageClass: 31,
  leverageInstrument: 32,
  leverageMode: 33,
  concentration: 34,
  concentrationMode: 35,
  assetClassCap: 36,
  assetClassCapMode: 37,
  dailyLoss: 38,
  dailyLossMode: 39,
  drawdown: 40,
  drawdownMode: 41,
} as const

export const SLOT_COUNT = 42

const slot = (check: CheckName, level: Level, limit: LimitName | null): Slot => ({ check, level, limit })

export const SLOTS: readonly Slot[] = [
  slot('tradingMode', 'ORDER', null),
  slot('liveGate', 'ORDER', null),
  slot('killSwitch', 'ORDER', null),
  slot('instrumentActive', 'ORDER', null),
  slot('marketHours', 'ORDER', null),
  slot('quoteAvailable', 'ORDER', null),
  slot('quoteAge', 'ORDER', 'maxQuoteAgeMs'),
  slot('fxRate', 'ORDER', null),
  slot('restricted', 'ORDER', 'restricted'),
  slot('orderQuantity', 'ORDER', 'maxOrderQuantity'),
  slot('orderNotional', 'ORDER', 'maxOrderNotional'),
  slot('priceCollar', 'ORDER', 'priceCollar'),
  slot('positionQuantity', 'ACCOUNT', 'maxPositionQuantity'),
  slot('positionQuantity', 'MODE', 'maxPositionQuantity'),
  slot('positionNotional', 'ACCOUNT', 'maxPositionNotional'),
  slot('positionNotional', 'MODE', 'maxPositionNotional'),
  slot('availableCash', 'ORDER', null),
  slot('openOrders', 'ACCOUNT', 'maxOpenOrders'),
  slot('openOrders', 'MODE', 'maxOpenOrders'),
  slot('orderRate', 'ACCOUNT', 'maxOrdersPerSecond'),
  slot('orderRate', 'MODE', 'maxOrdersPerSecond'),
  slot('deploymentOrderRate', 'ORDER', null),
  slot('grossExposure', 'ACCOUNT', 'maxGrossExposure'),
  slot('grossExposure', 'ASSET_CLASS', 'maxGrossExposure'),
  slot('grossExposure', 'INSTRUMENT', 'maxGrossExposure'),
  slot('grossExposure', 'MODE', 'maxGrossExposure'),
  slot('netExposure', 'ACCOUNT', 'maxNetExposure'),
  slot('netExposure', 'ASSET_CLASS', 'maxNetExposure'),
  slot('netExposure', 'INSTRUMENT', 'maxNetExposure'),
  slot('netExposure', 'MODE', 'maxNetExposure'),
  slot('leverage', 'ACCOUNT', 'maxLeverage'),
  slot('leverage', 'ASSET_CLASS', 'maxLeverage'),
  slot('leverage', 'INSTRUMENT', 'maxLeverage'),
  slot('leverage', 'MODE', 'maxLeverage'),
  slot('concentration', 'ACCOUNT', 'maxConcentration'),
  slot('concentration', 'MODE', 'maxConcentration'),
  slot('assetClassCap', 'ACCOUNT', 'assetClassCaps'),
  slot('assetClassCap', 'MODE', 'assetClassCaps'),
  slot('dailyLoss', 'ACCOUNT', 'maxDailyLoss'),
  slot('dailyLoss', 'MODE', 'maxDailyLoss'),
  slot('drawdown', 'ACCOUNT', 'maxDrawdown'),
  slot('drawdown', 'MODE', 'maxDrawdown'),
]

/** Checks whose limit measures the exposure that the policy's own class or instrument makes. */
const NARROWED: ReadonlySet<CheckName> = new Set(['grossExposure', 'netExposure', 'leverage'])

/** True where a policy of `scope` sets the limit of this slot. */
export function scopeMeasures(scope: PolicyScope, target: Slot): boolean {
  if (target.level === 'ORDER') return true
  if (scope === 'GLOBAL' || scope === 'ORGANIZATION') return target.level === 'MODE'
  if (NARROWED.has(target.check) && (scope === 'ASSET_CLASS' || scope === 'INSTRUMENT'))
    return target.level === scope
  return target.level === 'ACCOUNT'
}
