/** Stand-ins of the venues beside Coinbase on loopback, each with one user, money and a book of one buyer and one seller. */
import { generateKeyPairSync } from 'node:crypto'
import {
  AlpacaSimulator,
  IbkrSimulator,
  KalshiSimulator,
  kalshiSimulatedKey,
  simulatedIbkrUser,
} from '@quarterdeck/venues'

export interface StandIn {
  readonly venueId: string
  /** What an operator sets to rehearse against it. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly credential: Readonly<Record<string, string>> | null
  readonly venueSymbol: string
  /** What the account holds, in dollars. */
  readonly cash: string
  /** A quantity, a price at which it is bought at once, and one at which it rests. */
  readonly quantity: string
  readonly taking: string
  readonly resting: string
  /** Whether the venue lets itself be asked so seldom that a start takes many seconds. */
  readonly isSlow: boolean
  /** Orders of ours under this id. */
  ordersWith(clientOrderId: string): number
  close(): Promise<void>
}

const HASTE = { reconnectBaseMs: 20, reconnectCapMs: 200 }

/** Counts the orders of a stand-in's exchange. */
function counted(exchange: AlpacaSimulator['exchange']): Pick<StandIn, 'ordersWith'> {
  return {
    ordersWith: (id) =>
      [...exchange.orders.values()].filter(({ terms }) => terms.clientOrderId === id).length,
  }
}

async function kalshi(): Promise<StandIn> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const [keyId, account, venueSymbol] = ['key-one', 'member-one', 'KXRAINNYC-28DEC31-T0']
  const simulator = new KalshiSimulator({ keys: [kalshiSimulatedKey(keyId, privateKey, { account })] })
  const { restBaseUrl, wsUrl } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(account, 'USD', '100000')
  exchange.market(venueSymbol, 'BUY', '1000', '0.45')
  exchange.market(venueSymbol, 'SELL', '1000', '0.55')
  return {
    ...counted(exchange),
    venueId: 'KALSHI',
    settings: { restBaseUrl, wsUrl, ...HASTE },
    credential: { keyId, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
    venueSymbol,
    cash: '100000',
    quantity: '2',
    taking: '0.55',
    resting: '0.1',
    isSlow: false,
    close: () => simulator.close(),
  }
}

async function alpaca(): Promise<StandIn> {
  const [keyId, secretKey, account, venueSymbol] = ['PKSIMULATED', 'simulated0secret', 'one', 'KO']
  // Two processes one after the other are one to the venue, each with a budget of its own.
  const limits = { dataConnectionsMax: 100, requestsPerSecond: 100, requestsPerMinute: 1_000 }
  const simulator = new AlpacaSimulator({ keys: [{ keyId, secretKey, account }], ...limits })
  const { port: _, ...addresses } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(account, 'USD', '1000000')
  exchange.market(venueSymbol, 'BUY', '100', '86.98')
  exchange.market(venueSymbol, 'SELL', '100', '87.02')
  return {
    ...counted(exchange),
    venueId: 'ALPACA',
    settings: { ...addresses, ...HASTE },
    credential: { keyId, secretKey },
    venueSymbol,
    cash: '1000000',
    quantity: '2',
    taking: '87.02',
    resting: '60',
    isSlow: false,
    close: () => simulator.close(),
  }
}

/** As a gateway in which a person has logged in: no credential goes out. */
async function ibkr(): Promise<StandIn> {
  const [accountId, venueSymbol] = ['DU1234567', '265598']
  const user = simulatedIbkrUser({ username: 'simulated', accountId }, null)
  const simulator = new IbkrSimulator({ user, pace: 1_000, penaltyMs: 0, beatMs: 200, quotesMs: 20 })
  const { restBaseUrl, wsUrl } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(accountId, 'USD', '1000000')
  exchange.market(venueSymbol, 'BUY', '100', '190')
  exchange.market(venueSymbol, 'SELL', '100', '190.1')
  return {
    ...counted(exchange),
    venueId: 'IBKR',
    settings: {
      mode: 'GATEWAY',
      restBaseUrl,
      wsUrl,
      contracts: [{ kind: 'STOCK', symbol: 'AAPL' }],
      settleMs: 5,
      reopenMs: 50,
      warmUpMs: 10,
      ...HASTE,
    },
    credential: null,
    venueSymbol,
    cash: '1000000',
    quantity: '2',
    taking: '190.1',
    resting: '150',
    isSlow: true,
    close: () => simulator.close(),
  }
}

export const STAND_INS: Readonly<Record<string, () => Promise<StandIn>>> = {
  KALSHI: kalshi,
  ALPACA: alpaca,
  IBKR: ibkr,
}
