/** Alpaca's paper trading: the same interface at an address of its own, with keys of its own. */

import type { VenueSandbox } from '../conformance/sandbox/sandbox.ts'
import { ALPACA_PAPER } from './settings.ts'

export const ALPACA_SANDBOX: VenueSandbox = {
  settings: { ...ALPACA_PAPER },
  note: 'Alpaca has paper trading at an address of its own; its keys are made on the dashboard with "Paper" chosen and begin with PK',
  ordersGoTo: 'tradingBaseUrl',
  playHosts: ['paper-api.alpaca.markets'],
  accountTellsPaper: false,
  // Trades around the clock.
  venueSymbol: 'BTC/USD',
  distancePercent: 50,
}
