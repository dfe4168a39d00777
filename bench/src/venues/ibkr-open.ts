/** The stand-in of Interactive Brokers, whose requests are signed with the session's token, as OAuth 1.0a wants it. */
import { generateKeyPairSync, getDiffieHellman, randomBytes } from 'node:crypto'
import {
  IBKR_PRODUCTION,
  IbkrSimulator,
  openIbkr,
  simulatedIbkrUser,
  type IbkrCredential,
} from '@quarterdeck/venues'
import { freely, type OpenVenue } from './open-venue.ts'

const ACCOUNT = 'DU1234567'
const CONID = '265598'

export async function openIbkrVenue(): Promise<OpenVenue> {
  const credential: IbkrCredential = {
    consumerKey: 'QUARTERDK',
    accessToken: 'e84c11dc149cb96ee5bb',
    secret: randomBytes(24),
    signatureKey: generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey,
    // A safe prime of 1,024 bits that everybody has.
    dhPrime: BigInt(`0x${getDiffieHellman('modp2').getPrime('hex')}`),
  }
  const user = simulatedIbkrUser({ username: 'bench', accountId: ACCOUNT }, credential)
  const simulator = new IbkrSimulator({ user, pace: Number.POSITIVE_INFINITY, penaltyMs: 0 })
  const { restBaseUrl, wsUrl } = await simulator.start()
  simulator.exchange.deposit(ACCOUNT, 'USD', '100000000')
  return {
    id: 'ibkr',
    signed: 'an OAuth signature',
    connect: () =>
      openIbkr({
        ...freely(['global', 'tickle', 'snapshot', 'orders', 'trades', 'accounts', 'history']),
        settings: { ...IBKR_PRODUCTION, restBaseUrl, wsUrl, contracts: [{ kind: 'STOCK', symbol: 'AAPL' }] },
        credential,
      }),
    resting: { venueSymbol: CONID, quantity: '1', price: '150' },
    cutStreams: () => simulator.cutStreams(),
    close: () => simulator.close(),
  }
}
