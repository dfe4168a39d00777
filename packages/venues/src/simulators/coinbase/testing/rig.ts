/** A Coinbase simulator with one key and a filled book, and adapters that are connected to it. */

import { generateKeyPairSync } from 'node:crypto'
import { coinbaseBudget, openCoinbase } from '../../../coinbase/open.ts'
import {
  COINBASE_PRODUCTION,
  type CoinbaseEnvironment,
  type CoinbaseSettings,
} from '../../../coinbase/settings.ts'
import type { VenueAlert } from '../../../contract/alerts.ts'
import type { ConformanceMarket, ConformanceRig } from '../../../conformance/rig.ts'
import type { BudgetGate } from '../../../transport/budget-gate.ts'
import { MACHINE_TIME } from '../../../transport/timekeeper.ts'
import { stageOf } from '../../core/testing/stage.ts'
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

export interface CoinbaseRig extends ConformanceRig {
  readonly simulator: CoinbaseSimulator
  readonly environment: CoinbaseEnvironment
}

export interface CoinbaseRigOptions {
  readonly settings?: Partial<CoinbaseSettings>
  readonly simulator?: Partial<CoinbaseSimulatorOptions>
  /** Absent: the venue's own limits. */
  readonly budget?: BudgetGate
}

/** A book of one buyer and one seller around 60,000, money and coins in the account. */
export async function openCoinbaseRig({
  settings,
  simulator: more,
  budget,
}: CoinbaseRigOptions = {}): Promise<CoinbaseRig> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keys = [simulatedKey(KEY_NAME, privateKey, { account: ACCOUNT, canTrade: true })]
  const simulator = new CoinbaseSimulator({ keys, ...more })
  const { port } = await simulator.start()
  simulator.exchange.deposit(ACCOUNT, 'USD', '1000000')
  simulator.exchange.deposit(ACCOUNT, 'BTC', '5')
  simulator.exchange.market('BTC-USD', 'BUY', '1', '59990')
  simulator.exchange.market('BTC-USD', 'SELL', '1', '60010')
  const alerts: VenueAlert[] = []
  const environment: CoinbaseEnvironment = {
    settings: {
      ...COINBASE_PRODUCTION,
      restBaseUrl: `http://127.0.0.1:${port}/api/v3/brokerage`,
      wsMarketUrl: `ws://127.0.0.1:${port}/market`,
      wsUserUrl: `ws://127.0.0.1:${port}/user`,
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
    budget: budget ?? coinbaseBudget(MACHINE_TIME),
    tenant: 'tenant-one',
    time: MACHINE_TIME,
    alert: (alert) => void alerts.push(alert),
  }
  const { reads, writes } = openCoinbase(environment)
  let orders = 0
  return {
    simulator,
    environment,
    reads,
    writes,
    alerts,
    market: COINBASE_MARKET,
    stage: stageOf({
      faults: simulator.faults,
      exchange: simulator.exchange,
      truth: simulator.truth,
      symbol: COINBASE_MARKET.venueSymbol,
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
      cutStreams: () => simulator.cutStreams(),
      requestsOverLimit: () => simulator.privateMeter.over + simulator.publicMeter.over,
    }),
    newClientOrderId: () => `qd-${(orders += 1)}`,
    close: async () => {
      await Promise.all([reads.close(), writes.close()])
      await simulator.close()
    },
  }
}
