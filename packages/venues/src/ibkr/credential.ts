/**
 * An OAuth 1.0a credential of Interactive Brokers as its self-service portal hands it out: names in plain text, two private RSA
 * keys and the Diffie-Hellman parameters as PEM, the access token's secret encrypted for one of the keys.
 */

import { constants, createPrivateKey, privateDecrypt } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

export interface IbkrCredential {
  readonly consumerKey: string
  readonly accessToken: string
  /** The access token's secret, decrypted. */
  readonly secret: Buffer
  readonly signatureKey: KeyObject
  readonly dhPrime: bigint
}

/** What a person pastes. */
export interface IbkrCredentialTexts {
  readonly consumerKey: string
  readonly accessToken: string
  /** Base64, encrypted for the encryption key. */
  readonly accessTokenSecret: string
  readonly signatureKeyPem: string
  readonly encryptionKeyPem: string
  /** PEM, or the prime itself in hex. */
  readonly dhParameters: string
}

export type IbkrCredentialReading =
  | { readonly ok: true; readonly credential: IbkrCredential }
  /** Names the fault and what is allowed; never holds a part of the secret. */
  | { readonly ok: false; readonly message: string }

/** Whether two are one, to the last bit of their secrets. */
export function isSameCredential(a: IbkrCredential | null, b: IbkrCredential | null): boolean {
  if (a === null || b === null) return a === b
  return (
    a.consumerKey === b.consumerKey &&
    a.accessToken === b.accessToken &&
    a.dhPrime === b.dhPrime &&
    a.secret.equals(b.secret) &&
    a.signatureKey.equals(b.signatureKey)
  )
}

const PRIME_BITS_MIN = 512

export function readCredential(texts: IbkrCredentialTexts): IbkrCredentialReading {
  const consumerKey = texts.consumerKey.trim()
  const accessToken = texts.accessToken.trim()
  if (consumerKey === '')
    return fault('the consumer key is empty: it is the name of 9 characters that you registered')
  if (accessToken === '')
    return fault('the access token is empty: the portal shows it once, beside its secret')
  const signatureKey = rsaKey(texts.signatureKeyPem)
  if (signatureKey === null)
    return fault('the signature key is no private RSA key in PEM: paste private_signature.pem whole')
  const encryptionKey = rsaKey(texts.encryptionKeyPem)
  if (encryptionKey === null)
    return fault('the encryption key is no private RSA key in PEM: paste private_encryption.pem whole')
  const dhPrime = primeOf(texts.dhParameters)
  if (dhPrime === null)
    return fault('the Diffie-Hellman parameters are neither PEM nor a prime in hex: paste dhparam.pem whole')
  const secret = decrypted(texts.accessTokenSecret, encryptionKey)
  if (secret === null)
    return fault(
      'the access token secret cannot be decrypted with the encryption key: both must be of the same registration',
    )
  return { ok: true, credential: { consumerKey, accessToken, secret, signatureKey, dhPrime } }
}

function rsaKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(unfolded(pem))
    return key.asymmetricKeyType === 'rsa' ? key : null
  } catch {
    return null
  }
}

/**
 * What was encrypted for a key; null: nothing was. The padding is looked at here: the library gives random bytes instead of a
 * fault, so that nobody can ask it from afar, and a person who pastes the wrong secret would never hear of it.
 */
function decrypted(base64: string, key: KeyObject): Buffer | null {
  try {
    const padded = privateDecrypt(
      { key, padding: constants.RSA_NO_PADDING },
      Buffer.from(base64.trim(), 'base64'),
    )
    const end = padded.indexOf(0, 2)
    return padded[0] === 0 && padded[1] === 2 && end >= PADDING_END_MIN ? padded.subarray(end + 1) : null
  } catch {
    return null
  }
}

/** Two bytes that say what it is, and eight of padding at least. */
const PADDING_END_MIN = 10

/** The prime of PEM parameters, which are a DER sequence of prime and generator, or of hex digits. */
function primeOf(written: string): bigint | null {
  const pem = /-----BEGIN DH PARAMETERS-----([\s\S]+?)-----END DH PARAMETERS-----/.exec(unfolded(written))
  const hex =
    pem === null ? written.replaceAll(/[\s:]/g, '') : firstInteger(Buffer.from(pem[1] ?? '', 'base64'))
  if (hex === null || !/^[0-9a-f]+$/i.test(hex)) return null
  const prime = BigInt(`0x${hex}`)
  return prime.toString(2).length >= PRIME_BITS_MIN && prime % 2n === 1n ? prime : null
}

const DER_SEQUENCE = 0x30
const DER_INTEGER = 0x02

/** Hex of the first integer in a DER sequence; null: it is none. */
function firstInteger(der: Buffer): string | null {
  if (der[0] !== DER_SEQUENCE) return null
  const inside = derLength(der, 1)
  if (inside === null || der[inside.next] !== DER_INTEGER) return null
  const integer = derLength(der, inside.next + 1)
  if (integer === null || integer.next + integer.length > der.length) return null
  return der.subarray(integer.next, integer.next + integer.length).toString('hex')
}

/** A length of DER at a place, and where its content begins. */
function derLength(der: Buffer, at: number): { readonly length: number; readonly next: number } | null {
  const first = der[at]
  if (first === undefined) return null
  if (first < 0x80) return { length: first, next: at + 1 }
  const bytes = first & 0x7f
  if (bytes === 0 || bytes > 4 || at + 1 + bytes > der.length) return null
  return { length: der.readUIntBE(at + 1, bytes), next: at + 1 + bytes }
}

/** Line breaks as they were, where they were written out or come from Windows. */
function unfolded(pem: string): string {
  return pem.replaceAll('\\n', '\n').replaceAll('\r\n', '\n').trim()
}

function fault(message: string): IbkrCredentialReading {
  return { ok: false, message }
}
