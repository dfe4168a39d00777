/** Paper trading at Interactive Brokers: at the address of the real one, by a user whose account is one of paper. */

import type { VenueSandbox } from '../conformance/sandbox/sandbox.ts'

export const IBKR_SANDBOX: VenueSandbox = {
  settings: { contracts: [{ kind: 'STOCK', symbol: 'AAPL', conid: '265598' }] },
  note: 'Interactive Brokers has paper accounts at the same address: log in, or make the consumer key, as the user of one (its id begins with D)',
  ordersGoTo: 'restBaseUrl',
  playHosts: [],
  accountTellsPaper: true,
  venueSymbol: '265598',
  // Further than three percent away it asks whether that is meant, and such questions are declined.
  distancePercent: 2,
}
