/** Coinbase has no sandbox that trades: its own answers the same whatever it is asked. */

import type { VenueSandbox } from '../conformance/sandbox/sandbox.ts'

export const COINBASE_SANDBOX: VenueSandbox = {
  settings: null,
  note: 'Coinbase has no sandbox with a market for Advanced Trade (its sandbox answers the same whatever it is asked): rehearse against its simulator, or name the real one',
  ordersGoTo: 'restBaseUrl',
  playHosts: [],
  accountTellsPaper: false,
  venueSymbol: 'BTC-USD',
  distancePercent: 50,
}
