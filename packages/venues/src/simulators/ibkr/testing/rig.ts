/** A simulator of Interactive Brokers with one user and a filled book, and adapters that are connected to it. */

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { RateLimit } from '../../../budget/limits.ts'
import type { ConformanceMarket } from '../../../conformance/rig.ts'
import { ibkrContext, type IbkrContext } from '../../../ibkr/context.ts'
import type { IbkrCredential } from '../../../ibkr/credential.ts'
import { openIbkr } from '../../../ibkr/open.ts'
import { IBKR_ADDRESS_LIMITS, IBKR_USER_LIMITS } from '../../../ibkr/pacing.ts'
import { openIbkrReads } from '../../../ibkr/reads.ts'
import { IBKR_SANDBOX } from '../../../ibkr/sandbox.ts'
import { IBKR_PRODUCTION, type IbkrSettings } from '../../../ibkr/settings.ts'
import { openIbkrWrites } from '../../../ibkr/writes.ts'
import { BudgetGate } from '../../../transport/budget-gate.ts'
import { MACHINE_TIME } from '../../../transport/timekeeper.ts'
import { FREE } from '../../core/testing/free.ts'
import { rigOf, type SimulatedRig } from '../../core/testing/rig.ts'
import type { VenueUnderTest } from '../../core/testing/venue-under-test.ts'
import { IbkrSimulator, type IbkrSimulatorOptions } from '../simulator.ts'
import { simulatedUser } from '../user.ts'

const ACCOUNT = 'DU1234567'

export const IBKR_MARKET: ConformanceMarket = {
  venueSymbol: '265598',
  quantity: '2',
  doubleQuantity: '4',
  halfQuantity: '1',
  hugeQuantity: '100000000',
  restingBuyPrice: '150.01',
  otherRestingBuyPrice: '150.02',
  restingSellPrice: '250',
  takingBuyPrice: '190.1',
  offTickPrice: '150.005',
}

/** A safe prime of 1,024 bits, from RFC 2409: both sides of a test need one, and no day of computing. */
const PRIME = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF',
)

let signatureKey: IbkrCredential['signatureKey'] | null = null

/** A credential of somebody; the key is made once, it takes its time. */
export function someCredential(): IbkrCredential {
  signatureKey ??= generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
  const secret = randomBytes(24)
  return {
    consumerKey: 'QUARTERDK',
    accessToken: 'e84c11dc149cb96ee5bb',
    secret,
    signatureKey,
    dhPrime: PRIME,
  }
}

export interface IbkrRig extends SimulatedRig {
  readonly simulator: IbkrSimulator
  readonly context: IbkrContext
}

export interface IbkrRigOptions {
  readonly settings?: Partial<IbkrSettings>
  readonly simulator?: Partial<IbkrSimulatorOptions>
  /** How many times faster than at the venue everything passes, on both sides. */
  readonly pace?: number
  /** No limits at all, on both sides. */
  readonly unlimited?: boolean
  /** Without a credential: the simulator is a gateway. */
  readonly gateway?: boolean
}

const OWN = `/v1/api/iserver/account/${ACCOUNT}`

export async function openIbkrRig({
  settings,
  simulator: more,
  unlimited = false,
  pace = unlimited ? Number.POSITIVE_INFINITY : 40,
  gateway,
}: IbkrRigOptions = {}): Promise<IbkrRig> {
  const credential = gateway === true ? null : someCredential()
  const user = simulatedUser({ username: 'simulated', accountId: ACCOUNT }, credential)
  const simulator = new IbkrSimulator({ user, pace, penaltyMs: 0, beatMs: 200, quotesMs: 20, ...more })
  const { port, ...addresses } = await simulator.start()
  simulator.exchange.deposit(ACCOUNT, 'USD', '1000000')
  simulator.exchange.market(IBKR_MARKET.venueSymbol, 'BUY', '100', '190')
  simulator.exchange.market(IBKR_MARKET.venueSymbol, 'SELL', '100', '190.1')
  const paced = (limits: readonly RateLimit[]): readonly RateLimit[] =>
    limits.map((limit) => ({
      ...limit,
      capacity: unlimited ? FREE : limit.capacity,
      perMs: limit.perMs / pace,
    }))
  const address = new BudgetGate(paced(IBKR_ADDRESS_LIMITS), MACHINE_TIME)
  const rig = rigOf<IbkrSimulator, IbkrContext>({
    simulator,
    market: IBKR_MARKET,
    account: ACCOUNT,
    port,
    environment: (common) =>
      ibkrContext({
        ...common,
        settings: {
          ...IBKR_PRODUCTION,
          mode: credential === null ? 'GATEWAY' : 'OAUTH',
          ...addresses,
          contracts: [{ kind: 'STOCK', symbol: 'AAPL' }],
          // A machine that is busy with others answers late, and must not be taken for a venue that is silent.
          timeoutMs: 3_000,
          settleMs: 5,
          reopenMs: 50,
          warmUpMs: 10,
          exitWaitMs: 200,
          heartbeatMissedMs: 5_000,
          quietAfterMs: 1_000,
          staleAfterMs: 1_000,
          reconnectBaseMs: 20,
          reconnectCapMs: 200,
          ...settings,
        },
        credential,
        budget: new BudgetGate(paced(IBKR_USER_LIMITS), MACHINE_TIME, address),
      }),
    open: (context) => {
      const reads = openIbkrReads(context)
      return { reads, writes: openIbkrWrites(context, reads) }
    },
    openAgain: openIbkr,
    writesThrough: ({ environment, reads }, through, timeoutMs) => {
      const restBaseUrl = `http://127.0.0.1:${through}/v1/api`
      const changed = { ...environment.settings, restBaseUrl, timeoutMs }
      return openIbkrWrites({ ...environment, settings: changed }, reads)
    },
    stage: {
      routes: {
        place: `POST ${OWN}/orders`,
        cancel: `DELETE ${OWN}/order/`,
        balances: `GET /v1/api/portfolio/${ACCOUNT}/ledger`,
        order: 'GET /v1/api/iserver/account/order/status/',
        health: 'POST /v1/api/tickle',
      },
      garbage: { place: '[{"order_id":"12', balances: '{"USD":{"cashbalance":"much"}}' },
      unknownStatus: (body) => body.replace('"order_status":"Submitted"', '"order_status":"Melted"'),
      channels: { orders: 'sor', depth: null },
      requestsOverLimit: () => simulator.pacing.over,
    },
  })
  return { ...rig, context: rig.environment }
}

export const IBKR_UNDER_TEST: VenueUnderTest = {
  name: 'Interactive Brokers',
  sandbox: IBKR_SANDBOX,
  open: () => openIbkrRig(),
  openFree: (timeoutMs) => openIbkrRig({ settings: { timeoutMs }, unlimited: true, gateway: true }),
  async openChaotic() {
    const rig = await openIbkrRig({ settings: { timeoutMs: 300, penaltyMs: 50 }, unlimited: true })
    // Now and then the venue asks before it takes an order, and takes a question back when something comes between.
    for (let count = 0; count < 10; count += 1) {
      rig.simulator.desk.askNext([])
      rig.simulator.desk.askNext(count % 2 === 0 ? ['o10151'] : ['o10151', 'o163'])
    }
    return rig
  },
  cuts: { waitedStride: 9, fatesMin: 5 },
}
