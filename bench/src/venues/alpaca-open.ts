/** Alpaca's stand-in, whose requests carry a key. */
import { ALPACA_PAPER, AlpacaSimulator, openAlpaca, readAlpacaCredential } from '@quarterdeck/venues'
import { FREE, freely, type OpenVenue } from './open-venue.ts'

const KEY = { keyId: 'PKSIMULATEDKEY0000ONE', secretKey: 'simulated0secret0key0that0nobody0may0see' }

export async function openAlpacaVenue(): Promise<OpenVenue> {
  const simulator = new AlpacaSimulator({
    keys: [{ ...KEY, account: 'bench' }],
    requestsPerMinute: FREE,
    requestsPerSecond: FREE,
    dataRequestsPerMinute: FREE,
  })
  const { port: _, ...addresses } = await simulator.start()
  simulator.exchange.deposit('bench', 'USD', '100000000')
  const reading = readAlpacaCredential(KEY.keyId, KEY.secretKey)
  return {
    id: 'alpaca',
    signed: 'its key',
    connect: () =>
      openAlpaca({
        ...freely(['trading', 'trading-burst', 'data']),
        settings: { ...ALPACA_PAPER, ...addresses },
        credential: reading.ok ? reading.credential : null,
      }),
    resting: { venueSymbol: 'BTC/USD', quantity: '0.001', price: '50000' },
    cutStreams: () => simulator.cutStreams(),
    close: () => simulator.close(),
  }
}
