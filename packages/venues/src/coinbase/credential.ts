/**
 * A Coinbase API key as its portal hands it out, in every form that people paste: SEC1 or PKCS8 PEM, with real or written line
 * breaks, or the 32 or 64 bytes of an Ed25519 key in base64.
 */

import { createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

export interface CoinbaseCredential {
  readonly keyName: string
  readonly algorithm: 'ES256' | 'EdDSA'
  readonly key: KeyObject
}

export type CredentialReading =
  | { readonly ok: true; readonly credential: CoinbaseCredential }
  /** Names the fault and what is allowed; never holds a part of the secret. */
  | { readonly ok: false; readonly message: string }

/** What goes before the 32 bytes of an Ed25519 seed in PKCS8. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

export function readCredential(keyName: string, secret: string): CredentialReading {
  if (keyName.trim() === '')
    return fault('the key name is empty: it is the "name" or "id" of the downloaded key')
  const key = secret.includes('BEGIN') ? keyOfPem(secret) : keyOfBytes(secret)
  if (typeof key === 'string') return fault(key)
  const type = key.asymmetricKeyType
  if (type === 'ed25519') return { ok: true, credential: { keyName, algorithm: 'EdDSA', key } }
  if (type === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1')
    return { ok: true, credential: { keyName, algorithm: 'ES256', key } }
  return fault(
    `the private key is of type ${type ?? 'unknown'}: it must be Ed25519, or EC on the curve P-256`,
  )
}

function keyOfPem(secret: string): KeyObject | string {
  try {
    return createPrivateKey(secret.replaceAll('\\n', '\n').trim())
  } catch {
    return 'the private key is no PEM that can be read: paste it whole, with its BEGIN and END lines'
  }
}

function keyOfBytes(secret: string): KeyObject | string {
  const bytes = Buffer.from(secret.trim(), 'base64')
  if (bytes.length !== 32 && bytes.length !== 64)
    return 'the private key is neither PEM nor the base64 of 32 or 64 bytes: paste "privateKey" of the downloaded key'
  return createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, bytes.subarray(0, 32)]),
    format: 'der',
    type: 'pkcs8',
  })
}

function fault(message: string): CredentialReading {
  return { ok: false, message }
}
