/** Stand-ins of the venues on loopback, each with one user, money and a book of one buyer and one seller. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  AlpacaSimulator,
  CoinbaseSimulator,
  IbkrSimulator,
  KalshiSimulator,
  kalshiSimulatedKey,
  simulatedIbkrUser,
  simulatedKey,
} from '@quarterdeck/venues'

const GATEWAY_CREDENTIAL = { gatewayUser: 'simulated', gatewayKey: 'a key of a gateway' }

export interface StandIn {
  readonly venueId: string
  /** What an operator sets to rehearse against it. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly credential: Readonly<Record<string, string>>
  readonly venueSymbol: string
  /** What the account holds, in dollars. */
  readonly cash: string
  /** A quantity, a price at which it is bought at once, and one at which it rests. */
  readonly quantity: string
  readonly taking: string
  readonly resting: string
  /** Whether the venue lets itself be asked so seldom that a start takes many seconds. */
  readonly isSlow: boolean
  /** Another credential to the same account; null: there is none. */
  readonly otherCredential: Readonly<Record<string, string>> | null
  /** Whose orders are ours. */
  readonly account: string
  readonly port: number
  /** What stands behind it: the truth, and its switches. */
  readonly simulator: Pick<KalshiSimulator, 'exchange' | 'faults' | 'cutStreams'>
  /** `METHOD /path` of what can be made to fail, or how it begins, and the channel that tells of orders. */
  readonly routes: {
    readonly place: string
    readonly cancel: string
    readonly balances: string
    readonly orders: string
  }
  /** A person logs in anew, where a session of the venue ends with the day or when nobody keeps it. */
  logIn(): void
  /** Orders of ours under this id. */
  ordersWith(clientOrderId: string): number
  close(): Promise<void>
}

const HASTE = { reconnectBaseMs: 20, reconnectCapMs: 200 }

/** What a stand-in is by its simulator. */
function of(
  simulator: StandIn['simulator'] & { close(): Promise<void> },
): Pick<StandIn, 'simulator' | 'ordersWith' | 'close' | 'logIn'> {
  return {
    simulator,
    logIn: () => undefined,
    ordersWith: (id) =>
      [...simulator.exchange.orders.values()].filter(({ terms }) => terms.clientOrderId === id).length,
    close: () => simulator.close(),
  }
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

async function coinbase(): Promise<StandIn> {
  const [account, venueSymbol] = ['portfolio-one', 'BTC-USD']
  const [one, other] = ['one', 'other'].map((name) => {
    const { privateKey } = generateKeyPairSync('ed25519')
    return { keyName: `organizations/simulated/apiKeys/${name}`, privateKey }
  })
  const keys = [one!, other!].map(({ keyName, privateKey }) =>
    simulatedKey(keyName, privateKey, { account, canTrade: true }),
  )
  const simulator = new CoinbaseSimulator({ keys, publicPerSecond: 1_000, privatePerSecond: 1_000 })
  const { port, ...addresses } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(account, 'USD', '1000000')
  exchange.market(venueSymbol, 'BUY', '10', '59990')
  exchange.market(venueSymbol, 'SELL', '10', '60010')
  const credential = ({ keyName, privateKey }: NonNullable<typeof one>) => ({
    keyName,
    privateKey: pemOf(privateKey),
  })
  return {
    ...of(simulator),
    venueId: 'COINBASE',
    settings: { ...addresses, ...HASTE },
    credential: credential(one!),
    otherCredential: credential(other!),
    account,
    port,
    venueSymbol,
    cash: '1000000',
    quantity: '0.02',
    taking: '60010',
    resting: '50000',
    isSlow: false,
    routes: {
      place: 'POST /api/v3/brokerage/orders',
      cancel: 'POST /api/v3/brokerage/orders/batch_cancel',
      balances: 'GET /api/v3/brokerage/accounts',
      orders: 'user',
    },
  }
}

async function kalshi(): Promise<StandIn> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const [account, venueSymbol] = ['member-one', 'KXRAINNYC-28DEC31-T0']
  // A key takes long to make: both ids are of the same one.
  const keyIds = ['key-one', 'key-other']
  const simulator = new KalshiSimulator({
    keys: keyIds.map((keyId) => kalshiSimulatedKey(keyId, privateKey, { account })),
  })
  const [credential, otherCredential] = keyIds.map((keyId) => ({ keyId, privateKey: pemOf(privateKey) }))
  const { port, restBaseUrl, wsUrl } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(account, 'USD', '100000')
  exchange.market(venueSymbol, 'BUY', '1000', '0.45')
  exchange.market(venueSymbol, 'SELL', '1000', '0.55')
  return {
    ...of(simulator),
    venueId: 'KALSHI',
    settings: { restBaseUrl, wsUrl, ...HASTE },
    credential: credential!,
    otherCredential: otherCredential!,
    account,
    port,
    venueSymbol,
    cash: '100000',
    quantity: '2',
    taking: '0.55',
    resting: '0.1',
    isSlow: false,
    routes: {
      place: 'POST /trade-api/v2/portfolio/events/orders',
      cancel: 'DELETE /trade-api/v2/portfolio/events/orders',
      balances: 'GET /trade-api/v2/portfolio/balance',
      orders: 'user_orders',
    },
  }
}

async function alpaca(): Promise<StandIn> {
  const [account, venueSymbol] = ['one', 'KO']
  const credential = { keyId: 'PKSIMULATED', secretKey: 'simulated0secret' }
  const otherCredential = { keyId: 'PKOTHER', secretKey: 'other0secret' }
  const keys = [credential, otherCredential].map((pair) => ({ ...pair, account }))
  // Two processes one after the other are one to the venue, each with a budget of its own.
  const limits = { dataConnectionsMax: 100, requestsPerSecond: 100, requestsPerMinute: 1_000 }
  const simulator = new AlpacaSimulator({ keys, ...limits })
  const { port, ...addresses } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(account, 'USD', '1000000')
  exchange.market(venueSymbol, 'BUY', '100', '86.98')
  exchange.market(venueSymbol, 'SELL', '100', '87.02')
  return {
    ...of(simulator),
    venueId: 'ALPACA',
    settings: { ...addresses, ...HASTE },
    credential,
    otherCredential,
    account,
    port,
    venueSymbol,
    cash: '1000000',
    quantity: '2',
    taking: '87.02',
    resting: '60',
    isSlow: false,
    routes: {
      place: 'POST /v2/orders',
      cancel: 'DELETE /v2/orders/',
      balances: 'GET /v2/account',
      orders: 'trade_updates',
    },
  }
}

/** As a gateway in which a person has logged in: no credential goes out. */
async function ibkr(): Promise<StandIn> {
  const [accountId, venueSymbol] = ['DU1234567', '265598']
  const user = simulatedIbkrUser({ username: 'simulated', accountId }, null)
  const simulator = new IbkrSimulator({ user, pace: 1_000, penaltyMs: 0, beatMs: 200, quotesMs: 20 })
  const { port, restBaseUrl, wsUrl } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(accountId, 'USD', '1000000')
  exchange.market(venueSymbol, 'BUY', '100', '190')
  exchange.market(venueSymbol, 'SELL', '100', '190.1')
  return {
    ...of(simulator),
    logIn: () => simulator.session.login(),
    venueId: 'IBKR',
    settings: {
      mode: 'GATEWAY',
      gatewayKey: GATEWAY_CREDENTIAL.gatewayKey,
      restBaseUrl,
      wsUrl,
      contracts: [{ kind: 'STOCK', symbol: 'AAPL' }],
      settleMs: 5,
      reopenMs: 50,
      warmUpMs: 10,
      ...HASTE,
    },
    credential: GATEWAY_CREDENTIAL,
    otherCredential: null,
    account: accountId,
    port,
    venueSymbol,
    cash: '1000000',
    quantity: '2',
    taking: '190.1',
    resting: '150',
    isSlow: true,
    routes: {
      place: `POST /v1/api/iserver/account/${accountId}/orders`,
      cancel: `DELETE /v1/api/iserver/account/${accountId}/order/`,
      balances: `GET /v1/api/portfolio/${accountId}/ledger`,
      orders: 'sor',
    },
  }
}

export const STAND_INS: Readonly<Record<string, () => Promise<StandIn>>> = {
  COINBASE: coinbase,
  KALSHI: kalshi,
  ALPACA: alpaca,
  IBKR: ibkr,
}
