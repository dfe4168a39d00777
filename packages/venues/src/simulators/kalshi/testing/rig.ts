/** A Kalshi simulator with one key and a filled book, and adapters that are connected to it. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { ConformanceMarket, ConformanceRig } from '../../../conformance/rig.ts'
import type { VenueAlert } from '../../../contract/alerts.ts'
import { kalshiBudget, openKalshi } from '../../../kalshi/open.ts'
import {
  KALSHI_PRODUCTION,
  KALSHI_TIERS,
  type KalshiEnvironment,
  type KalshiSettings,
} from '../../../kalshi/settings.ts'
import type { BudgetGate } from '../../../transport/budget-gate.ts'
import { MACHINE_TIME } from '../../../transport/timekeeper.ts'
import { stageOf } from '../../core/testing/stage.ts'
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

export interface KalshiRig extends ConformanceRig {
  readonly simulator: KalshiSimulator
  readonly environment: KalshiEnvironment
}

export interface KalshiRigOptions {
  readonly settings?: Partial<KalshiSettings>
  readonly simulator?: Partial<KalshiSimulatorOptions>
  /** Absent: the venue's own limits of a high tier. */
  readonly budget?: BudgetGate
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
  budget,
}: KalshiRigOptions = {}): Promise<KalshiRig> {
  const key = kalshiPrivateKey()
  const simulator = new KalshiSimulator({
    keys: [kalshiSimulatedKey(KEY_ID, key, { account: KALSHI_ACCOUNT })],
    readTokens: KALSHI_TIERS[TIER].read,
    writeTokens: KALSHI_TIERS[TIER].write,
    pingEveryMs: 300,
    ...more,
  })
  const { restBaseUrl, wsUrl } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(KALSHI_ACCOUNT, 'USD', '100000')
  exchange.market(KALSHI_TICKER, 'BUY', '1000', '0.45')
  exchange.market(KALSHI_TICKER, 'SELL', '1000', '0.55')
  const alerts: VenueAlert[] = []
  const environment: KalshiEnvironment = {
    settings: {
      ...KALSHI_PRODUCTION,
      restBaseUrl,
      wsUrl,
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
    budget: budget ?? kalshiBudget(MACHINE_TIME, TIER),
    tenant: 'tenant-one',
    time: MACHINE_TIME,
    alert: (alert) => void alerts.push(alert),
  }
  const { reads, writes } = openKalshi(environment)
  let orders = 0
  return {
    simulator,
    environment,
    reads,
    writes,
    alerts,
    market: KALSHI_MARKET,
    stage: stageOf({
      faults: simulator.faults,
      exchange,
      truth: simulator.truth,
      symbol: KALSHI_TICKER,
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
      cutStreams: () => simulator.cutStreams(),
      requestsOverLimit: () => simulator.readBucket.over + simulator.writeBucket.over,
    }),
    newClientOrderId: () => `qd-${(orders += 1)}`,
    close: async () => {
      await Promise.all([reads.close(), writes.close()])
      await simulator.close()
    },
  }
}
