/** Kalshi's demo: the same protocol with play money, and keys of its own. */

import type { VenueSandbox } from '../conformance/sandbox/sandbox.ts'
import { KALSHI_DEMO } from './settings.ts'

export const KALSHI_SANDBOX: VenueSandbox = {
  settings: { ...KALSHI_DEMO },
  note: 'Kalshi has a demo with play money; its keys are made at demo.kalshi.co and are good there alone',
  ordersGoTo: 'restBaseUrl',
  playHosts: ['external-api.demo.kalshi.co', 'demo-api.kalshi.co'],
  accountTellsPaper: false,
  // Contracts come and go.
  venueSymbol: null,
  distancePercent: 50,
}
