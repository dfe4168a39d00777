/**
 * The venues that this installation reaches. Where they are is the operator's to say, once for all; whoever adds a connection
 * brings a credential and nothing else.
 */
import {
  ALPACA_CAPABILITIES,
  ALPACA_PRODUCTION,
  ALPACA_SANDBOX,
  alpacaBudget,
  COINBASE_CAPABILITIES,
  COINBASE_PRODUCTION,
  COINBASE_SANDBOX,
  coinbaseAddressBudget,
  coinbaseBudget,
  KALSHI_CAPABILITIES,
  KALSHI_PRODUCTION,
  KALSHI_SANDBOX,
  KALSHI_TIERS,
  kalshiBudget,
  openAlpaca,
  openAlpacaReader,
  openCoinbase,
  openCoinbaseReader,
  openKalshi,
  openKalshiReader,
  readAlpacaCredential,
  readCoinbaseCredential,
  readKalshiCredential,
} from '@quarterdeck/venues'
import { secret, secretFile, shown } from './credential-fields.ts'
import { ibkr } from './ibkr-entry.ts'
import { atItsAddress, type OpenVenue, type ReachableVenue } from './reachable-venue.ts'
import { checkVenueId, oneOf } from './venue-settings.ts'

const VENUES: Readonly<Record<string, OpenVenue>> = {
  COINBASE: atItsAddress(COINBASE_PRODUCTION, {
    capabilities: COINBASE_CAPABILITIES,
    sandbox: COINBASE_SANDBOX,
    credentialFields: [shown('keyName', 'API key name'), secretFile('privateKey', 'Private key')],
    namedBy: 'keyName',
    holdings: 'BALANCES_OF_BASE',
    readCredential: ({ keyName = '', privateKey = '' }) => readCoinbaseCredential(keyName, privateKey),
    addressBudget: coinbaseAddressBudget,
    budget: (time, address) => coinbaseBudget(time, address ?? coinbaseAddressBudget(time)),
    openReader: openCoinbaseReader,
    openBoth: openCoinbase,
  }),
  KALSHI: atItsAddress(
    KALSHI_PRODUCTION,
    {
      capabilities: KALSHI_CAPABILITIES,
      sandbox: KALSHI_SANDBOX,
      credentialFields: [shown('keyId', 'API key id'), secretFile('privateKey', 'Private key')],
      namedBy: 'keyId',
      holdings: 'POSITIONS',
      readCredential: ({ keyId = '', privateKey = '' }) => readKalshiCredential(keyId, privateKey),
      addressBudget: null,
      budget: (time, _address, { tier }) => kalshiBudget(time, tier),
      openReader: openKalshiReader,
      openBoth: openKalshi,
    },
    { tier: oneOf(...Object.keys(KALSHI_TIERS)) },
  ),
  ALPACA: atItsAddress(ALPACA_PRODUCTION, {
    capabilities: ALPACA_CAPABILITIES,
    sandbox: ALPACA_SANDBOX,
    credentialFields: [shown('keyId', 'API key'), secret('secretKey', 'Secret key')],
    namedBy: 'keyId',
    holdings: 'POSITIONS',
    readCredential: ({ keyId = '', secretKey = '' }) => readAlpacaCredential(keyId, secretKey),
    addressBudget: null,
    budget: (time) => alpacaBudget(time),
    openReader: openAlpacaReader,
    openBoth: openAlpaca,
  }),
  IBKR: ibkr,
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
