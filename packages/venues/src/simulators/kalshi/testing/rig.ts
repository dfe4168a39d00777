/** A Kalshi simulator with one key and a filled book, and adapters that are connected to it. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { ConformanceMarket } from '../../../conformance/rig.ts'
import { kalshiContext } from '../../../kalshi/context.ts'
import { kalshiBudget, openKalshi } from '../../../kalshi/open.ts'
import { KALSHI_SANDBOX } from '../../../kalshi/sandbox.ts'
import {
  KALSHI_PRODUCTION,
  KALSHI_TIERS,
  type KalshiEnvironment,
  kalshiLimits,
  type KalshiSettings,
} from '../../../kalshi/settings.ts'
import { openKalshiWrites } from '../../../kalshi/writes.ts'
import { MACHINE_TIME } from '../../../transport/timekeeper.ts'
import { FREE, freeBudget } from '../../core/testing/free.ts'
import { rigOf, type SimulatedRig } from '../../core/testing/rig.ts'
import type { VenueUnderTest } from '../../core/testing/venue-under-test.ts'
import { kalshiSimulatedKey } from '../signature-check.ts'
import { KalshiSimulator, type KalshiSimulatorOptions } from '../simulator.ts'

const KEY_ID = '4a75a66e-ca85-4187-93cd-aac5e01ad982'
export const KALSHI_ACCOUNT = 'member-one'
export const KALSHI_TICKER = 'KXRAINNYC-28DEC31-T0'

export const KALSHI_MARKET: ConformanceMarket = {
  venueSymbol: KALSHI_TICKER,
  quantity: '2',
  doubleQuantity: '4',
  halfQuantity: '1',
  hugeQuantity: '9000000',
  restingBuyPrice: '0.1',
  otherRestingBuyPrice: '0.11',
  restingSellPrice: '0.9',
  takingBuyPrice: '0.55',
  offTickPrice: '0.105',
}

export interface KalshiRig extends SimulatedRig {
  readonly simulator: KalshiSimulator
  readonly environment: KalshiEnvironment
}

export interface KalshiRigOptions {
  readonly settings?: Partial<KalshiSettings>
  readonly simulator?: Partial<KalshiSimulatorOptions>
  /** No limits at all, on both sides; absent: the venue's own of a high tier. */
  readonly unlimited?: boolean
}

/** RSA keys take long to make: one is enough for all rigs of a test. */
let madeKey: KeyObject | null = null
export function kalshiPrivateKey(): KeyObject {
  madeKey ??= generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
  return madeKey
}

const PREFIX = '/trade-api/v2'
const TIER = 'PREMIER'

/** A book of one buyer and one seller around even odds, and money in the account. */
export async function openKalshiRig({
  settings,
  simulator: more,
  unlimited = false,
}: KalshiRigOptions = {}): Promise<KalshiRig> {
  const key = kalshiPrivateKey()
  const simulator = new KalshiSimulator({
    keys: [kalshiSimulatedKey(KEY_ID, key, { account: KALSHI_ACCOUNT })],
    readTokens: unlimited ? FREE : KALSHI_TIERS[TIER].read,
    writeTokens: unlimited ? FREE : KALSHI_TIERS[TIER].write,
    pingEveryMs: 300,
    ...more,
  })
  const { port, ...addresses } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(KALSHI_ACCOUNT, 'USD', '100000')
  exchange.market(KALSHI_TICKER, 'BUY', '1000', '0.45')
  exchange.market(KALSHI_TICKER, 'SELL', '1000', '0.55')
  return rigOf<KalshiSimulator, KalshiEnvironment>({
    simulator,
    market: KALSHI_MARKET,
    account: KALSHI_ACCOUNT,
    port,
    environment: (common) => ({
      ...common,
      settings: {
        ...KALSHI_PRODUCTION,
        ...addresses,
        // A machine that is busy with others answers late, and must not be taken for a venue that is silent.
        timeoutMs: 3_000,
        silentAfterMs: 2_500,
        syncTimeoutMs: 3_000,
        quietAfterMs: 1_000,
        staleAfterMs: 6_000,
        quotesEveryMs: 200,
        reconnectBaseMs: 20,
        reconnectCapMs: 200,
        ...settings,
      },
      credential: { keyId: KEY_ID, key },
      budget: unlimited ? freeBudget(kalshiLimits(TIER)) : kalshiBudget(MACHINE_TIME, TIER),
    }),
    open: openKalshi,
    writesThrough: ({ environment, reads }, through, timeoutMs) => {
      const restBaseUrl = `http://127.0.0.1:${through}${PREFIX}`
      const changed = { ...environment.settings, restBaseUrl, timeoutMs }
      return openKalshiWrites(kalshiContext({ ...environment, settings: changed }), reads)
    },
    stage: {
      routes: {
        place: `POST ${PREFIX}/portfolio/events/orders`,
        cancel: `DELETE ${PREFIX}/portfolio/events/orders`,
        balances: `GET ${PREFIX}/portfolio/balance`,
        order: `GET ${PREFIX}/portfolio/orders/`,
        health: `GET ${PREFIX}/exchange/status`,
      },
      garbage: { place: '{"order_id":"97', balances: '{"balance":"a lot"}' },
      unknownStatus: (body) => body.replace('"status":"resting"', '"status":"melted"'),
      channels: { orders: 'user_orders', depth: 'orderbook_delta' },
      requestsOverLimit: () => simulator.readBucket.over + simulator.writeBucket.over,
    },
  })
}

export const KALSHI_UNDER_TEST: VenueUnderTest = {
  name: 'Kalshi',
  sandbox: KALSHI_SANDBOX,
  open: () => openKalshiRig(),
  openFree: (timeoutMs) => openKalshiRig({ settings: { timeoutMs }, unlimited: true }),
  openChaotic: () =>
    openKalshiRig({
      settings: { timeoutMs: 300, syncTimeoutMs: 2_000, staleAfterMs: 2_000 },
      unlimited: true,
    }),
  cuts: { waitedStride: 17, fatesMin: 10 },
}
