/** A simulated venue, running: where it is, and a credential that is good there alone. */

import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import {
  AlpacaSimulator,
  CoinbaseSimulator,
  type FaultSwitches,
  IbkrSimulator,
  kalshiSimulatedKey,
  KalshiSimulator,
  simulatedIbkrUser,
  simulatedKey,
} from '@quarterdeck/venues'
import type { SimulatedVenueName } from './choices.ts'
import { type WalkedMarket, walkMarkets } from './market-walk.ts'

export interface Rehearsal {
  readonly venueId: string
  /** Settings of the venue for the file that QUARTERDECK_VENUES names. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Fields of the credential; none: the venue asks for none. */
  readonly credential: Readonly<Record<string, string>>
  readonly symbols: readonly string[]
  readonly faults: FaultSwitches
  close(): Promise<void>
}

export function startRehearsal(venue: SimulatedVenueName, port: number): Promise<Rehearsal> {
  return REHEARSALS[venue](port)
}

const REHEARSALS: Readonly<Record<SimulatedVenueName, (port: number) => Promise<Rehearsal>>> = {
  coinbase: rehearseCoinbase,
  kalshi: rehearseKalshi,
  alpaca: rehearseAlpaca,
  ibkr: rehearseIbkr,
}

const ACCOUNT = 'rehearsal'
const CASH = '100000'

interface Simulator {
  readonly exchange: CoinbaseSimulator['exchange']
  readonly faults: FaultSwitches
  close(): Promise<void>
}

interface Terms extends Pick<Rehearsal, 'venueId' | 'settings' | 'credential'> {
  readonly account: string
  /** What the account holds beside dollars, by the venue's name of it. */
  readonly holdings: Readonly<Record<string, string>>
  readonly markets: readonly WalkedMarket[]
}

/** Puts money into the account of a simulator that listens, and lets its markets move. */
function rehearse(simulator: Simulator, { account, holdings, markets, ...terms }: Terms): Rehearsal {
  const { exchange, faults } = simulator
  for (const [name, amount] of Object.entries({ USD: CASH, ...holdings }))
    exchange.deposit(account, name, amount)
  const stop = walkMarkets(exchange, markets)
  return {
    ...terms,
    symbols: markets.map(({ symbol }) => symbol),
    faults,
    close() {
      stop()
      return simulator.close()
    },
  }
}

const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString()

async function rehearseCoinbase(port: number): Promise<Rehearsal> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keyName = 'organizations/rehearsal/apiKeys/throwaway'
  const keys = [simulatedKey(keyName, privateKey, { account: ACCOUNT, canTrade: true })]
  const simulator = new CoinbaseSimulator({ keys, port })
  const { port: _, ...settings } = await simulator.start()
  return rehearse(simulator, {
    venueId: 'COINBASE',
    settings,
    credential: { keyName, privateKey: pem(privateKey) },
    account: ACCOUNT,
    holdings: { BTC: '1', ETH: '10' },
    markets: [
      { symbol: 'BTC-USD', price: 60_000, quantity: '0.5' },
      { symbol: 'ETH-USD', price: 3_000, quantity: '5' },
    ],
  })
}

async function rehearseKalshi(port: number): Promise<Rehearsal> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const keyId = '00000000-feed-4000-8000-rehearsal000'
  const keys = [kalshiSimulatedKey(keyId, privateKey, { account: ACCOUNT })]
  const simulator = new KalshiSimulator({ keys, port })
  const { port: _, ...settings } = await simulator.start()
  return rehearse(simulator, {
    venueId: 'KALSHI',
    settings,
    credential: { keyId, privateKey: pem(privateKey) },
    account: ACCOUNT,
    holdings: {},
    markets: [
      { symbol: 'KXRAINNYC-28DEC31-T0', price: 0.45, quantity: '500', ceiling: 1 },
      { symbol: 'KXHIGHNY-28DEC31-B40.5', price: 0.3, quantity: '500', ceiling: 1 },
    ],
  })
}

async function rehearseAlpaca(port: number): Promise<Rehearsal> {
  const credential = { keyId: 'REHEARSAL0THROWAWAY', secretKey: randomBytes(20).toString('hex') }
  const simulator = new AlpacaSimulator({ keys: [{ ...credential, account: ACCOUNT }], port })
  const { port: _, ...settings } = await simulator.start()
  return rehearse(simulator, {
    venueId: 'ALPACA',
    settings,
    credential,
    account: ACCOUNT,
    holdings: { BTC: '1', KO: '100' },
    markets: [
      { symbol: 'BTC/USD', price: 60_000, quantity: '0.5' },
      { symbol: 'KO', price: 87, quantity: '200' },
    ],
  })
}

/** As a gateway in which a person has logged in: who may trade through it knows its key. */
async function rehearseIbkr(port: number): Promise<Rehearsal> {
  const accountId = 'DU1234567'
  const apple = '265598'
  const gatewayKey = randomBytes(24).toString('hex')
  const user = simulatedIbkrUser({ username: ACCOUNT, accountId }, null)
  const simulator = new IbkrSimulator({ user, port })
  const { port: _, ...addresses } = await simulator.start()
  return rehearse(simulator, {
    venueId: 'IBKR',
    settings: {
      ...addresses,
      mode: 'GATEWAY',
      gatewayKey,
      contracts: [{ kind: 'STOCK', symbol: 'AAPL', conid: apple }],
    },
    credential: { gatewayUser: ACCOUNT, gatewayKey },
    account: accountId,
    holdings: {},
    markets: [{ symbol: apple, price: 190, quantity: '200' }],
  })
}
