/** What every part of one connection to Coinbase shares, its clock among it: tokens carry the venue's time. */

import { VenueClock } from '../transport/venue-clock.ts'
import { COINBASE_VENUE_ID, type CoinbaseEnvironment } from './settings.ts'

export interface CoinbaseContext extends CoinbaseEnvironment {
  readonly clock: VenueClock
}

export function coinbaseContext(environment: CoinbaseEnvironment): CoinbaseContext {
  return { ...environment, clock: new VenueClock({ venueId: COINBASE_VENUE_ID, ...environment }) }
}
