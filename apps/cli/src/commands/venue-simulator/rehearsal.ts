/** A simulated venue, running: where it is, and a credential that is good there alone. */

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { AlpacaSimulator, CoinbaseSimulator, type FaultSwitches, simulatedKey } from '@quarterdeck/venues'
import type { SimulatedVenueName } from './choices.ts'
import { walkMarkets } from './market-walk.ts'

export interface Rehearsal {
  readonly venueId: string
  /** Settings of the venue for the file that QUARTERDECK_VENUES names. */
  readonly settings: Readonly<Record<string, string>>
  /** Fields of the credential. */
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
  alpaca: rehearseAlpaca,
}

const ACCOUNT = 'rehearsal'

async function rehearseCoinbase(port: number): Promise<Rehearsal> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keyName = 'organizations/rehearsal/apiKeys/throwaway'
  const keys = [simulatedKey(keyName, privateKey, { account: ACCOUNT, canTrade: true })]
  const simulator = new CoinbaseSimulator({ keys, port })
  const { restBaseUrl, wsMarketUrl, wsUserUrl } = await simulator.start()
  const { exchange, faults } = simulator
  for (const [currency, amount] of [
    ['USD', '100000'],
    ['BTC', '1'],
    ['ETH', '10'],
  ] as const)
    exchange.deposit(ACCOUNT, currency, amount)
  const stop = walkMarkets(exchange, [
    { symbol: 'BTC-USD', price: 60_000, quantity: '0.5' },
    { symbol: 'ETH-USD', price: 3_000, quantity: '5' },
  ])
  return {
    venueId: 'COINBASE',
    settings: { restBaseUrl, wsMarketUrl, wsUserUrl },
    credential: { keyName, privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() },
    symbols: ['BTC-USD', 'ETH-USD'],
    faults,
    close() {
      stop()
      return simulator.close()
    },
  }
}

async function rehearseAlpaca(port: number): Promise<Rehearsal> {
  const credential = { keyId: 'REHEARSAL0THROWAWAY', secretKey: randomBytes(20).toString('hex') }
  const simulator = new AlpacaSimulator({ keys: [{ ...credential, account: ACCOUNT }], port })
  const { port: _, ...settings } = await simulator.start()
  const { exchange, faults } = simulator
  for (const [currency, amount] of [
    ['USD', '100000'],
    ['BTC', '1'],
    ['KO', '100'],
  ] as const)
    exchange.deposit(ACCOUNT, currency, amount)
  const stop = walkMarkets(exchange, [
    { symbol: 'BTC/USD', price: 60_000, quantity: '0.5' },
    { symbol: 'KO', price: 87, quantity: '200' },
  ])
  return {
    venueId: 'ALPACA',
    settings,
    credential,
    symbols: ['BTC/USD', 'KO'],
    faults,
    close() {
      stop()
      return simulator.close()
    },
  }
}
