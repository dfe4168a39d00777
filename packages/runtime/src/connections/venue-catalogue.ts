/**
 * The venues that this installation reaches. Where they are is the operator's to say, once for all; whoever adds a connection
 * brings a credential and nothing else.
 */
import {
  ALPACA_CAPABILITIES,
  ALPACA_PRODUCTION,
  alpacaBudget,
  COINBASE_CAPABILITIES,
  COINBASE_PRODUCTION,
  coinbaseBudget,
  openAlpaca,
  openAlpacaReader,
  openCoinbase,
  openCoinbaseReader,
  readAlpacaCredential,
  readCoinbaseCredential,
} from '@quarterdeck/venues'
import { reachable, type ReachableVenue } from './reachable-venue.ts'
import { checkVenueId, settingsWith } from './venue-settings.ts'

/** What is held at a venue is told as positions, or as balances of what an instrument is made of (spot). */
const VENUES: Readonly<Record<string, (overrides: unknown, place: string) => ReachableVenue>> = {
  COINBASE: (overrides, place) =>
    reachable({
      capabilities: COINBASE_CAPABILITIES,
      settings: settingsWith(COINBASE_PRODUCTION, overrides, place),
      rehearsal: overrides !== undefined,
      credentialFields: [
        { name: 'keyName', label: 'API key name', secret: false, multiline: false },
        { name: 'privateKey', label: 'Private key', secret: true, multiline: true },
      ],
      namedBy: 'keyName',
      holdings: 'BALANCES_OF_BASE',
      readCredential: ({ keyName = '', privateKey = '' }) => readCoinbaseCredential(keyName, privateKey),
      budget: coinbaseBudget,
      openReader: openCoinbaseReader,
      openBoth: openCoinbase,
    }),
  ALPACA: (overrides, place) =>
    reachable({
      capabilities: ALPACA_CAPABILITIES,
      settings: settingsWith(ALPACA_PRODUCTION, overrides, place),
      rehearsal: overrides !== undefined,
      credentialFields: [
        { name: 'keyId', label: 'API key ID', secret: false, multiline: false },
        { name: 'secretKey', label: 'Secret key', secret: true, multiline: false },
      ],
      namedBy: 'keyId',
      holdings: 'POSITIONS',
      readCredential: ({ keyId = '', secretKey = '' }) => readAlpacaCredential(keyId, secretKey),
      budget: alpacaBudget,
      openReader: openAlpacaReader,
      openBoth: openAlpaca,
    }),
}

export type VenueCatalogue = ReadonlyMap<string, ReachableVenue>

/**
 * The catalogue with the operator's settings over the venues' own: an object of settings by venue id. Throws a
 * VenueSettingsFault that names the setting.
 */
export function venueCatalogue(overrides: Readonly<Record<string, unknown>> = {}): VenueCatalogue {
  for (const venueId of Object.keys(overrides)) checkVenueId(venueId, Object.keys(VENUES))
  return new Map(
    Object.entries(VENUES).map(([venueId, open]) => [venueId, open(overrides[venueId], venueId)]),
  )
}
