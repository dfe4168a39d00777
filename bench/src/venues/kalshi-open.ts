/** Kalshi's stand-in, whose requests are signed with RSA. */
import { generateKeyPairSync } from 'node:crypto'
import { KALSHI_PRODUCTION, KalshiSimulator, kalshiSimulatedKey, openKalshi } from '@quarterdeck/venues'
import { FREE, freely, type OpenVenue } from './open-venue.ts'

const KEY_ID = '4a75a66e-ca85-4187-93cd-aac5e01ad982'

export async function openKalshiVenue(): Promise<OpenVenue> {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const simulator = new KalshiSimulator({
    keys: [kalshiSimulatedKey(KEY_ID, key, { account: 'bench' })],
    readTokens: FREE,
    writeTokens: FREE,
  })
  const { restBaseUrl, wsUrl } = await simulator.start()
  simulator.exchange.deposit('bench', 'USD', '100000000')
  return {
    id: 'kalshi',
    signed: 'an RSA signature',
    connect: () =>
      openKalshi({
        ...freely(['read', 'write']),
        settings: { ...KALSHI_PRODUCTION, restBaseUrl, wsUrl },
        credential: { keyId: KEY_ID, key },
      }),
    resting: { venueSymbol: 'KXRAINNYC-28DEC31-T0', quantity: '1', price: '0.1' },
    cutStreams: () => simulator.cutStreams(),
    close: () => simulator.close(),
  }
}
