/** A listing at rest, as plain JSON. */

import type { TradingStatus } from '@quarterdeck/sdk'
import type { MarketState } from './displayed-market.ts'
import type { RecordedState } from './recorded-market.ts'

/** Its market, and where its working orders are, each list in order of priority. */
export interface ListingState {
  readonly status: TradingStatus | null
  readonly sessionEndsAt: number | null
  readonly awaitsQuote: boolean
  readonly lastTicks: number | null | 'NONE'
  readonly market: MarketState | RecordedState
  readonly resting: readonly string[]
  readonly armed: readonly string[]
  readonly queued: readonly string[]
  readonly pressing: readonly string[]
}
