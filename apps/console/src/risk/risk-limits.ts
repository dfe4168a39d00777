/** The fragment of all limits, and its reading into the editor's words. */
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { Limits } from './limits.ts'

export const RiskLimits_RiskLimitsFragment = graphql(`
  fragment RiskLimits_RiskLimitsFragment on RiskLimits {
    maxOrderNotional
    maxOrderQuantity
    maxPositionQuantity
    maxPositionNotional
    maxGrossExposure
    maxNetExposure
    maxLeverage
    maxConcentration
    maxOpenOrders
    maxOrdersPerSecond
    maxDailyLoss
    maxDrawdown
    priceCollar
    maxQuoteAgeMs
    restricted
    assetClassCaps {
      assetClass
      maxExposure
    }
  }
`)

/** Returns the limits behind the fragment. */
export function readLimits(limits: FragmentType<typeof RiskLimits_RiskLimitsFragment>): Limits {
  return getFragmentData(RiskLimits_RiskLimitsFragment, limits)
}
