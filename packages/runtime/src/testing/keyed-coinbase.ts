/** A stand-in for Coinbase with several keys to one portfolio: to trade, to trade too, only to read; one to another, and one that it does not know. */
import { generateKeyPairSync } from 'node:crypto'
import { CoinbaseSimulator, simulatedKey } from '@quarterdeck/venues'
import { PORTFOLIO } from './coinbase.ts'

const KEYS = ['first', 'second', 'reader', 'other', 'stranger'] as const
export type KeyOfCoinbase = (typeof KEYS)[number]

export interface KeyedCoinbase {
  readonly simulator: CoinbaseSimulator
  /** What an operator sets to rehearse against it. */
  readonly settings: Readonly<Record<string, unknown>>
  /** As a person types it into a form. */
  credential(key: KeyOfCoinbase): Readonly<Record<string, string>>
  /** The secrets of a key, or of all, line by line. */
  secrets(key?: KeyOfCoinbase): readonly string[]
  close(): Promise<void>
}

const nameOf = (key: KeyOfCoinbase): string => `organizations/simulated/apiKeys/${key}`

export async function startKeyedCoinbase(): Promise<KeyedCoinbase> {
  const pairs = new Map(KEYS.map((key) => [key, generateKeyPairSync('ed25519').privateKey]))
  const keys = [...pairs]
    .filter(([key]) => key !== 'stranger')
    .map(([key, privateKey]) =>
      simulatedKey(nameOf(key), privateKey, {
        account: key === 'other' ? 'portfolio-two' : PORTFOLIO,
        canTrade: key !== 'reader',
      }),
    )
  const simulator = new CoinbaseSimulator({ keys, publicPerSecond: 1_000, privatePerSecond: 1_000 })
  const { port: _, ...addresses } = await simulator.start()
  simulator.exchange.market('BTC-USD', 'BUY', '1', '59990')
  simulator.exchange.market('BTC-USD', 'SELL', '1', '60010')
  const pem = (key: KeyOfCoinbase) => pairs.get(key)!.export({ type: 'pkcs8', format: 'pem' }).toString()
  return {
    simulator,
    settings: { COINBASE: { ...addresses, reconnectBaseMs: 20, reconnectCapMs: 200 } },
    credential: (key) => ({ keyName: nameOf(key), privateKey: pem(key) }),
    secrets: (key) =>
      (key === undefined ? KEYS : [key]).flatMap((one) =>
        pem(one)
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('---')),
      ),
    close: () => simulator.close(),
  }
}
