/** A Coinbase simulator with one key and a filled book, and adapters that are connected to it. */

import { generateKeyPairSync } from 'node:crypto'
import { coinbaseBudget, openCoinbase } from '../../../coinbase/open.ts'
import {
  COINBASE_PRODUCTION,
  type CoinbaseEnvironment,
  type CoinbaseSettings,
} from '../../../coinbase/settings.ts'
import type { VenueAlert } from '../../../contract/alerts.ts'
import type {
  ConformanceMarket,
  ConformanceRig,
  ConformanceStage,
  StagedFault,
} from '../../../conformance/rig.ts'
import type { BudgetGate } from '../../../transport/budget-gate.ts'
import { MACHINE_TIME } from '../../../transport/timekeeper.ts'
import { isDone } from '../../core/order.ts'
import { textOf } from '../../core/product.ts'
import { CoinbaseSimulator, type CoinbaseSimulatorOptions } from '../simulator.ts'
import { simulatedKey } from '../token-check.ts'

const KEY_NAME = 'organizations/simulated/apiKeys/one'
const ACCOUNT = 'portfolio-one'

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
    stage: stageOf(simulator),
    newClientOrderId: () => `qd-${(orders += 1)}`,
    close: async () => {
      await Promise.all([reads.close(), writes.close()])
      await simulator.close()
    },
  }
}

const PLACE = 'POST /api/v3/brokerage/orders'
const CANCEL = 'POST /api/v3/brokerage/orders/batch_cancel'
const READ = 'GET /api/v3/brokerage/accounts'

function stageOf(simulator: CoinbaseSimulator): ConformanceStage {
  const { faults, exchange, truth } = simulator
  const server = { status: 502, body: '<html>bad gateway</html>' }
  const arms: Readonly<Record<StagedFault, () => void>> = {
    PLACE_TAKEN_THEN_SILENCE: () => faults.onHttp(PLACE, { kind: 'SILENT_AFTER' }),
    PLACE_TAKEN_THEN_RESET: () => faults.onHttp(PLACE, { kind: 'RESET_AFTER' }),
    PLACE_TAKEN_THEN_SERVER_ERROR: () => faults.onHttp(PLACE, { kind: 'STATUS_AFTER', ...server }),
    PLACE_TAKEN_THEN_GARBAGE: () => faults.onHttp(PLACE, { kind: 'MALFORMED_AFTER', body: '{"success":tr' }),
    PLACE_TAKEN_THEN_TRUNCATED: () => faults.onHttp(PLACE, { kind: 'TRUNCATED_AFTER' }),
    PLACE_LOST_THEN_SILENCE: () => faults.onHttp(PLACE, { kind: 'SILENT_BEFORE' }),
    PLACE_LOST_THEN_RESET: () => faults.onHttp(PLACE, { kind: 'RESET_BEFORE' }),
    PLACE_LOST_THEN_SERVER_ERROR: () => faults.onHttp(PLACE, { kind: 'STATUS_BEFORE', ...server }),
    CANCEL_TAKEN_THEN_SILENCE: () => faults.onHttp(CANCEL, { kind: 'SILENT_AFTER' }),
    CANCEL_TAKEN_THEN_SERVER_ERROR: () => faults.onHttp(CANCEL, { kind: 'STATUS_AFTER', ...server }),
    PLACE_RATE_LIMITED: () => faults.onHttp(PLACE, { kind: 'RATE_LIMITED', retryAfterS: 1 }),
    READ_RATE_LIMITED: () => faults.onHttp(READ, { kind: 'RATE_LIMITED', retryAfterS: 1 }),
    READ_SERVER_ERROR: () =>
      faults.onHttp(READ, { kind: 'STATUS_BEFORE', status: 500, body: '{"error":"INTERNAL"}' }),
    READ_MALFORMED: () => faults.onHttp(READ, { kind: 'MALFORMED_AFTER', body: '{"accounts":[{"uuid":1}]}' }),
    UNKNOWN_ORDER_STATUS: () =>
      faults.onHttp('GET /api/v3/brokerage/orders/historical/', {
        kind: 'CHANGED',
        change: (body) => body.replace('"status":"OPEN"', '"status":"MELTED"'),
      }),
    ORDER_FRAME_LOST: () => faults.onStream('user', { kind: 'DROP' }),
    ORDER_FRAME_DUPLICATED: () => faults.onStream('user', { kind: 'DUPLICATE' }),
    ORDER_FRAMES_SWAPPED: () => faults.onStream('user', { kind: 'HOLD_BACK' }),
    ORDER_FRAME_MALFORMED: () => faults.onStream('user', { kind: 'MALFORMED' }),
    BOOK_FRAME_LOST: () => faults.onStream('l2_data', { kind: 'DROP' }),
    STREAMS_CUT: () => simulator.cutStreams(),
    STREAMS_SILENT: () => {
      faults.silent = true
    },
    STREAMS_ONLY_BEAT: () => {
      faults.heartbeatsOnly = true
    },
    MAINTENANCE: () => faults.onHttp('GET /api/v3/brokerage/time', { kind: 'MAINTENANCE' }, 3),
  }
  return {
    faults: new Set(Object.keys(arms) as StagedFault[]),
    arm: (fault) => arms[fault](),
    calm: () => {
      faults.silent = false
      faults.heartbeatsOnly = false
    },
    somebody: (side, quantity, price) => void exchange.market('BTC-USD', side, quantity, price),
    ordersWith: (id) =>
      [...exchange.orders.values()].filter(({ terms }) => terms.clientOrderId === id).length,
    truthOf: (id) => {
      const order = [...exchange.orders.values()].find(({ terms }) => terms.clientOrderId === id)
      if (order === undefined) return null
      return {
        quantity: textOf(order.product.size(order.terms.lots)),
        filledQuantity: textOf(order.product.size(order.filledLots)),
        done: isDone(order),
      }
    },
    writesReceived: () => truth.writes().length,
    requestsOverLimit: () => simulator.privateMeter.over + simulator.publicMeter.over,
  }
}
