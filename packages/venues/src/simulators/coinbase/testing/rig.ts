/** A Coinbase simulator with one key and a filled book, and adapters that are connected to it. */

import { generateKeyPairSync } from 'node:crypto'
import { coinbaseContext } from '../../../coinbase/context.ts'
import { coinbaseBudget, openCoinbase } from '../../../coinbase/open.ts'
import { COINBASE_SANDBOX } from '../../../coinbase/sandbox.ts'
import {
  COINBASE_ADDRESS_LIMITS,
  COINBASE_CREDENTIAL_LIMITS,
  COINBASE_PRODUCTION,
  type CoinbaseEnvironment,
  type CoinbaseSettings,
} from '../../../coinbase/settings.ts'
import { openCoinbaseWrites } from '../../../coinbase/writes.ts'
import type { ConformanceMarket } from '../../../conformance/rig.ts'
import { MACHINE_TIME } from '../../../transport/timekeeper.ts'
import { FREE, freeBudget } from '../../core/testing/free.ts'
import { rigOf, type SimulatedRig } from '../../core/testing/rig.ts'
import type { VenueUnderTest } from '../../core/testing/venue-under-test.ts'
import { CoinbaseSimulator, type CoinbaseSimulatorOptions } from '../simulator.ts'
import { simulatedKey } from '../token-check.ts'

const KEY_NAME = 'organizations/simulated/apiKeys/one'
const ACCOUNT = 'portfolio-one'
const PREFIX = '/api/v3/brokerage'

export const COINBASE_MARKET: ConformanceMarket = {
  venueSymbol: 'BTC-USD',
  quantity: '0.02',
  doubleQuantity: '0.04',
  halfQuantity: '0.01',
  hugeQuantity: '3000',
  restingBuyPrice: '50000.01',
  otherRestingBuyPrice: '50000.02',
  restingSellPrice: '90000',
  takingBuyPrice: '60010',
  offTickPrice: '50000.001',
}

export interface CoinbaseRig extends SimulatedRig {
  readonly simulator: CoinbaseSimulator
  readonly environment: CoinbaseEnvironment
}

export interface CoinbaseRigOptions {
  readonly settings?: Partial<CoinbaseSettings>
  readonly simulator?: Partial<CoinbaseSimulatorOptions>
  /** No limits at all, on both sides; absent: the venue's own. */
  readonly unlimited?: boolean
}

/** A book of one buyer and one seller around 60,000, money and coins in the account. */
export async function openCoinbaseRig({
  settings,
  simulator: more,
  unlimited = false,
}: CoinbaseRigOptions = {}): Promise<CoinbaseRig> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keys = [simulatedKey(KEY_NAME, privateKey, { account: ACCOUNT, canTrade: true })]
  const free = unlimited ? { privatePerSecond: FREE, publicPerSecond: FREE } : {}
  const simulator = new CoinbaseSimulator({ keys, ...free, ...more })
  const { port, ...addresses } = await simulator.start()
  simulator.exchange.deposit(ACCOUNT, 'USD', '1000000')
  simulator.exchange.deposit(ACCOUNT, 'BTC', '5')
  simulator.exchange.market('BTC-USD', 'BUY', '1', '59990')
  simulator.exchange.market('BTC-USD', 'SELL', '1', '60010')
  return rigOf<CoinbaseSimulator, CoinbaseEnvironment>({
    simulator,
    market: COINBASE_MARKET,
    account: ACCOUNT,
    port,
    environment: (common) => ({
      ...common,
      settings: {
        ...COINBASE_PRODUCTION,
        ...addresses,
        // A machine that is busy with others answers late, and must not be taken for a venue that is silent.
        timeoutMs: 3_000,
        heartbeatMissedMs: 2_500,
        quietAfterMs: 1_000,
        staleAfterMs: 6_000,
        reconnectBaseMs: 20,
        reconnectCapMs: 200,
        ...settings,
      },
      credential: { keyName: KEY_NAME, algorithm: 'EdDSA', key: privateKey },
      budget: unlimited
        ? freeBudget([...COINBASE_CREDENTIAL_LIMITS, ...COINBASE_ADDRESS_LIMITS])
        : coinbaseBudget(MACHINE_TIME),
    }),
    open: openCoinbase,
    writesThrough: ({ environment, reads }, through, timeoutMs) => {
      const restBaseUrl = `http://127.0.0.1:${through}${PREFIX}`
      const changed = { ...environment.settings, restBaseUrl, timeoutMs }
      return openCoinbaseWrites(coinbaseContext({ ...environment, settings: changed }), reads)
    },
    stage: {
      routes: {
        place: `POST ${PREFIX}/orders`,
        cancel: `POST ${PREFIX}/orders/batch_cancel`,
        balances: `GET ${PREFIX}/accounts`,
        order: `GET ${PREFIX}/orders/historical/`,
        health: `GET ${PREFIX}/time`,
      },
      garbage: { place: '{"success":tr', balances: '{"accounts":[{"uuid":1}]}' },
      unknownStatus: (body) => body.replace('"status":"OPEN"', '"status":"MELTED"'),
      channels: { orders: 'user', depth: 'l2_data' },
      requestsOverLimit: () => simulator.privateMeter.over + simulator.publicMeter.over,
    },
  })
}

export const COINBASE_UNDER_TEST: VenueUnderTest = {
  name: 'Coinbase',
  sandbox: COINBASE_SANDBOX,
  open: () => openCoinbaseRig(),
  openFree: (timeoutMs) => openCoinbaseRig({ settings: { timeoutMs }, unlimited: true }),
  openChaotic: () => openCoinbaseRig({ settings: { timeoutMs: 300, staleAfterMs: 2_000 }, unlimited: true }),
  cuts: { waitedStride: 7, fatesMin: 10 },
}
