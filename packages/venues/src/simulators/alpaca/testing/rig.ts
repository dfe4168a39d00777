/** An Alpaca simulator with one key and filled books, and adapters that are connected to it. */

import { AlpacaCredential } from '../../../alpaca/credential.ts'
import { alpacaBudget, openAlpaca } from '../../../alpaca/open.ts'
import { ALPACA_SANDBOX } from '../../../alpaca/sandbox.ts'
import {
  ALPACA_LIMITS,
  ALPACA_PAPER,
  type AlpacaEnvironment,
  type AlpacaSettings,
} from '../../../alpaca/settings.ts'
import { openAlpacaWrites } from '../../../alpaca/writes.ts'
import type { ConformanceMarket, StagedTruth } from '../../../conformance/rig.ts'
import { MACHINE_TIME } from '../../../transport/timekeeper.ts'
import { isDone, type SimulatedOrder } from '../../core/order.ts'
import { textOf } from '../../core/product.ts'
import { FREE, freeBudget } from '../../core/testing/free.ts'
import { rigOf, type SimulatedRig } from '../../core/testing/rig.ts'
import type { VenueUnderTest } from '../../core/testing/venue-under-test.ts'
import { BOOKS } from '../data-stream.ts'
import { UPDATES } from '../order-stream.ts'
import { AlpacaSimulator, type AlpacaSimulatorOptions } from '../simulator.ts'

const KEY_ID = 'PKSIMULATEDKEY0000ONE'
const SECRET_KEY = 'simulated0secret0key0that0nobody0may0see'
export const ALPACA_ACCOUNT = 'account-one'

export const ALPACA_MARKET: ConformanceMarket = {
  venueSymbol: 'BTC/USD',
  assetClass: 'CRYPTO',
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

export interface AlpacaRig extends SimulatedRig {
  readonly simulator: AlpacaSimulator
  readonly environment: AlpacaEnvironment
}

export interface AlpacaRigOptions {
  readonly settings?: Partial<AlpacaSettings>
  readonly simulator?: Partial<AlpacaSimulatorOptions>
  /** No limits at all, on both sides; absent: the venue's own. */
  readonly unlimited?: boolean
}

const FREE_OF_LIMITS = { requestsPerMinute: FREE, requestsPerSecond: FREE, dataRequestsPerMinute: FREE }

/** Books of one buyer and one seller, of a pair around 60,000 and of a share around 87; money and some of both in the account. */
export async function openAlpacaRig({
  settings,
  simulator: more,
  unlimited = false,
}: AlpacaRigOptions = {}): Promise<AlpacaRig> {
  const keys = [{ keyId: KEY_ID, secretKey: SECRET_KEY, account: ALPACA_ACCOUNT }]
  const free = unlimited ? FREE_OF_LIMITS : {}
  // Cases open several streams at once, and those that were cut linger.
  const simulator = new AlpacaSimulator({ keys, dataConnectionsMax: 100, ...free, ...more })
  const { port, ...addresses } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(ALPACA_ACCOUNT, 'USD', '1000000')
  exchange.deposit(ALPACA_ACCOUNT, 'BTC', '5')
  exchange.deposit(ALPACA_ACCOUNT, 'KO', '100')
  exchange.market('BTC/USD', 'BUY', '1', '59990')
  exchange.market('BTC/USD', 'SELL', '1', '60010')
  exchange.market('KO', 'BUY', '100', '86.98')
  exchange.market('KO', 'SELL', '100', '87.02')
  return rigOf<AlpacaSimulator, AlpacaEnvironment>({
    simulator,
    market: ALPACA_MARKET,
    account: ALPACA_ACCOUNT,
    port,
    environment: (common) => ({
      ...common,
      settings: {
        ...ALPACA_PAPER,
        ...addresses,
        // A machine that is busy with others answers late, and must not be taken for a venue that is silent.
        timeoutMs: 3_000,
        budgetWaitMs: 3_000,
        pingEveryMs: 500,
        deadAfterMs: 2_500,
        ordersQuietAfterMs: 1_500,
        quietAfterMs: 1_000,
        staleAfterMs: 3_000,
        reconnectBaseMs: 20,
        reconnectCapMs: 200,
        connectionLimitWaitMs: 50,
        ...settings,
      },
      credential: new AlpacaCredential(KEY_ID, SECRET_KEY),
      budget: unlimited ? freeBudget(ALPACA_LIMITS) : alpacaBudget(MACHINE_TIME),
    }),
    open: openAlpaca,
    writesThrough: ({ environment, reads }, through, timeoutMs) => {
      const tradingBaseUrl = `http://127.0.0.1:${through}`
      const changed = { ...environment.settings, tradingBaseUrl, timeoutMs }
      return openAlpacaWrites({ ...environment, settings: changed }, reads)
    },
    stage: {
      routes: {
        place: 'POST /v2/orders',
        cancel: 'DELETE /v2/orders/',
        balances: 'GET /v2/account',
        order: 'GET /v2/orders/',
        health: 'GET /v2/clock',
      },
      garbage: { place: '{"id":"tr', balances: '{"cash":{}}' },
      unknownStatus: (body) => body.replace('"status":"new"', '"status":"melted"'),
      channels: { orders: UPDATES, depth: BOOKS },
      requestsOverLimit: () => simulator.requestsOverLimit(),
      truthOf: (id) => truthOf(simulator, id),
    },
  })
}

export const ALPACA_UNDER_TEST: VenueUnderTest = {
  name: 'Alpaca',
  sandbox: ALPACA_SANDBOX,
  open: () => openAlpacaRig(),
  openFree: (timeoutMs) => openAlpacaRig({ settings: { timeoutMs }, unlimited: true }),
  // Its own way to count fills of a changed order is not certain: every other seed has the other one.
  openChaotic: (seed) =>
    openAlpacaRig({
      settings: { timeoutMs: 300, staleAfterMs: 2_000 },
      simulator: { changesCountFills: seed % 2 === 0 },
      unlimited: true,
    }),
  // An answer is the whole order, a thousand bytes and more, of which any that is missing is as good as another.
  cuts: { waitedStride: 19, answerStride: 5, fatesMin: 5 },
}

/** An order with all that stands instead of it: the total that was ordered, and what of it was filled. */
function truthOf({ exchange }: AlpacaSimulator, clientOrderId: string): StagedTruth | null {
  const first = [...exchange.orders.values()].find(({ terms }) => terms.clientOrderId === clientOrderId)
  if (first === undefined) return null
  let last: SimulatedOrder = first
  let filledBefore = 0
  for (let next = exchange.orders.get(first.replacedBy ?? ''); next !== undefined;) {
    filledBefore += last.filledLots
    last = next
    next = exchange.orders.get(next.replacedBy ?? '')
  }
  const { product } = first
  return {
    quantity: textOf(product.size(filledBefore + last.terms.lots)),
    filledQuantity: textOf(product.size(filledBefore + last.filledLots)),
    done: isDone(last),
  }
}
