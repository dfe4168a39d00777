/** Interactive Brokers in the catalogue: the venue itself, by a signing credential, or a gateway on this machine, by a key of the operator's. */
import { createHash, timingSafeEqual } from 'node:crypto'
import {
  IBKR_CAPABILITIES,
  IBKR_GATEWAY,
  IBKR_PRODUCTION,
  IBKR_REGIONS,
  IBKR_SANDBOX,
  ibkrAddressBudget,
  ibkrBudget,
  ibkrContractsFault,
  openIbkr,
  openIbkrReader,
  readIbkrCredential,
} from '@quarterdeck/venues'
import { secret, secretFile, shown } from './credential-fields.ts'
import { type OpenVenue, reachable } from './reachable-venue.ts'
import type { Credential } from './vault/vault.ts'
import { oneOf, settingsWith, standsElsewhere, textOrNull, VenueSettingsFault } from './venue-settings.ts'

export const ibkr: OpenVenue = (overrides, place) => {
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
    sandbox: IBKR_SANDBOX,
    settings,
    // A gateway is where an operator runs it, over TLS: what is behind it may well be real.
    rehearsal: standsElsewhere(own, settings) && !(hasGateway && settings.restBaseUrl.startsWith('https:')),
    credentialFields: hasGateway ? GATEWAY_FIELDS : OAUTH_FIELDS,
    namedBy: hasGateway ? 'gatewayUser' : 'consumerKey',
    isOneUser: hasGateway,
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
