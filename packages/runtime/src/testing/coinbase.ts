/** A stand-in for Coinbase on loopback, with one key and a book of one buyer and one seller around 60,000. */
import { generateKeyPairSync } from 'node:crypto'
import { CoinbaseSimulator, simulatedKey } from '@quarterdeck/venues'

const KEY_NAME = 'organizations/simulated/apiKeys/one'
export const PORTFOLIO = 'portfolio-one'

export interface Coinbase {
  readonly simulator: CoinbaseSimulator
  readonly port: number
  /** As a person types it into a form. */
  readonly credential: Readonly<Record<string, string>>
  /** What an operator sets to rehearse against it; on another port where a proxy stands between. */
  settings(port?: number): Readonly<Record<string, unknown>>
  /** Somebody else's order in the market. */
  somebody(side: 'BUY' | 'SELL', quantity: string, price: string): void
  close(): Promise<void>
}

export async function startCoinbase(): Promise<Coinbase> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keys = [simulatedKey(KEY_NAME, privateKey, { account: PORTFOLIO, canTrade: true })]
  // Several connections of one test share what is one address to the venue.
  const simulator = new CoinbaseSimulator({ keys, publicPerSecond: 1_000, privatePerSecond: 1_000 })
  const { port } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(PORTFOLIO, 'USD', '1000000')
  exchange.market('BTC-USD', 'BUY', '1', '59990')
  exchange.market('BTC-USD', 'SELL', '1', '60010')
  return {
    simulator,
    port,
    credential: {
      keyName: KEY_NAME,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    settings: (at = port) => ({
      COINBASE: {
        restBaseUrl: `http://127.0.0.1:${at}/api/v3/brokerage`,
        wsMarketUrl: `ws://127.0.0.1:${at}/market`,
        wsUserUrl: `ws://127.0.0.1:${at}/user`,
        // A machine that is busy with others answers late, and must not be taken for a venue that is silent.
        timeoutMs: 5_000,
        heartbeatMissedMs: 5_000,
        reconnectBaseMs: 20,
        reconnectCapMs: 200,
      },
    }),
    somebody: (side, quantity, price) => void exchange.market('BTC-USD', side, quantity, price),
    close: () => simulator.close(),
  }
}
