/** A Kalshi API key as the venue hands it out: an id, and an RSA private key in PEM with real or written line breaks. */

import { createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

export interface KalshiCredential {
  readonly keyId: string
  readonly key: KeyObject
}

export type KalshiCredentialReading =
  | { readonly ok: true; readonly credential: KalshiCredential }
  /** Names the fault and what is allowed; never holds a part of the secret. */
  | { readonly ok: false; readonly message: string }

/** What a header can carry; the venue's ids are UUIDs. */
const KEY_ID = /^[\w-]{1,100}$/

export function readCredential(keyId: string, secret: string): KalshiCredentialReading {
  const id = keyId.trim()
  if (!KEY_ID.test(id))
    return fault(
      'the key id is not one: it is the "API key id" of Kalshi, such as 4a75a66e-ca85-4187-93cd-aac5e01ad982',
    )
  const key = keyOf(secret)
  if (key === null)
    return fault(
      'the private key is no PEM that can be read: paste the downloaded file whole, with its BEGIN and END lines',
    )
  if (key.asymmetricKeyType !== 'rsa')
    return fault(`the private key is of type ${key.asymmetricKeyType ?? 'unknown'}: it must be RSA`)
  return { ok: true, credential: { keyId: id, key } }
}

function keyOf(secret: string): KeyObject | null {
  try {
    return createPrivateKey(secret.replaceAll('\\n', '\n').trim())
  } catch {
    return null
  }
}

function fault(message: string): KalshiCredentialReading {
  return { ok: false, message }
}
