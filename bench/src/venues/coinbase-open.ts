/** Coinbase's stand-in, whose requests carry a token that is signed for each. */
import { generateKeyPairSync } from 'node:crypto'
import { COINBASE_PRODUCTION, CoinbaseSimulator, openCoinbase, simulatedKey } from '@quarterdeck/venues'
import { FREE, freely, type OpenVenue } from './open-venue.ts'

const KEY = 'organizations/bench/apiKeys/one'

export async function openCoinbaseVenue(): Promise<OpenVenue> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keys = [simulatedKey(KEY, privateKey, { account: 'bench', canTrade: true })]
  const simulator = new CoinbaseSimulator({ keys, privatePerSecond: FREE, publicPerSecond: FREE })
  const { restBaseUrl, wsMarketUrl, wsUserUrl } = await simulator.start()
  simulator.exchange.deposit('bench', 'USD', '100000000')
  return {
    id: 'coinbase',
    signed: 'an Ed25519 token',
    connect: () =>
      openCoinbase({
        ...freely(['private', 'public']),
        settings: { ...COINBASE_PRODUCTION, restBaseUrl, wsMarketUrl, wsUserUrl },
        credential: { keyName: KEY, algorithm: 'EdDSA', key: privateKey },
      }),
    resting: { venueSymbol: 'BTC-USD', quantity: '0.001', price: '50000' },
    cutStreams: () => simulator.cutStreams(),
    close: () => simulator.close(),
  }
}
