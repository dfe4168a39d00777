/** What every part of one connection to Kalshi shares, its clock among it: signatures carry the venue's time. */

import { VenueClock } from '../transport/venue-clock.ts'
import { KALSHI_VENUE_ID, type KalshiEnvironment } from './settings.ts'

export interface KalshiContext extends KalshiEnvironment {
  readonly clock: VenueClock
}

export function kalshiContext(environment: KalshiEnvironment): KalshiContext {
  return { ...environment, clock: new VenueClock({ venueId: KALSHI_VENUE_ID, ...environment }) }
}
