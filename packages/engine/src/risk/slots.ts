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
  /** The limit it compares with, or a share of it; null: the rule stands without a policy. */
  readonly limit: LimitName | null
}

/** Index of each slot; the table below has them in the same order. */
export const SLOT = {
  tradingMode: 0,
  liveGate: 1,
  capitalStage: 2,
  capitalStageAccount: 3,
  capitalStageClass: 4,
  capitalStageInstrument: 5,
  capitalStageMode: 6,
  killSwitch: 7,
  instrumentActive: 8,
  marketHours: 9,
  quoteAvailable: 10,
  quoteAge: 11,
  fxRate: 12,
  restricted: 13,
  positionDispute: 14,
  orderQuantity: 15,
  orderNotional: 16,
  priceCollar: 17,
  positionQuantity: 18,
  positionQuantityMode: 19,
  positionNotional: 20,
  positionNotionalMode: 21,
  availableCash: 22,
  openOrders: 23,
  openOrdersMode: 24,
  orderRate: 25,
  orderRateMode: 26,
  deploymentOrderRate: 27,
  grossExposure: 28,
  grossExposureClass: 29,
  grossExposureInstrument: 30,
  grossExposureMode: 31,
  netExposure: 32,
  netExposureClass: 33,
  netExposureInstrument: 34,
  netExposureMode: 35,
  leverage: 36,
  leverageClass: 37,
  leverageInstrument: 38,
  leverageMode: 39,
  concentration: 40,
  concentrationMode: 41,
  assetClassCap: 42,
  assetClassCapMode: 43,
  dailyLoss: 44,
  dailyLossMode: 45,
  drawdown: 46,
  drawdownMode: 47,
} as const

export const SLOT_COUNT = 48

const slot = (check: CheckName, level: Level, limit: LimitName | null): Slot => ({ check, level, limit })

export const SLOTS: readonly Slot[] = [
  slot('tradingMode', 'ORDER', null),
  slot('liveGate', 'ORDER', null),
  slot('capitalStage', 'ORDER', 'maxOrderNotional'),
  slot('capitalStage', 'ACCOUNT', 'maxGrossExposure'),
  slot('capitalStage', 'ASSET_CLASS', 'maxGrossExposure'),
  slot('capitalStage', 'INSTRUMENT', 'maxGrossExposure'),
  slot('capitalStage', 'MODE', 'maxGrossExposure'),
  slot('killSwitch', 'ORDER', null),
  slot('instrumentActive', 'ORDER', null),
  slot('marketHours', 'ORDER', null),
  slot('quoteAvailable', 'ORDER', null),
  slot('quoteAge', 'ORDER', 'maxQuoteAgeMs'),
  slot('fxRate', 'ORDER', null),
  slot('restricted', 'ORDER', 'restricted'),
  slot('positionDispute', 'ORDER', null),
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
const NARROWED: ReadonlySet<CheckName> = new Set(['capitalStage', 'grossExposure', 'netExposure', 'leverage'])

/** True where a policy of `scope` sets the limit of this slot. */
export function scopeMeasures(scope: PolicyScope, target: Slot): boolean {
  if (target.level === 'ORDER') return true
  if (scope === 'GLOBAL' || scope === 'ORGANIZATION') return target.level === 'MODE'
  if (NARROWED.has(target.check) && (scope === 'ASSET_CLASS' || scope === 'INSTRUMENT'))
    return target.level === scope
  return target.level === 'ACCOUNT'
}
