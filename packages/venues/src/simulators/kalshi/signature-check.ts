/** Checks signatures as Kalshi does: who signed, when, and exactly which method and path. */

import { constants, createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export interface KalshiSimulatedKey {
  readonly keyId: string
  readonly publicKey: KeyObject
  /** Whose orders it may see and place. */
  readonly account: string
  readonly scopes: readonly string[]
}

/** Makes a key known: the private half stays with the client. */
export function kalshiSimulatedKey(
  keyId: string,
  privateKey: KeyObject,
  { account, scopes = ['read', 'write'] }: { readonly account: string; readonly scopes?: readonly string[] },
): KalshiSimulatedKey {
  return { keyId, publicKey: createPublicKey(privateKey), account, scopes }
}

export type KeyVerdict =
  | { readonly ok: true; readonly key: KalshiSimulatedKey }
  /** The venue's own body for it. */
  | { readonly ok: false; readonly body: object }

/** Between what was accepted (5 s) and what was refused (30 s). */
const WINDOW_MS = 15_000

export interface SignatureQuestion {
  readonly headers: IncomingHttpHeaders
  readonly method: string
  /** From the host's root, without the query. */
  readonly path: string
  readonly nowMs: number
}

export function keyOfSignature(
  keys: ReadonlyMap<string, KalshiSimulatedKey>,
  { headers, method, path, nowMs }: SignatureQuestion,
): KeyVerdict {
  const [id, timestamp, signature] = ['key', 'timestamp', 'signature'].map((name) => {
    const value = headers[`kalshi-access-${name}`]
    return typeof value === 'string' ? value : ''
  })
  if (id === '' || timestamp === '' || signature === '')
    return refused({
      error: {
        code: 'signature_is_missing_from_headers',
        message: 'signature is missing from headers',
      },
    })
  if (!(Math.abs(Number(timestamp) - nowMs) <= WINDOW_MS))
    return refused({ error: { code: 'header_timestamp_expired', message: 'header timestamp expired' } })
  const key = keys.get(id ?? '')
  if (key === undefined) return refused(authenticationError('NOT_FOUND'))
  const isGood = verify(
    'sha256',
    Buffer.from(`${timestamp}${method}${path}`),
    { key: key.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
    Buffer.from(signature ?? '', 'base64'),
  )
  return isGood ? { ok: true, key } : refused(authenticationError('INCORRECT_API_KEY_SIGNATURE'))
}

export function authenticationError(details: string): object {
  return { error: { code: 'authentication_error', message: 'authentication_error', details } }
}

function refused(body: object): KeyVerdict {
  return { ok: false, body }
}
