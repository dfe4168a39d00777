/**
 * The venues that this installation reaches. Where they are is the operator's to say, once for all; whoever adds a connection
 * brings a credential and nothing else.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import {
  ALPACA_CAPABILITIES,
  ALPACA_PRODUCTION,
  alpacaBudget,
  COINBASE_CAPABILITIES,
  COINBASE_PRODUCTION,
  coinbaseAddressBudget,
  coinbaseBudget,
  IBKR_CAPABILITIES,
  IBKR_GATEWAY,
  IBKR_PRODUCTION,
  IBKR_REGIONS,
  ibkrAddressBudget,
  ibkrBudget,
  ibkrContractsFault,
  KALSHI_CAPABILITIES,
  KALSHI_PRODUCTION,
  kalshiBudget,
  openAlpaca,
  openAlpacaReader,
  openCoinbase,
  openCoinbaseReader,
  openIbkr,
  openIbkrReader,
  openKalshi,
  openKalshiReader,
  readAlpacaCredential,
  readCoinbaseCredential,
  readIbkrCredential,
  readKalshiCredential,
} from '@quarterdeck/venues'
import type { CredentialField } from './connections.ts'
import { reachable, type ReachableVenue } from './reachable-venue.ts'
import type { Credential } from './vault/vault.ts'
import {
  checkVenueId,
  oneOf,
  settingsWith,
  standsElsewhere,
  textOrNull,
  VenueSettingsFault,
} from './venue-settings.ts'

/** What the operator sets over a venue's own settings, and where that stands. */
type OpenVenue = (overrides: unknown, place: string) => ReachableVenue

const shown = (name: string, label: string): CredentialField => ({
  name,
  label,
  secret: false,
  multiline: false,
})
const secret = (name: string, label: string): CredentialField => ({
  name,
  label,
  secret: true,
  multiline: false,
})
const secretFile = (name: string, label: string): CredentialField => ({
  name,
  label,
  secret: true,
  multiline: true,
})

const coinbase: OpenVenue = (overrides, place) => {
  const settings = settingsWith(COINBASE_PRODUCTION, overrides, place)
  return reachable({
    capabilities: COINBASE_CAPABILITIES,
    settings,
    rehearsal: standsElsewhere(COINBASE_PRODUCTION, settings),
    credentialFields: [shown('keyName', 'API key name'), secretFile('privateKey', 'Private key')],
    namedBy: 'keyName',
    holdings: 'BALANCES_OF_BASE',
    readCredential: ({ keyName = '', privateKey = '' }) => readCoinbaseCredential(keyName, privateKey),
    addressBudget: coinbaseAddressBudget,
    budget: (time, address) => coinbaseBudget(time, address ?? coinbaseAddressBudget(time)),
    openReader: openCoinbaseReader,
    openBoth: openCoinbase,
  })
}

const kalshi: OpenVenue = (overrides, place) => {
  const settings = settingsWith(KALSHI_PRODUCTION, overrides, place)
  return reachable({
    capabilities: KALSHI_CAPABILITIES,
    settings,
    rehearsal: standsElsewhere(KALSHI_PRODUCTION, settings),
    credentialFields: [shown('keyId', 'API key id'), secretFile('privateKey', 'Private key')],
    namedBy: 'keyId',
    holdings: 'POSITIONS',
    readCredential: ({ keyId = '', privateKey = '' }) => readKalshiCredential(keyId, privateKey),
    addressBudget: null,
    budget: (time) => kalshiBudget(time),
    openReader: openKalshiReader,
    openBoth: openKalshi,
  })
}

const alpaca: OpenVenue = (overrides, place) => {
  const settings = settingsWith(ALPACA_PRODUCTION, overrides, place)
  return reachable({
    capabilities: ALPACA_CAPABILITIES,
    settings,
    rehearsal: standsElsewhere(ALPACA_PRODUCTION, settings),
    credentialFields: [shown('keyId', 'API key'), secret('secretKey', 'Secret key')],
    namedBy: 'keyId',
    holdings: 'POSITIONS',
    readCredential: ({ keyId = '', secretKey = '' }) => readAlpacaCredential(keyId, secretKey),
    addressBudget: null,
    budget: (time) => alpacaBudget(time),
    openReader: openAlpacaReader,
    openBoth: openAlpaca,
  })
}

const ibkr: OpenVenue = (overrides, place) => {
  const own = isGateway(overrides) ? IBKR_GATEWAY : IBKR_PRODUCTION
  const settings = settingsWith(own, overrides, place, {
    mode: oneOf('GATEWAY', 'OAUTH'),
    contracts: ibkrContractsFault,
    region: oneOf(...IBKR_REGIONS),
    accountId: textOrNull,
    gatewayKey: textOrNull,
  })
  const hasGateway = settings.mode === 'GATEWAY'
  return reachable<typeof settings, IbkrCredential | null>({
    capabilities: IBKR_CAPABILITIES,
    settings,
    // A gateway is where an operator runs it, over TLS: what is behind it may well be real.
    rehearsal: standsElsewhere(own, settings) && !(hasGateway && settings.restBaseUrl.startsWith('https:')),
    credentialFields: hasGateway ? GATEWAY_FIELDS : OAUTH_FIELDS,
    namedBy: hasGateway ? 'gatewayUser' : 'consumerKey',
    holdings: 'POSITIONS',
    readCredential: hasGateway ? gatewayKeeper(settings.gatewayKey, place) : readSigningCredential,
    addressBudget: ibkrAddressBudget,
    budget: (time, address) => ibkrBudget(time, address ?? ibkrAddressBudget(time)),
    openReader: openIbkrReader,
    openBoth: openIbkr,
  })
}

const GATEWAY_FIELDS = [
  shown('gatewayUser', 'User who is logged in'),
  secret('gatewayKey', 'Gateway key, as the operator set it'),
]
const OAUTH_FIELDS = [
  shown('consumerKey', 'Consumer key'),
  secret('accessToken', 'Access token'),
  secret('accessTokenSecret', 'Access token secret'),
  secretFile('signatureKeyPem', 'Signature key'),
  secretFile('encryptionKeyPem', 'Encryption key'),
  secretFile('dhParameters', 'Diffie-Hellman parameters'),
]
const GATEWAY_KEY_LENGTH_MIN = 16

type IbkrCredential = Extract<ReturnType<typeof readIbkrCredential>, { ok: true }>['credential']

function readSigningCredential(texts: Credential): ReturnType<typeof readIbkrCredential> {
  return readIbkrCredential({
    consumerKey: texts['consumerKey'] ?? '',
    accessToken: texts['accessToken'] ?? '',
    accessTokenSecret: texts['accessTokenSecret'] ?? '',
    signatureKeyPem: texts['signatureKeyPem'] ?? '',
    encryptionKeyPem: texts['encryptionKeyPem'] ?? '',
    dhParameters: texts['dhParameters'] ?? '',
  })
}

/** A gateway trades for whoever reaches it: who may is known by a key that the operator gives to those who may. */
function gatewayKeeper(key: string | null, place: string) {
  if (key === null || key.length < GATEWAY_KEY_LENGTH_MIN)
    throw new VenueSettingsFault(
      `${place}.gatewayKey must be a text of at least ${GATEWAY_KEY_LENGTH_MIN} characters with mode GATEWAY: whoever adds a ` +
        'connection has to know it, since the gateway lets in whoever reaches it',
    )
  return ({ gatewayKey = '' }: Credential) =>
    isSameSecret(gatewayKey, key)
      ? ({ ok: true, credential: null } as const)
      : ({ ok: false, message: 'the gateway key is not the one that the operator set' } as const)
}

/** Takes the same time wherever they differ. */
function isSameSecret(given: string, known: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(known))
}

function isGateway(overrides: unknown): boolean {
  return (
    typeof overrides === 'object' && overrides !== null && 'mode' in overrides && overrides.mode === 'GATEWAY'
  )
}

const VENUES: Readonly<Record<string, OpenVenue>> = {
  COINBASE: coinbase,
  KALSHI: kalshi,
  ALPACA: alpaca,
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
