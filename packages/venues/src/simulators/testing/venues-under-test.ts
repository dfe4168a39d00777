/** All venues, for the suites that every one of them passes. */

import { ALPACA_UNDER_TEST } from '../alpaca/testing/rig.ts'
import { COINBASE_UNDER_TEST } from '../coinbase/testing/rig.ts'
import type { VenueUnderTest } from '../core/testing/venue-under-test.ts'
import { IBKR_UNDER_TEST } from '../ibkr/testing/rig.ts'
import { KALSHI_UNDER_TEST } from '../kalshi/testing/rig.ts'

export const VENUES_UNDER_TEST: readonly VenueUnderTest[] = [
  COINBASE_UNDER_TEST,
  KALSHI_UNDER_TEST,
  ALPACA_UNDER_TEST,
  IBKR_UNDER_TEST,
]
